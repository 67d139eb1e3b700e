use super::{Enquiry, EnquiryId, EnquiryQuery, EnquiryStatus, Note, NoteId, Priority};
use crate::{
    access::Person,
    db::{Arrival, Conn, Dialect, Listing, Paging, Slice, SortField, Tx, containing},
    error::{Error, Result},
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId},
    phone, sql,
    time::Time,
};

/// What a list of enquiries may be sorted by.
pub const SORTS: &[SortField] = &[
    SortField::time("createdAt", "created_at"),
    SortField::time("updatedAt", "updated_at"),
    SortField::text("name", "name"),
];

const COLUMNS: &str = "*, (select e.name from employees e where e.id = enquiries.claimed_by) as claimer_name";

#[derive(sqlx::FromRow, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct EnquiryRow {
    id: EnquiryId,
    company_id: CompanyId,
    name: String,
    email: String,
    phone: Option<String>,
    course_interest: Option<String>,
    message: Option<String>,
    source: String,
    #[sqlx(try_from = "String")]
    priority: Priority,
    #[sqlx(try_from = "String")]
    status: EnquiryStatus,
    claimed_by: Option<EmployeeId>,
    claimer_name: Option<String>,
    claimed_at: Option<Time>,
    contact_id: Option<ContactId>,
    lost_reason: Option<String>,
    note_count: i64,
    created_at: Time,
    updated_at: Time,
    version: i64,
}

