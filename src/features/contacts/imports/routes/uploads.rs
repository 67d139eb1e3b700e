//! Taking in the body of an upload: piece by piece, within the quota, and leaving nothing when it does not end.

use axum::{
    body::{Body, BodyDataStream},
    http::{HeaderMap, header},
};
use futures::StreamExt;

use crate::{
    access::Actor,
    app::App,
    db::{Db, Tx},
    error::{Error, Result},
    features::contacts::imports::{
        self, Import, ImportId, UploadOptions,
        encoding::{Encoding, Intake},
        file_kind,
    },
    http::Change,
    id::CompanyId,
};

/// The file is stored in pieces of about this size.
const PIECE: usize = 256 * 1024;

/// A file as it was stored.
struct Stored {
    bytes: i64,
    encoding: Encoding,
}

/// Deletes the upload when it is dropped: its sender has gone, or was too slow.
struct Unfinished {
    db: Db,
    company_id: CompanyId,
    id: Option<ImportId>,
}

impl Unfinished {
    async fn delete(mut self) -> Result<()> {
        let Some(id) = self.id.take() else { return Ok(()) };
        delete(&self.db, self.company_id, id).await
    }
}

impl Drop for Unfinished {
    #[expect(clippy::disallowed_methods, reason = "drop cannot wait; what it leaves is deleted later anyway")]
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        let (db, company_id) = (self.db.clone(), self.company_id);
        tokio::spawn(async move {
            if let Err(error) = delete(&db, company_id, id).await {
                tracing::warn!(?error, import = %id, "an upload that was cut off is deleted later");
            }
        });
    }
}

/// On behalf of the company: whoever began the upload may be gone by now.
async fn delete(db: &Db, company_id: CompanyId, id: ImportId) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    imports::discard(&mut tx, id).await?;
    tx.commit().await
}

/// Stores a file and starts its import. A file that is refused leaves nothing.
pub async fn receive(
    app: &App,
    change: &Change,
    headers: &HeaderMap,
    options: &UploadOptions,
    body: Body,
) -> Result<Import> {
    let max = app.config.imports;
    let mut tx = change.transaction().await?;
    let import = imports::begin(&mut tx, options, &max).await?;
    tx.commit().await?;
    let mut unfinished =
        Unfinished { db: app.db.clone(), company_id: import.company_id, id: Some(import.id) };
    match stored(app, change, import.id, headers, options, body).await {
        Ok(import) => {
            unfinished.id = None;
            Ok(import)
        }
        Err(error) => {
            unfinished.delete().await?;
            Err(error)
        }
    }
}

async fn stored(
    app: &App,
    change: &Change,
    id: ImportId,
    headers: &HeaderMap,
    options: &UploadOptions,
    body: Body,
) -> Result<Import> {
    let Stored { bytes, encoding } = store_body(app, change, id, headers, body).await?;
    let mut tx = change.transaction().await?;
    let import = imports::start(&mut tx, id, bytes, encoding, options).await?;
    tx.commit().await?;
    Ok(import)
}

async fn store_body(
    app: &App,
    change: &Change,
    id: ImportId,
    headers: &HeaderMap,
    body: Body,
) -> Result<Stored> {
    let limit = usize::try_from(app.config.imports.file_bytes).map_err(Error::internal)?;
    let mut pieces = Pieces { stream: body.into_data_stream(), received: 0, limit };
    let stored = match declared_length(headers) {
        Some(length) if length > limit => Err(Error::TooLarge(limit)),
        _ => store_pieces(app, change, id, &mut pieces).await,
    };
    if stored.is_err() {
        pieces.drain().await;
    }
    stored
}

/// Each piece in a transaction of its own: whoever sends slowly holds up nobody, and is asked each time who they are.
async fn store_pieces(app: &App, change: &Change, id: ImportId, pieces: &mut Pieces) -> Result<Stored> {
    let (mut piece, mut last) = pieces.next().await?;
    if let Some(refusal) = file_kind::refusal(&piece) {
        return Err(refusal);
    }
    let (mut intake, mut bytes) = (Intake::of(&piece), 0_i64);
    loop {
        let content = intake.take(piece, last);
        if let Some(refusal) = file_kind::refusal_of_text(&content).filter(|_| bytes == 0) {
            return Err(refusal);
        }
        if !content.is_empty() {
            let begins_at = bytes;
            bytes += i64::try_from(content.len()).map_err(Error::internal)?;
            let mut tx = change.transaction().await?;
            imports::add_piece(&mut tx, id, begins_at, content, &app.config.imports).await?;
            tx.commit().await?;
        }
        if last {
            return Ok(Stored { bytes, encoding: intake.encoding() });
        }
        (piece, last) = pieces.next().await?;
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body, cut into pieces.
struct Pieces {
    stream: BodyDataStream,
    received: usize,
    limit: usize,
}

impl Pieces {
    /// The next piece, and whether it is the last.
    async fn next(&mut self) -> Result<(Vec<u8>, bool)> {
        let mut piece = vec![];
        while piece.len() < PIECE {
            let chunk = self.stream.next().await.transpose();
            let Some(chunk) = chunk.map_err(|error| Error::Malformed(error.to_string()))? else {
                return Ok((piece, true));
            };
            self.received += chunk.len();
            if self.received > self.limit {
                return Err(Error::TooLarge(self.limit));
            }
            piece.extend_from_slice(&chunk);
        }
        Ok((piece, false))
    }
    /// Reads on without keeping anything: many clients look at the answer only once they have sent everything.
    async fn drain(&mut self) {
        let mut left = self.limit;
        while let Some(Ok(chunk)) = self.stream.next().await {
            left = left.saturating_sub(chunk.len());
            if left == 0 {
                return;
            }
        }
    }
}
