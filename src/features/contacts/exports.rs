//! Contacts as CSV, a batch at a time, in flat memory.

use axum::body::Bytes;
use futures::{Stream, StreamExt, stream};

use super::{Contact, ContactId, ContactQuery, SORTS};
use crate::{
    db::{Cursor, Db, Paging, Position},
    error::{Error, Result},
    features::accounts::sign_in::Session,
};

/// Rows that are read and written at a time.
const BATCH: i64 = 500;

/// Ids that one statement names.
const SELECTED_BATCH: usize = 250;

const HEADER: [&str; 14] = [
    "id",
    "name",
    "email",
    "phone",
    "organisation",
    "title",
    "source",
    "stage",
    "status",
    "ownerName",
    "tags",
    "unsubscribedAt",
    "createdAt",
    "updatedAt",
];

/// Where the export stands.
enum At {
    Beginning,
    After(Option<Cursor>),
    End,
}

/// The list that the employee would see, oldest first, as CSV. It breaks off when their sign-in ends, so that the file is
/// seen not to be whole.
pub fn stream(
    db: Db,
    session: Session,
    query: ContactQuery,
    q: Option<String>,
) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    stream::try_unfold((At::Beginning, db, session, query, q), |(at, db, session, query, q)| async move {
        let (bytes, next) = match at {
            At::Beginning => (csv([HEADER.map(str::to_owned).to_vec()])?, At::After(None)),
            At::After(cursor) => batch(&db, &session, &query, q.as_deref(), cursor).await?,
            At::End => return Ok(None),
        };
        Ok::<_, Error>(Some((bytes, (next, db, session, query, q))))
    })
}

async fn batch(
    db: &Db,
    session: &Session,
    query: &ContactQuery,
    q: Option<&str>,
    cursor: Option<Cursor>,
) -> Result<(Bytes, At)> {
    let paging = Paging { by: SORTS[0], descending: false, limit: BATCH, at: Position::After(cursor) };
    let mut conn = db.read().await?;
    let slice = super::list(&mut conn, session.actor(), query, q, &paging).await?;
    session.check(&mut conn, db.clock.now()).await?;
    let next = match &slice.next {
        Some(next) => At::After(Some(Cursor::decode(next)?)),
        None => At::End,
    };
    Ok((csv(slice.rows.iter().map(row))?, next))
}

/// Those of the contacts that the employee may see, in the order of their creation, as CSV.
pub fn stream_selected(
    db: Db,
    session: Session,
    ids: Vec<ContactId>,
) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    let header = stream::once(async { csv([HEADER.map(str::to_owned).to_vec()]) });
    let rows = stream::try_unfold((ids.into_iter(), db, session), |(mut ids, db, session)| async move {
        let only: Vec<ContactId> = ids.by_ref().take(SELECTED_BATCH).collect();
        if only.is_empty() {
            return Ok(None);
        }
        let query = ContactQuery { only, ..ContactQuery::default() };
        // They fit into one batch.
        let (bytes, _) = batch(&db, &session, &query, None, None).await?;
        Ok::<_, Error>(Some((bytes, (ids, db, session))))
    });
    header.chain(rows)
}

fn row(contact: &Contact) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let owner = contact.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default();
    vec![
        contact.id.to_string(),
        contact.name.clone(),
        text(&contact.email),
        text(&contact.phone),
        text(&contact.organisation),
        text(&contact.title),
        text(&contact.source),
        contact.stage.to_string(),
        contact.status.to_string(),
        owner,
        contact.tags.join("; "),
        contact.unsubscribed_at.map(|at| at.to_string()).unwrap_or_default(),
        contact.created_at.to_string(),
        contact.updated_at.to_string(),
    ]
}

/// Rows as CSV (RFC 4180). What a spreadsheet would take for a formula is marked as text.
pub fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Bytes> {
    // A row that came with too many cells leaves with them.
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(vec![]);
    for row in rows {
        writer.write_record(row.iter().map(|cell| as_text(cell))).map_err(Error::internal)?;
    }
    Ok(writer.into_inner().map_err(Error::internal)?.into())
}

const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// `=1+1` → `'=1+1`.
fn as_text(cell: &str) -> String {
    if cell.starts_with(FORMULAS) { format!("'{cell}") } else { cell.to_owned() }
}

/// The cell as it was before `as_text`.
pub fn from_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULAS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_text_and_come_back_as_they_were() {
        for cell in ["=cmd|' /C calc'!A0", "+91 98", "-1", "@SUM(A1)", "\tx", "Alice", "'quoted'", ""] {
            let written = as_text(cell);
            assert!(!written.starts_with(FORMULAS), "{cell}");
            assert_eq!(from_text(&written), cell);
        }
    }
}
