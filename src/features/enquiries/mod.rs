//! Enquiries: submitted by a public form, claimed by a rep, then converted or lost (seed 001).

mod commands;
mod conversion;
pub mod events;
mod model;
pub mod routes;
mod store;

use self::{
    events::{EnquiryReassigned, EnquiryStatusChanged, NoteAdded},
    store::EnquiryState,
};
use crate::{
    access::{Permission, Person, Role},
    app::{Feature, Search},
    db::{Conn, InsertBatch, Paging, Read, Recount, Tx},
    error::{Error, Result},
    features::{
        accounts::employees,
        notifications::{self, Subject},
    },
    id::{CompanyId, EmployeeId},
};

use serde_json::{Value, json};

pub use self::{
    model::{
        Assignment, CLAIMED_BY, Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, NewEnquiry, NewNote, Note,
        NoteId, Priority, Receipt, STATUS, StatusChange,
    },
    store::{SORTS, list, oldest_unclaimed, reassign, unlink_contact},
};

pub const FEATURE: Feature = Feature {
    tables: &["enquiries", "enquiry_notes"],
    events: events::ALL,
    commands: commands::ALL,
    search: Some(Search {
        field: "enquiries",
        schema: "Enquiry",
        permission: Permission::EnquiriesWork,
        find: |read, q, limit| Box::pin(search(read, q, limit)),
    }),
    recount: Some(|conn, company_id| Box::pin(recount(conn, company_id))),
    event_statistics: &[("enquiries.received", "enquiry:created")],
    ..Feature::new("enquiries", routes::router)
};

/// The maximum number of notes per enquiry, limited because it is returned with all of them.
const MAX_NOTES: i64 = 200;

/// Creates an enquiry from the public form.
pub fn submit(batch: &mut InsertBatch, input: NewEnquiry) -> Enquiry {
    let enquiry = Enquiry::new(batch.company_id(), batch.now(), input);
    store::insert(batch, &enquiry);
    batch.adjust_counter(enquiry.status.counter(), 1);
    batch.record_daily("enquiries.received", None, 1);
    batch.emit(events::CREATED.of(&enquiry));
    enquiry
}

async fn search(read: &mut Read, q: &str, limit: i64) -> Result<Value> {
    let found = list(read, &EnquiryQuery::default(), Some(q), &Paging::newest(SORTS[0], limit)).await?;
    Ok(json!(found.rows))
}

async fn recount(conn: &mut Conn, company_id: CompanyId) -> Result<Recount> {
    let counts = store::count(conn, company_id).await?;
    let counters = counts.into_iter().map(|(status, n)| (status.counter(), n)).collect();
    Ok(Recount { counters, ..Recount::default() })
}

/// Finds an enquiry with its notes. Requires `enquiries.work`.
pub async fn find_visible(read: &mut Read, id: EnquiryId) -> Result<Enquiry> {
    read.actor().require(Permission::EnquiriesWork)?;
    let company_id = read.company_id();
    store::find(read, company_id, id).await
}

/// Fails with 409 if someone else has claimed the enquiry. Rejects late claims without a write transaction.
pub async fn ensure_unclaimed(read: &mut Read, id: EnquiryId) -> Result<()> {
    let enquiry = find_visible(read, id).await?;
    let me = read.actor().employee()?.id;
    if enquiry.claimed_by.is_none() || is_mine(&enquiry, me) {
        Ok(())
    } else {
        Err(already_claimed(&enquiry))
    }
}

/// Claims an unclaimed enquiry. Idempotent for its claimer.
///
/// # Errors
/// 409 `already_claimed` with the claimer, if someone else has claimed it.
pub async fn claim(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().require(Permission::EnquiriesWork)?;
    let me = tx.actor().employee()?.id;
    let company_id = tx.company_id();
    let Some(claimed) = store::claim(tx, id, me).await? else {
        let enquiry = store::find(tx, company_id, id).await?;
        return if is_mine(&enquiry, me) { Ok(enquiry) } else { Err(already_claimed(&enquiry)) };
    };
    move_counters(tx, EnquiryStatus::Unclaimed, EnquiryStatus::Claimed);
    tx.record_daily("enquiries.claimed", Some(me), 1);
    tx.emit(events::CLAIMED.of(&claimed));
    Ok(claimed)
}

