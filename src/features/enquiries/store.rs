use super::{Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, Note, NoteId};
use crate::{
    access::{Permission, Person},
    changes,
    db::{Conn, Dialect, InsertBatch, Listing, Paging, Read, Record, Slice, SortField, Tx, containing},
    error::Result,
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId},
    person, phone, sql,
    time::Time,
};

/// Sort fields of a list of enquiries.
pub const SORTS: &[SortField] = &[
    SortField::time("createdAt", "created_at"),
    SortField::time("updatedAt", "updated_at"),
    SortField::text("name", "name"),
];

impl Record for Enquiry {
    const TABLE: &str = "enquiries";
    const COLUMNS: &str = concat!("*, ", person!("enquiries.claimed_by" as "claimer"));
    const NOUN: &str = "enquiry";
}

const COLUMNS: &str = Enquiry::COLUMNS;

/// Inserts a new, unclaimed enquiry without notes.
pub fn insert(batch: &mut InsertBatch, new: &Enquiry) {
    batch.insert(sql!(
        "insert into enquiries (id, company_id, name, email, phone, course_interest, message, source, priority, status,
                                note_count, created_at, updated_at, version)",
        new.id,
        new.company_id,
        &new.name,
        &new.email,
        new.phone.clone(),
        new.course_interest.clone(),
        new.message.clone(),
        &new.source,
        new.priority,
        new.status,
        0,
        new.created_at,
        new.updated_at,
        new.version
    ));
}

/// Finds an enquiry with its notes.
pub async fn find(conn: &mut Conn, company_id: CompanyId, id: EnquiryId) -> Result<Enquiry> {
    let enquiry = conn.find(company_id, id).await?;
    with_notes(conn, enquiry).await
}

/// Like `find`, and locks the enquiry until the transaction ends.
pub async fn find_for_update(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    let enquiry = tx.find_for_update(id).await?;
    with_notes(tx, enquiry).await
}

/// Claims the enquiry if it is unclaimed (compare-and-set). Returns `None` otherwise.
pub async fn claim(tx: &mut Tx, id: EnquiryId, claimer: EmployeeId) -> Result<Option<Enquiry>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update enquiries set status = $1, claimed_by = $2, claimed_at = $3, updated_at = $3, version = version + 1
         where company_id = $4 and id = $5 and status = $6 returning {COLUMNS}"
    );
    let claimed: Option<Enquiry> = tx
        .optional(sql!(text, EnquiryStatus::Claimed, claimer, now, company_id, id, EnquiryStatus::Unclaimed))
        .await?;
    match claimed {
        Some(enquiry) => Ok(Some(with_notes(tx, enquiry).await?)),
        None => Ok(None),
    }
}

/// The new state of an enquiry that was locked by `find_for_update`.
pub struct EnquiryState {
    pub status: EnquiryStatus,
    pub claimed_by: Option<EmployeeId>,
    pub claimed_at: Option<Time>,
    pub contact_id: Option<ContactId>,
    pub lost_reason: Option<String>,
}

pub async fn set_state(tx: &mut Tx, id: EnquiryId, state: EnquiryState) -> Result<Enquiry> {
    let changes = changes! {
        status: state.status,
        claimed_by: state.claimed_by,
        claimed_at: state.claimed_at,
        contact_id: state.contact_id,
        lost_reason: state.lost_reason,
    };
    let enquiry = tx.update(id, changes).await?;
    with_notes(tx, enquiry).await
}

/// Adds a note. Returns the enquiry without its notes, and the new note.
pub async fn add_note(tx: &mut Tx, id: EnquiryId, author: Person, text: String) -> Result<(Enquiry, Note)> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let note = Note { id: NoteId::new(), text, added_by: author, added_at: now };
    let insert = "insert into enquiry_notes (id, company_id, enquiry_id, text, added_by, added_at) values ($1, $2, $3, $4, $5, $6)";
    tx.exec(sql!(insert, note.id, company_id, id, &note.text, note.added_by.id, now)).await?;
    let update = format!(
        "update enquiries set note_count = note_count + 1, updated_at = $1, version = version + 1
         where company_id = $2 and id = $3 returning {COLUMNS}"
    );
    Ok((tx.one(sql!(update, now, company_id, id)).await?, note))
}

/// Lists enquiries without their notes.
pub async fn list(
    read: &mut Read,
    query: &EnquiryQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<Enquiry>> {
    read.actor().require(Permission::EnquiriesWork)?;
    let (mut listing, now) = (Listing::of("enquiries", read.company_id()), read.now());
    query.narrow(read, &mut listing, now).await?;
    listing.between_days(read, "created_at", (query.created_from, query.created_to)).await?;
    if let Some(q) = q {
        find_text(&mut listing, q, read.dialect());
    }
    paging.read(read, COLUMNS, listing).await
}

fn find_text(listing: &mut Listing, q: &str, dialect: Dialect) {
    for (i, column) in ["name", "email", "phone", "course_interest"].into_iter().enumerate() {
        listing.push(if i == 0 { " and (" } else { " or " });
        listing.push(&format!("{column} {} ", dialect.like())).bind(containing(q)).push(" escape '\\'");
    }
    if let Some(digits) = phone::search_digits(q) {
        listing.push(" or phone like ").bind(containing(&digits));
    }
    listing.push(")");
}

/// Counts the enquiries by status.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(EnquiryStatus, i64)>> {
    let sql =
        sql!("select status, count(*) from enquiries where company_id = $1 group by status", company_id);
    Ok(conn.all(sql).await?)
}

/// When the oldest unclaimed enquiry was received.
pub async fn oldest_unclaimed(conn: &mut Conn, company_id: CompanyId) -> Result<Option<Time>> {
    let sql = "select created_at from enquiries where company_id = $1 and status = $2 order by created_at, id limit 1";
    let oldest: Option<(Time,)> = conn.optional(sql!(sql, company_id, EnquiryStatus::Unclaimed)).await?;
    Ok(oldest.map(|(at,)| at))
}

async fn with_notes(conn: &mut Conn, enquiry: Enquiry) -> Result<Enquiry> {
    let mut notes = vec![];
    if enquiry.note_count > 0 {
        let sql = "select n.id, n.text, n.added_at, e.id || ' ' || e.name as author
                   from enquiry_notes n join employees e on e.id = n.added_by
                   where n.company_id = $1 and n.enquiry_id = $2 order by n.id";
        notes = conn.all(sql!(sql, enquiry.company_id, enquiry.id)).await?;
    }
    Ok(Enquiry { notes: Some(notes), ..enquiry })
}

/// Reassigns all enquiries of one contact to another.
pub async fn reassign(tx: &mut Tx, from: ContactId, to: ContactId) -> Result<()> {
    set_contact(tx, from, Some(to)).await
}

/// Removes the contact from its enquiries, before the contact is deleted.
pub async fn unlink_contact(tx: &mut Tx, id: ContactId) -> Result<()> {
    set_contact(tx, id, None).await
}

async fn set_contact(tx: &mut Tx, from: ContactId, to: Option<ContactId>) -> Result<()> {
    let company_id = tx.company_id();
    let sql = "update enquiries set contact_id = $1 where company_id = $2 and contact_id = $3";
    tx.exec(sql!(sql, to, company_id, from)).await?;
    Ok(())
}
