use serde::Serialize;
use utoipa::ToSchema;

use super::{companies::Company, employees::Employee, invites::Invite, links::Purpose};
use crate::{
    access::Permission,
    events,
    events::{Audience, Payload},
    id::RecordId,
};

events! {
    EMPLOYEE_CREATED: Employee = "employee:created", "An employee was added.";
    EMPLOYEE_UPDATED: Employee = "employee:updated", "An employee's record or account changed.";
    EMPLOYEE_APPROVED: Employee = "employee:approved", "A pending employee became active.";
    EMPLOYEE_DEACTIVATED: Employee = "employee:deactivated", "An employee lost access.";
    COMPANY_UPDATED: Company = "company:updated", "The company's name or settings changed.";
    LINK_ISSUED: LinkIssued = "link:issued", "An administrator requested an invite or reset link.";
}

impl Payload for Employee {
    const ENTITY: &'static str = "employee";
    const AUDIENCE_TEXT: &'static str = "employees.manage, users.manage";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Holders(&[Permission::EmployeesManage, Permission::UsersManage])
    }
}

impl Payload for Company {
    const ENTITY: &'static str = "company";
    const AUDIENCE_TEXT: &'static str = "everyone in the company";
    fn id(&self) -> RecordId {
        self.id.record()
    }
    fn audience(&self) -> Audience {
        Audience::Everyone
    }
}

/// An administrator requested a link. The event does not contain it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkIssued {
    #[schema(inline)]
    pub purpose: Purpose,
    /// The e-mail address that the link is for.
    pub email: String,
    /// The name of the employee; `null` for an invite.
    pub name: Option<String>,
    #[serde(skip)]
    entity: (&'static str, RecordId),
}

impl LinkIssued {
    pub fn invite(invite: &Invite) -> Self {
        Self {
            purpose: Purpose::Invite,
            email: invite.email.clone(),
            name: None,
            entity: ("invite", invite.id.record()),
        }
    }
    pub fn reset(employee: &Employee) -> Self {
        let (email, name) = (employee.email.clone(), Some(employee.name.clone()));
        Self { purpose: Purpose::Reset, email, name, entity: (Employee::ENTITY, employee.id.record()) }
    }
}

impl Payload for LinkIssued {
    const ENTITY: &'static str = "invite";
    const AUDIENCE_TEXT: &'static str = "users.manage";
    fn entity_type(&self) -> &'static str {
        self.entity.0
    }
    fn id(&self) -> RecordId {
        self.entity.1
    }
    fn audience(&self) -> Audience {
        Audience::Holders(&[Permission::UsersManage])
    }
}