/// Changes the status of an enquiry. `converted` creates or links its contact in the same transaction; `lost`
/// requires a reason.
pub async fn set_status(tx: &mut Tx, id: EnquiryId, change: StatusChange) -> Result<Enquiry> {
    tx.actor().require(Permission::EnquiriesWork)?;
    change.check()?;
    let enquiry = store::find_for_update(tx, id).await?;
    ensure_can_work_on(tx, &enquiry)?;
    tx.check_version(enquiry.version)?;
    let (from, to) = (enquiry.status, change.status);
    if !from.can_become(to) {
        return Err(invalid_transition(from, to));
    }
    let mut state = EnquiryState { lost_reason: change.reason, ..state_of(&enquiry, to) };
    if to == EnquiryStatus::Converted {
        state.contact_id = Some(conversion::convert(tx, &enquiry).await?);
        tx.record_daily("enquiries.converted", tx.actor().employee_id(), 1);
    }
    let enquiry = store::set_state(tx, id, state).await?;
    move_counters(tx, from, to);
    tx.emit(events::STATUS_CHANGED.of(&EnquiryStatusChanged {
        enquiry: enquiry.clone().without_notes(),
        from,
        to,
    }));
    Ok(enquiry)
}

/// Reopens a lost enquiry, for its previous claimer if they still have `enquiries.work`, or else unclaimed.
pub async fn reopen(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().require(Permission::EnquiriesManage)?;
    let enquiry = store::find_for_update(tx, id).await?;
    tx.check_version(enquiry.version)?;
    let from = enquiry.status;
    if from != EnquiryStatus::Lost {
        return Err(invalid_transition(from, EnquiryStatus::Claimed));
    }
    let claimer = match &enquiry.claimed_by {
        Some(claimer) => employees::find_active_with(tx, claimer.id, Permission::EnquiriesWork).await?,
        None => None,
    };
    let to = if claimer.is_some() { EnquiryStatus::Claimed } else { EnquiryStatus::Unclaimed };
    let claimed_at = enquiry.claimed_at.filter(|_| claimer.is_some());
    let claimed_by = claimer.as_ref().map(|claimer| claimer.id);
    let state = EnquiryState { claimed_by, claimed_at, ..state_of(&enquiry, to) };
    let reopened = store::set_state(tx, id, state).await?;
    move_counters(tx, from, to);
    tx.emit(events::STATUS_CHANGED.of(&EnquiryStatusChanged {
        enquiry: reopened.clone().without_notes(),
        from,
        to,
    }));
    if let Some(claimer) = claimer {
        notifications::assigned(tx, claimer.id, &Subject::enquiry(id, &reopened.name)).await?;
    }
    Ok(reopened)
}

/// Releases an enquiry, so that it is unclaimed again. Allowed for its claimer, or with `enquiries.manage`.
pub async fn release(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().require(Permission::EnquiriesWork)?;
    let enquiry = store::find_for_update(tx, id).await?;
    ensure_can_work_on(tx, &enquiry)?;
    tx.check_version(enquiry.version)?;
    let from = enquiry.status;
    if !from.is_being_worked_on() {
        return Err(invalid_transition(from, EnquiryStatus::Unclaimed));
    }
    let state =
        EnquiryState { claimed_by: None, claimed_at: None, ..state_of(&enquiry, EnquiryStatus::Unclaimed) };
    let released = store::set_state(tx, id, state).await?;
    move_counters(tx, from, EnquiryStatus::Unclaimed);
    tx.emit(
        events::RELEASED
            .of(&EnquiryReassigned { enquiry: released.clone().without_notes(), from: enquiry.claimed_by }),
    );
    Ok(released)
}

