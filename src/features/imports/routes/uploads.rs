//! Receives the body of an upload in pieces, within the quota. Incomplete uploads are deleted.

use crate::{
    access::Actor,
    app::App,
    db::{Db, Tx},
    error::{Error, Result},
    features::imports::{
        self, Import, ImportId, UploadOptions,
        encoding::{Encoding, Transcoder},
        file_kind,
    },
    http::Write,
    id::CompanyId,
};

use axum::{
    body::{Body, BodyDataStream},
    http::{HeaderMap, header},
};
use futures::StreamExt;

/// The approximate size of a stored piece in bytes.
const PIECE_SIZE: usize = 256 * 1024;

/// A stored file.
struct StoredFile {
    bytes: i64,
    encoding: Encoding,
}

/// Deletes the upload on drop, when the client has disconnected or the request has timed out.
struct UploadGuard {
    db: Db,
    company_id: CompanyId,
    id: Option<ImportId>,
}

impl UploadGuard {
    async fn delete(mut self) -> Result<()> {
        let Some(id) = self.id.take() else { return Ok(()) };
        delete(&self.db, self.company_id, id).await
    }
}

impl Drop for UploadGuard {
    #[expect(
        clippy::disallowed_methods,
        reason = "drop cannot await; if the server stops first, `prune` deletes the upload"
    )]
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        let (db, company_id) = (self.db.clone(), self.company_id);
        tokio::spawn(async move {
            if let Err(error) = delete(&db, company_id, id).await {
                tracing::warn!(?error, import = %id, "cannot delete an aborted upload; it is deleted later");
            }
        });
    }
}

/// Acts as the system, because the employee may no longer be active.
async fn delete(db: &Db, company_id: CompanyId, id: ImportId) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "imports")).await?;
    imports::discard(&mut tx, id).await?;
    tx.commit().await
}

/// Stores a file and starts its import. A rejected file is deleted.
pub async fn receive(
    app: &App,
    write: &Write,
    headers: &HeaderMap,
    options: &UploadOptions,
    body: Body,
) -> Result<Import> {
    let max = app.config.imports;
    let mut tx = write.transaction().await?;
    let import = imports::begin(&mut tx, options, &max).await?;
    tx.commit().await?;
    let mut guard = UploadGuard { db: app.db.clone(), company_id: import.company_id, id: Some(import.id) };
    match store_and_start(app, write, import.id, headers, options, body).await {
        Ok(import) => {
            guard.id = None;
            Ok(import)
        }
        Err(error) => {
            guard.delete().await?;
            Err(error)
        }
    }
}

async fn store_and_start(
    app: &App,
    write: &Write,
    id: ImportId,
    headers: &HeaderMap,
    options: &UploadOptions,
    body: Body,
) -> Result<Import> {
    let StoredFile { bytes, encoding } = store_body(app, write, id, headers, body).await?;
    let mut tx = write.transaction().await?;
    let import = imports::start(&mut tx, id, bytes, encoding, options).await?;
    tx.commit().await?;
    Ok(import)
}

async fn store_body(
    app: &App,
    write: &Write,
    id: ImportId,
    headers: &HeaderMap,
    body: Body,
) -> Result<StoredFile> {
    let limit = usize::try_from(app.config.imports.file_bytes).map_err(Error::internal)?;
    let mut pieces = Pieces { stream: body.into_data_stream(), received: 0, limit };
    let result = match declared_length(headers) {
        Some(length) if length > limit => Err(Error::TooLarge(limit)),
        _ => store_pieces(app, write, id, &mut pieces).await,
    };
    if result.is_err() {
        pieces.drain().await;
    }
    result
}

/// Stores each piece in a transaction of its own, so that slow clients block no writers, and authentication
/// is checked again.
async fn store_pieces(app: &App, write: &Write, id: ImportId, pieces: &mut Pieces) -> Result<StoredFile> {
    let (mut piece, mut is_last) = pieces.next().await?;
    if let Some(error) = file_kind::rejection(&piece) {
        return Err(error);
    }
    let (mut transcoder, mut bytes) = (Transcoder::of(&piece), 0_i64);
    loop {
        let content = transcoder.convert(piece, is_last);
        if let Some(error) = file_kind::rejection_of_text(&content).filter(|_| bytes == 0) {
            return Err(error);
        }
        if !content.is_empty() {
            let begins_at = bytes;
            bytes += i64::try_from(content.len()).map_err(Error::internal)?;
            let mut tx = write.transaction().await?;
            imports::add_piece(&mut tx, id, begins_at, content, &app.config.imports).await?;
            tx.commit().await?;
        }
        if is_last {
            return Ok(StoredFile { bytes, encoding: transcoder.encoding() });
        }
        (piece, is_last) = pieces.next().await?;
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Splits a body into pieces.
struct Pieces {
    stream: BodyDataStream,
    received: usize,
    limit: usize,
}

impl Pieces {
    /// The next piece, and whether it is the last.
    async fn next(&mut self) -> Result<(Vec<u8>, bool)> {
        let mut piece = vec![];
        while piece.len() < PIECE_SIZE {
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
    /// Discards the rest of the body. Many clients only read the response after sending everything.
    async fn drain(&mut self) {
        let mut remaining = self.limit;
        while let Some(Ok(chunk)) = self.stream.next().await {
            remaining = remaining.saturating_sub(chunk.len());
            if remaining == 0 {
                return;
            }
        }
    }
}
