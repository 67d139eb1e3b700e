//! CSV exports of contacts, streamed in batches with constant memory.

use axum::body::Bytes;
use futures::{Stream, StreamExt, stream};

use super::{Contact, ContactId, ContactQuery, SORTS};
use crate::{
    auth::Session,
    db::{Cursor, Db, Paging, Position, Read},
    error::{Error, Result},
    time::Time,
};

/// The number of rows per batch.
const BATCH: i64 = 500;

/// The number of selected ids per statement.
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

/// The position of an export.
enum Progress {
    Start,
    After(Option<Cursor>),
    End,
}

/// Streams the contacts that the actor may see, oldest first, as CSV. If the session ends, the stream fails,
/// so that the client notices that the file is incomplete.
pub fn stream(
    db: Db,
    session: Session,
    query: ContactQuery,
    q: Option<String>,
) -> impl Stream<Item = Result<Bytes>> + Send + 'static {
    // Relative dates in the query refer to the same day in all batches.
    let now = db.clock.now();
    stream::try_unfold(
        (Progress::Start, db, session, query, q),
        move |(at, db, session, query, q)| async move {
            let (bytes, next) = match at {
                Progress::Start => (csv([HEADER.map(str::to_owned).to_vec()])?, Progress::After(None)),
                Progress::After(cursor) => batch(&db, &session, &query, q.as_deref(), cursor, now).await?,
                Progress::End => return Ok(None),
            };
            Ok::<_, Error>(Some((bytes, (next, db, session, query, q))))
        },
    )
}

async fn batch(
    db: &Db,
    session: &Session,
    query: &ContactQuery,
    q: Option<&str>,
    cursor: Option<Cursor>,
    now: Time,
) -> Result<(Bytes, Progress)> {
    let paging = Paging { by: SORTS[0], descending: false, limit: BATCH, at: Position::After(cursor) };
    let mut read = Read::begin(db, session.actor().clone()).await?.at(now);
    let slice = super::list(&mut read, query, q, &paging).await?;
    session.check(&mut read, db.clock.now()).await?;
    let next = match &slice.next {
        Some(next) => Progress::After(Some(Cursor::decode(next)?)),
        None => Progress::End,
    };
    Ok((csv(slice.rows.iter().map(row))?, next))
}

/// Streams those of the contacts that the actor may see, oldest first, as CSV.
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
        let mut query = ContactQuery::default();
        query.only = Some(only);
        // `SELECTED_BATCH` ids fit into one batch.
        let (bytes, _) = batch(&db, &session, &query, None, None, db.clock.now()).await?;
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

/// Formats rows as CSV (RFC 4180). Escapes cells that a spreadsheet would interpret as a formula.
pub fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Bytes> {
    // Rejected import rows may have too many cells.
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

/// Reverts `as_text`.
pub fn from_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULAS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaping_formulas_is_reversible() {
        for cell in ["=cmd|' /C calc'!A0", "+91 98", "-1", "@SUM(A1)", "\tx", "Alice", "'quoted'", ""] {
            let escaped = as_text(cell);
            assert!(!escaped.starts_with(FORMULAS), "{cell}");
            assert_eq!(from_text(&escaped), cell);
        }
    }
}