impl EnquiryRow {
    fn with(self, notes: Option<Vec<Note>>) -> Enquiry {
        Enquiry {
            id: self.id,
            company_id: self.company_id,
            name: self.name,
            email: self.email,
            phone: self.phone,
            course_interest: self.course_interest,
            message: self.message,
            source: self.source,
            priority: self.priority,
            status: self.status,
            claimed_by: Person::from_columns(self.claimed_by, self.claimer_name),
            claimed_at: self.claimed_at,
            contact_id: self.contact_id,
            lost_reason: self.lost_reason,
            note_count: self.note_count,
            notes,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}

#[derive(sqlx::FromRow)]
struct NoteRow {
    id: NoteId,
    text: String,
    added_by: EmployeeId,
    author_name: String,
    added_at: Time,
}

impl From<NoteRow> for Note {
    fn from(row: NoteRow) -> Self {
        let added_by = Person { id: row.added_by, name: row.author_name };
        Self { id: row.id, text: row.text, added_by, added_at: row.added_at }
    }
}

/// Writes a new one, which nobody has claimed or noted anything about.
pub fn insert(arrival: &mut Arrival, new: &Enquiry) {
    arrival.insert(sql!(
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

pub async fn find(conn: &mut Conn, company_id: CompanyId, id: EnquiryId) -> Result<Enquiry> {
    let text = format!("select {COLUMNS} from enquiries where company_id = $1 and id = $2");
    let row: Option<EnquiryRow> = conn.optional(sql!(text, company_id, id)).await?;
    with_notes(conn, company_id, row.ok_or(Error::NotFound("enquiry"))?).await
}

/// As `find`, and nobody else changes the enquiry until this transaction ends.
pub async fn find_for_update(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    let (row, company_id) = (lock(tx, id).await?, tx.company_id());
    with_notes(tx, company_id, row).await
}

/// As `find_for_update`, without the notes.
pub async fn find_for_note(tx: &mut Tx, id: EnquiryId) -> Result<Enquiry> {
    Ok(lock(tx, id).await?.with(None))
}

async fn lock(tx: &mut Tx, id: EnquiryId) -> Result<EnquiryRow> {
    let (company_id, lock) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select {COLUMNS} from enquiries where company_id = $1 and id = $2{lock}");
    tx.optional(sql!(text, company_id, id)).await?.ok_or(Error::NotFound("enquiry"))
}

/// Claims the enquiry if nobody has: a single compare-and-set, which exactly one wins.
pub async fn claim(tx: &mut Tx, id: EnquiryId, claimer: EmployeeId) -> Result<Option<Enquiry>> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update enquiries set status = $1, claimed_by = $2, claimed_at = $3, updated_at = $3, version = version + 1
         where company_id = $4 and id = $5 and status = $6 returning {COLUMNS}"
    );
    let row: Option<EnquiryRow> = tx
        .optional(sql!(text, EnquiryStatus::Claimed, claimer, now, company_id, id, EnquiryStatus::Unclaimed))
        .await?;
    match row {
        Some(row) => Ok(Some(with_notes(tx, company_id, row).await?)),
        None => Ok(None),
    }
}

/// Where the enquiry stands from now on. Decided while the row was held by `find_for_update`.
pub struct Standing {
    pub status: EnquiryStatus,
    pub claimed_by: Option<EmployeeId>,
    pub claimed_at: Option<Time>,
    pub contact_id: Option<ContactId>,
    pub lost_reason: Option<String>,
}

pub async fn stand(tx: &mut Tx, id: EnquiryId, to: Standing) -> Result<Enquiry> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let text = format!(
        "update enquiries set status = $1, claimed_by = $2, claimed_at = $3, contact_id = $4, lost_reason = $5,
                updated_at = $6, version = version + 1
         where company_id = $7 and id = $8 returning {COLUMNS}"
    );
    let Standing { status, claimed_by, claimed_at, contact_id, lost_reason } = to;
    let row: EnquiryRow = tx
        .one(sql!(text, status, claimed_by, claimed_at, contact_id, lost_reason, now, company_id, id))
        .await?;
    with_notes(tx, company_id, row).await
}

/// Writes a note. Answers the enquiry without its notes, and the new one.
pub async fn add_note(tx: &mut Tx, id: EnquiryId, author: Person, text: String) -> Result<(Enquiry, Note)> {
    let (company_id, now) = (tx.company_id(), tx.now());
    let note = Note { id: NoteId::new(), text, added_by: author, added_at: now };
    let insert = "insert into enquiry_notes (id, company_id, enquiry_id, text, added_by, added_at) values ($1, $2, $3, $4, $5, $6)";
    tx.exec(sql!(insert, note.id, company_id, id, &note.text, note.added_by.id, now)).await?;
    let update = format!(
        "update enquiries set note_count = note_count + 1, updated_at = $1, version = version + 1
         where company_id = $2 and id = $3 returning {COLUMNS}"
    );
    let row: EnquiryRow = tx.one(sql!(update, now, company_id, id)).await?;
    Ok((row.with(None), note))
}

/// A part of the enquiries, without their notes.
pub async fn list(
    conn: &mut Conn,
    company_id: CompanyId,
    query: &EnquiryQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<Enquiry>> {
    let mut listing = listing(company_id, query, q, conn.dialect());
    listing.between_days(conn, "created_at", (query.created_from, query.created_to)).await?;
    let slice: Slice<EnquiryRow> = paging.read(conn, COLUMNS, listing).await?;
    Ok(slice.map(|row| row.with(None)))
}

fn listing(company_id: CompanyId, query: &EnquiryQuery, q: Option<&str>, dialect: Dialect) -> Listing {
    let mut sql = Listing::of("enquiries", company_id);
    if let Some(status) = query.status {
        sql.push(" and status = ").bind(status);
    }
    if let Some(priority) = query.priority {
        sql.push(" and priority = ").bind(priority);
    }
    if let Some(source) = &query.source {
        sql.push(" and source = ").bind(source);
    }
    if let Some(claimer) = query.claimed_by {
        sql.push(" and claimed_by = ").bind(claimer);
    }
    if let Some(contact) = query.contact_id {
        sql.push(" and contact_id = ").bind(contact);
    }
    if let Some(q) = q {
        for (i, column) in ["name", "email", "phone", "course_interest"].into_iter().enumerate() {
            sql.push(if i == 0 { " and (" } else { " or " });
            sql.push(&format!("{column} {} ", dialect.like())).bind(containing(q)).push(" escape '\\'");
        }
        if let Some(digits) = phone::digits_of_search(q) {
            sql.push(" or phone like ").bind(containing(&digits));
        }
        sql.push(")");
    }
    sql
}

/// How many enquiries stand at each status, counted.
pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(EnquiryStatus, i64)>> {
    let sql =
        sql!("select status, count(*) from enquiries where company_id = $1 group by status", company_id);
    let rows: Vec<(String, i64)> = conn.all(sql).await?;
    rows.into_iter()
        .map(|(status, n)| Ok((EnquiryStatus::try_from(status).map_err(Error::internal)?, n)))
        .collect()
}

/// Since when the oldest unclaimed enquiry waits.
pub async fn oldest_unclaimed(conn: &mut Conn, company_id: CompanyId) -> Result<Option<Time>> {
    let sql = "select created_at from enquiries where company_id = $1 and status = $2 order by created_at, id limit 1";
    let oldest: Option<(Time,)> = conn.optional(sql!(sql, company_id, EnquiryStatus::Unclaimed)).await?;
    Ok(oldest.map(|(at,)| at))
}

async fn with_notes(conn: &mut Conn, company_id: CompanyId, row: EnquiryRow) -> Result<Enquiry> {
    if row.note_count == 0 {
        return Ok(row.with(Some(vec![])));
    }
    let sql = "select n.*, e.name as author_name from enquiry_notes n join employees e on e.id = n.added_by
               where n.company_id = $1 and n.enquiry_id = $2 order by n.id";
    let notes: Vec<NoteRow> = conn.all(sql!(sql, company_id, row.id)).await?;
    Ok(row.with(Some(notes.into_iter().map(Note::from).collect())))
}
