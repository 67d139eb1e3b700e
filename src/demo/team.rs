//! The employees of the demo company.

use chrono::{Days, NaiveDate};

use crate::{
    access::{Actor, Permission, Role},
    db::{Conn, Tx},
    error::Result,
    features::accounts::employees::{self, Employee, EmployeeStatus, HrFields, NewEmployee},
};

/// A position in the company. `leads` is the weight for how many leads its holder owns.
struct Position {
    name: &'static str,
    role: Role,
    department: &'static str,
    designation: &'static str,
    leads: u32,
}

/// An employee with the weight of their position.
pub struct Member {
    pub employee: Employee,
    pub leads: u32,
}

const fn position(
    name: &'static str,
    role: Role,
    department: &'static str,
    designation: &'static str,
    leads: u32,
) -> Position {
    Position { name, role, department, designation, leads }
}

const TEAM: [Position; 10] = [
    position("Asha Rao", Role::SeniorAdmin, "Management", "Managing Director", 5),
    position("Farhan Qureshi", Role::Manager, "Sales", "Head of Sales", 5),
    position("Ravi Iyer", Role::SalesExecutive, "Sales", "Account Manager, Companies", 7),
    position("Meera Shah", Role::Counselor, "Admissions", "Senior Counsellor", 7),
    position("Tom Becker", Role::Counselor, "Admissions", "Counsellor, International", 5),
    position("Li Na", Role::Employee, "Sales", "Sales Associate", 5),
    position("Noor Haddad", Role::SalesExecutive, "Sales", "Account Manager, Gulf", 6),
    position("Samuel Okoye", Role::Counselor, "Admissions", "Counsellor", 6),
    position("Grace Okafor", Role::Hr, "People", "HR Manager", 0),
    position("Ines Duarte", Role::Admin, "Operations", "Office and Systems", 0),
];

impl Member {
    pub fn actor(&self) -> Actor {
        let employee = &self.employee;
        Actor::for_employee(employee.company_id, employee.person(), employee.role)
    }
}

/// Adds the employees to the company of the transaction.
pub async fn add(tx: &mut Tx, password_hash: &str) -> Result<Vec<Member>> {
    let today = tx.today().await?;
    let mut team = vec![];
    for (n, position) in (1_u64..).zip(&TEAM) {
        let new = NewEmployee {
            name: position.name.into(),
            email: address(position.name),
            role: position.role,
            status: EmployeeStatus::Active,
            password_hash: Some(password_hash.into()),
            hr_fields: hr_fields(position, n, today),
        };
        team.push(Member { employee: employees::add(tx, new).await?, leads: position.leads });
    }
    Ok(team)
}

/// Finds the employees of the company that was created before, if there is one.
pub async fn find(conn: &mut Conn) -> Result<Option<Vec<Member>>> {
    let Some(founder) = employees::find_by_email(conn, &address(TEAM[0].name)).await? else {
        return Ok(None);
    };
    let mut team = vec![];
    for position in &TEAM {
        let found = employees::find_by_email(conn, &address(position.name)).await?;
        let colleague = found.filter(|employee| employee.company_id == founder.company_id);
        team.extend(colleague.map(|employee| Member { employee, leads: position.leads }));
    }
    Ok(Some(team))
}

/// Whether live traffic acts as this employee: everyone who works on leads, except the first, who is you.
pub fn is_simulated(member: &Member) -> bool {
    member.employee.role.allows(Permission::LeadsWork) && member.employee.email != address(TEAM[0].name)
}

fn address(name: &str) -> String {
    format!("{}@lotus.example", name.to_lowercase().replace(' ', "."))
}

fn hr_fields(position: &Position, n: u64, today: NaiveDate) -> HrFields {
    HrFields {
        employee_code: Some(format!("LA-{n:03}")),
        department: Some(position.department.into()),
        designation: Some(position.designation.into()),
        joined_on: Some(today - Days::new(1_900 - 170 * n)),
        ..HrFields::default()
    }
}
