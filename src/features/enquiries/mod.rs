//! Enquiries: anybody may submit one, one rep claims it, works it, and converts or loses it (seed 001).

mod conversion;
mod model;
pub mod routes;
mod store;

use serde_json::json;
use store::Standing;

pub use self::{
    model::{
        Assignment, Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, NewEnquiry, NewNote, Note, NoteId,
        Priority, Receipt, StatusChange,
    },
    store::{SORTS, count, find, list, oldest_unclaimed},
};
use crate::{
    access::{Actor, Permission, Person, Role},
    db::{Arrival, Conn, Tx},
    error::{Error, Result},
    events::{EnquiryHanded, EnquiryMoved, EnquiryNoted, Fact},
    features::{
        accounts::employees::{self, Employee, EmployeeStatus},
        notifications::{self, About},
    },
    id::EmployeeId,
};

/// Notes that an enquiry may have: it is answered with all of them.
const MAX_NOTES: i64 = 200;

/// Takes in an enquiry from the public form.
pub fn submit(arrival: &mut Arrival, input: NewEnquiry) -> Enquiry {
    let enquiry = Enquiry::new(arrival.company_id(), arrival.now(), input);
    store::insert(arrival, &enquiry);
    arrival.count(enquiry.status.counter(), 1);
    arrival.tally("enquiries.received", None, 1);
    arrival.emit(Fact::EnquiryCreated(enquiry.clone()));
    enquiry
}

/// Refuses a claim that comes too late, before it waits for its turn to write.
pub async fn must_be_free(conn: &mut Conn, actor: &Actor, id: EnquiryId) -> Result<()> {
    actor.must(Permission::EnquiriesWork)?;
    let me = actor.signed_in()?.id;
    let enquiry = find(conn, actor.company_id(), id).await?;
    if enquiry.claimed_by.is_none() || is_mine(&enquiry, me) {
        Ok(())
    } else {
        Err(already_claimed(&enquiry))
    }
}

/// Claims an unclaimed enquiry. Of many at once one wins; the others are told who. One's own again changes nothing.
pub async fn claim(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().must(Permission::EnquiriesWork)?;
    let me = tx.actor().signed_in()?.id;
    let company_id = tx.company_id();
    let Some(claimed) = store::claim(tx, id, me).await? else {
        let enquiry = find(tx, company_id, id).await?;
        return if is_mine(&enquiry, me) { Ok(enquiry) } else { Err(already_claimed(&enquiry)) };
    };
    moved(tx, EnquiryStatus::Unclaimed, EnquiryStatus::Claimed);
    tx.tally("enquiries.claimed", Some(me), 1);
    tx.emit(Fact::EnquiryClaimed(claimed.clone()));
    Ok(claimed)
}

/// Moves an enquiry on. `converted` creates or links its contact in the same transaction; `lost` has a reason.
pub async fn set_status(tx: &mut Tx, id: EnquiryId, change: StatusChange) -> Result<Enquiry> {
    tx.actor().must(Permission::EnquiriesWork)?;
    change.check()?;
    let enquiry = store::find_for_update(tx, id).await?;
    must_work_on(tx, &enquiry)?;
    tx.must_match(enquiry.version)?;
    let (from, to) = (enquiry.status, change.status);
    if !from.may_become(to) {
        return Err(invalid_transition(from, to));
    }
    let mut standing = Standing { lost_reason: change.reason, ..standing_of(&enquiry, to) };
    if to == EnquiryStatus::Converted {
        standing.contact_id = Some(conversion::convert(tx, &enquiry).await?);
        tx.tally("enquiries.converted", tx.actor().employee_id(), 1);
    }
    let enquiry = store::stand(tx, id, standing).await?;
    moved(tx, from, to);
    tx.emit(Fact::EnquiryStatus(EnquiryMoved { enquiry: enquiry.clone(), from, to }));
    Ok(enquiry)
}

/// Takes up a lost enquiry again: its claimer goes on with it, or it waits for anybody if they no longer work on
/// enquiries.
pub async fn reopen(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().must(Permission::EnquiriesManage)?;
    let enquiry = store::find_for_update(tx, id).await?;
    tx.must_match(enquiry.version)?;
    let from = enquiry.status;
    if from != EnquiryStatus::Lost {
        return Err(invalid_transition(from, EnquiryStatus::Claimed));
    }
    let claimer = match &enquiry.claimed_by {
        Some(claimer) => find_worker(tx, claimer.id).await?,
        None => None,
    };
    let to = if claimer.is_some() { EnquiryStatus::Claimed } else { EnquiryStatus::Unclaimed };
    let claimed_at = enquiry.claimed_at.filter(|_| claimer.is_some());
    let claimed_by = claimer.as_ref().map(|claimer| claimer.id);
    let standing = Standing { claimed_by, claimed_at, ..standing_of(&enquiry, to) };
    let reopened = store::stand(tx, id, standing).await?;
    moved(tx, from, to);
    tx.emit(Fact::EnquiryStatus(EnquiryMoved { enquiry: reopened.clone(), from, to }));
    if let Some(claimer) = claimer {
        notifications::assigned(tx, claimer.id, &About::enquiry(id, &reopened.name)).await?;
    }
    Ok(reopened)
}