/// Assigns an enquiry to an employee, whether it is claimed or not.
pub async fn assign(tx: &mut Tx, id: EnquiryId, to: EmployeeId) -> Result<Enquiry> {
    tx.actor().require(Permission::EnquiriesManage)?;
    let enquiry = store::find_for_update(tx, id).await?;
    tx.check_version(enquiry.version)?;
    let assignee = enquiry_worker(tx, to).await?;
    if enquiry.claimed_by.as_ref() == Some(&assignee) {
        return Ok(enquiry);
    }
    let from = enquiry.status;
    let status = match from {
        EnquiryStatus::Unclaimed => EnquiryStatus::Claimed,
        _ if from.is_being_worked_on() => from,
        _ => return Err(invalid_transition(from, EnquiryStatus::Claimed)),
    };
    let now = tx.now();
    let state =
        EnquiryState { claimed_by: Some(assignee.id), claimed_at: Some(now), ..state_of(&enquiry, status) };
    let assigned = store::set_state(tx, id, state).await?;
    move_counters(tx, from, status);
    tx.emit(
        events::ASSIGNED
            .of(&EnquiryReassigned { enquiry: assigned.clone().without_notes(), from: enquiry.claimed_by }),
    );
    notifications::assigned(tx, assignee.id, &Subject::enquiry(id, &assigned.name)).await?;
    Ok(assigned)
}

/// Adds a note to an enquiry. Colleagues mentioned with `@` are notified if they have `enquiries.work`.
pub async fn add_note(tx: &mut Tx, id: EnquiryId, text: String) -> Result<Note> {
    tx.actor().require(Permission::EnquiriesWork)?;
    let enquiry = tx.find_for_update::<Enquiry>(id).await?;
    ensure_can_work_on(tx, &enquiry)?;
    if enquiry.note_count >= MAX_NOTES {
        return Err(too_many_notes());
    }
    let author = tx.actor().employee()?.clone();
    let (enquiry, note) = store::add_note(tx, id, author, text).await?;
    let about = Subject::enquiry(id, &enquiry.name);
    tx.emit(events::NOTE_ADDED.of(&NoteAdded { enquiry: enquiry.without_notes(), note: note.clone() }));
    let can_see = |role: Role, _| role.allows(Permission::EnquiriesWork);
    notifications::mentioned(tx, &note.text, &about, can_see).await?;
    Ok(note)
}

/// Finds an ACTIVE employee with `enquiries.work`. Fails with a field error for any other id.
async fn enquiry_worker(tx: &mut Tx, id: EmployeeId) -> Result<Person> {
    employees::find_active_with(tx, id, Permission::EnquiriesWork)
        .await?
        .map(|employee| employee.person())
        .ok_or_else(|| Error::invalid("employeeId", "must be an active employee who works on enquiries"))
}

/// Fails with 403 if another employee has claimed the enquiry and the actor lacks `enquiries.manage`.
fn ensure_can_work_on(tx: &Tx, enquiry: &Enquiry) -> Result<()> {
    let me = tx.actor().employee()?.id;
    if is_mine(enquiry, me) || enquiry.claimed_by.is_none() {
        Ok(())
    } else {
        tx.actor().require(Permission::EnquiriesManage)
    }
}

fn is_mine(enquiry: &Enquiry, me: EmployeeId) -> bool {
    enquiry.claimed_by.as_ref().is_some_and(|claimer| claimer.id == me)
}

fn state_of(enquiry: &Enquiry, status: EnquiryStatus) -> EnquiryState {
    EnquiryState {
        status,
        claimed_by: enquiry.claimed_by.as_ref().map(|claimer| claimer.id),
        claimed_at: enquiry.claimed_at,
        contact_id: enquiry.contact_id,
        lost_reason: None,
    }
}

fn move_counters(tx: &mut Tx, from: EnquiryStatus, to: EnquiryStatus) {
    tx.adjust_counter(from.counter(), -1);
    tx.adjust_counter(to.counter(), 1);
}

fn already_claimed(enquiry: &Enquiry) -> Error {
    let claimer = enquiry.claimed_by.as_ref().map_or("Someone else", |claimer| claimer.name.as_str());
    Error::Conflict {
        code: "already_claimed",
        message: format!("{claimer} has already claimed this enquiry"),
        data: json!({ "claimedBy": enquiry.claimed_by, "claimedAt": enquiry.claimed_at }),
    }
}

fn too_many_notes() -> Error {
    let message = format!("An enquiry can have at most {MAX_NOTES} notes; convert it to a lead to add more");
    Error::conflict("too_many_notes", message)
}

fn invalid_transition(from: EnquiryStatus, to: EnquiryStatus) -> Error {
    Error::conflict("invalid_transition", format!("An enquiry cannot change from {from} to {to}"))
}
