//! One box over contacts, enquiries and employees: to each what they may see.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::{Actor, Permission},
    db::{Conn, Paging, Position, SortField},
    error::Result,
    features::{
        accounts::employees::{self, Colleague, Filter},
        contacts::{self, Contact, ContactQuery},
        enquiries::{self, Enquiry, EnquiryQuery},
        people,
    },
};

/// Hits of each kind at most.
const MOST: i64 = 8;

/// What was found, the newest first. A kind that one may not see is empty.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Found {
    pub contacts: Vec<Contact>,
    pub enquiries: Vec<Enquiry>,
    pub employees: Vec<Colleague>,
}

pub async fn search(conn: &mut Conn, actor: &Actor, q: &str) -> Result<Found> {
    let company_id = actor.company_id();
    let first =
        |sorts: &[SortField]| Paging { limit: MOST, at: Position::After(None), ..Paging::newest(sorts[0]) };
    let mut found = Found::default();
    if actor.may(Permission::LeadsWork) {
        let query = ContactQuery::default();
        found.contacts = contacts::list(conn, actor, &query, Some(q), &first(contacts::SORTS)).await?.rows;
    }
    if actor.may(Permission::EnquiriesWork) {
        let query = EnquiryQuery::default();
        found.enquiries =
            enquiries::list(conn, company_id, &query, Some(q), &first(enquiries::SORTS)).await?.rows;
    }
    if actor.may(Permission::EmployeesRead) {
        let names_only = !people::sees_everybody(actor);
        let filter = Filter { q: Some(q.to_owned()), names_only, ..Filter::default() };
        let employees = employees::list(conn, company_id, &filter, &first(employees::SORTS)).await?.rows;
        found.employees = employees.into_iter().map(Colleague::from).collect();
    }
    Ok(found)
}