/// Gives an enquiry back to everybody: its claimer may, and those with `enquiries.manage`.
pub async fn release(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    tx.actor().must(Permission::EnquiriesWork)?;
    let enquiry = store::find_for_update(tx, id).await?;
    must_work_on(tx, &enquiry)?;
    tx.must_match(enquiry.version)?;
    let from = enquiry.status;
    if !from.is_in_work() {
        return Err(invalid_transition(from, EnquiryStatus::Unclaimed));
    }
    let nobody =
        Standing { claimed_by: None, claimed_at: None, ..standing_of(&enquiry, EnquiryStatus::Unclaimed) };
    let released = store::stand(tx, id, nobody).await?;
    moved(tx, from, EnquiryStatus::Unclaimed);
    tx.emit(Fact::EnquiryReleased(EnquiryHanded { enquiry: released.clone(), from: enquiry.claimed_by }));
    Ok(released)
}

/// Gives an enquiry to somebody, claimed or not.
pub async fn assign(tx: &mut Tx, id: EnquiryId, to: EmployeeId) -> Result<Enquiry> {
    tx.actor().must(Permission::EnquiriesManage)?;
    let enquiry = store::find_for_update(tx, id).await?;
    tx.must_match(enquiry.version)?;
    let assignee = worker(tx, to).await?;
    if enquiry.claimed_by.as_ref() == Some(&assignee) {
        return Ok(enquiry);
    }
    let from = enquiry.status;
    let status = match from {
        EnquiryStatus::Unclaimed => EnquiryStatus::Claimed,
        _ if from.is_in_work() => from,
        _ => return Err(invalid_transition(from, EnquiryStatus::Claimed)),
    };
    let now = tx.now();
    let theirs =
        Standing { claimed_by: Some(assignee.id), claimed_at: Some(now), ..standing_of(&enquiry, status) };
    let assigned = store::stand(tx, id, theirs).await?;
    moved(tx, from, status);
    tx.emit(Fact::EnquiryAssigned(EnquiryHanded { enquiry: assigned.clone(), from: enquiry.claimed_by }));
    notifications::assigned(tx, assignee.id, &About::enquiry(id, &assigned.name)).await?;
    Ok(assigned)
}

/// Adds a note to an enquiry. Colleagues named with `@` who work on enquiries are notified.
pub async fn add_note(tx: &mut Tx, id: EnquiryId, text: String) -> Result<Note> {
    tx.actor().must(Permission::EnquiriesWork)?;
    let enquiry = store::find_for_note(tx, id).await?;
    must_work_on(tx, &enquiry)?;
    if enquiry.note_count >= MAX_NOTES {
        return Err(too_many_notes());
    }
    let author = tx.actor().signed_in()?.clone();
    let (enquiry, note) = store::add_note(tx, id, author, text).await?;
    let about = About::enquiry(id, &enquiry.name);
    tx.emit(Fact::EnquiryNote(EnquiryNoted { enquiry, note: note.clone() }));
    let may_see = |role: Role, _| role.allows(Permission::EnquiriesWork);
    notifications::mentioned(tx, &note.text, &about, may_see).await?;
    Ok(note)
}

/// An ACTIVE employee of this company who works on enquiries. Anybody else is as good as nobody.
async fn worker(tx: &mut Tx, id: EmployeeId) -> Result<Person> {
    find_worker(tx, id)
        .await?
        .ok_or_else(|| Error::invalid("employeeId", "must be an active employee who works on enquiries"))
}

async fn find_worker(tx: &mut Tx, id: EmployeeId) -> Result<Option<Person>> {
    let company_id = tx.company_id();
    let found = employees::find(tx, company_id, id).await?;
    let works = |e: &Employee| e.status == EmployeeStatus::Active && e.role.allows(Permission::EnquiriesWork);
    Ok(found.filter(works).map(|e| e.person()))
}

/// Its claimer may, and those with `enquiries.manage`.
fn must_work_on(tx: &Tx, enquiry: &Enquiry) -> Result<()> {
    let me = tx.actor().signed_in()?.id;
    if is_mine(enquiry, me) || enquiry.claimed_by.is_none() {
        Ok(())
    } else {
        tx.actor().must(Permission::EnquiriesManage)
    }
}

fn is_mine(enquiry: &Enquiry, me: EmployeeId) -> bool {
    enquiry.claimed_by.as_ref().is_some_and(|claimer| claimer.id == me)
}

fn standing_of(enquiry: &Enquiry, status: EnquiryStatus) -> Standing {
    Standing {
        status,
        claimed_by: enquiry.claimed_by.as_ref().map(|claimer| claimer.id),
        claimed_at: enquiry.claimed_at,
        contact_id: enquiry.contact_id,
        lost_reason: None,
    }
}

fn moved(tx: &mut Tx, from: EnquiryStatus, to: EnquiryStatus) {
    tx.count(from.counter(), -1);
    tx.count(to.counter(), 1);
}

fn already_claimed(enquiry: &Enquiry) -> Error {
    let winner = enquiry.claimed_by.as_ref().map_or("Someone else", |claimer| claimer.name.as_str());
    Error::Conflict {
        code: "already_claimed",
        message: format!("{winner} has already claimed this enquiry"),
        data: json!({ "claimedBy": enquiry.claimed_by, "claimedAt": enquiry.claimed_at }),
    }
}

fn too_many_notes() -> Error {
    let message =
        format!("An enquiry has at most {MAX_NOTES} notes; convert it and go on in the lead's timeline");
    Error::conflict("too_many_notes", message)
}

fn invalid_transition(from: EnquiryStatus, to: EnquiryStatus) -> Error {
    Error::conflict("invalid_transition", format!("An enquiry cannot change from {from} to {to}"))
}
