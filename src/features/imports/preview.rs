//! Previews of a file: its columns, and the outcome of its first rows.

use csv::ByteRecord;

use super::{
    Import, ImportColumn, ImportId, PreviewInput, PreviewRow,
    reading::{self, Rows},
    rows, store,
};
use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
};

/// The number of rows from which sample values are taken.
const SAMPLED_ROWS: usize = 100;
/// The maximum number of samples per column, and their maximum length in characters.
const MAX_SAMPLES: usize = 3;
const SAMPLE_LENGTH: usize = 100;
/// The number of rows in a preview.
const PREVIEW_ROWS: usize = 10;

/// The first rows of a file; empty if the file was deleted.
async fn first_rows(conn: &mut Conn, import: &Import, limit: usize) -> Result<Vec<ByteRecord>> {
    let bytes = store::bytes(conn, import.company_id, import.id, 0, reading::PIECE_LIMIT).await?;
    if bytes.is_empty() {
        return Ok(vec![]);
    }
    let begins_at =
        usize::try_from(reading::header(&bytes, import.encoding)?.ends_at).map_err(Error::internal)?;
    let at_end = i64::try_from(bytes.len()).map_err(Error::internal)? >= import.bytes;
    let delimiter = import.delimiter.bytes().next().unwrap_or(b',');
    let Rows { rows, .. } = reading::rows(&bytes[begins_at..], delimiter, at_end, limit)?;
    Ok(rows)
}

/// The columns of a file with sample values.
pub async fn columns(conn: &mut Conn, import: &Import) -> Result<Vec<ImportColumn>> {
    let rows = first_rows(conn, import, SAMPLED_ROWS).await?;
    let columns = import.headers.iter().enumerate().map(|(i, name)| {
        let mut samples: Vec<String> = vec![];
        for cell in rows.iter().filter_map(|row| row.get(i)) {
            let text = import.encoding.decode_lossy(cell);
            let sample: String = text.trim().chars().take(SAMPLE_LENGTH).collect();
            if !sample.is_empty() && !samples.contains(&sample) {
                samples.push(sample);
            }
            if samples.len() == MAX_SAMPLES {
                break;
            }
        }
        ImportColumn { name: name.clone(), samples }
    });
    Ok(columns.collect())
}

/// Applies the first rows with this mapping. The caller must not commit the transaction.
pub async fn preview(tx: &mut Tx, id: ImportId, input: PreviewInput) -> Result<Vec<PreviewRow>> {
    let import = super::own(tx, id).await?;
    if !import.can_run() {
        return Err(Error::conflict(
            "invalid_transition",
            format!("This import {} and has no preview", import.status.phrase()),
        ));
    }
    let import = Import { r#match: input.r#match.unwrap_or(import.r#match), dry_run: true, ..import };
    let mapping = import.as_mapped().with(input.into(), &import.headers)?;
    super::owners::check_constant(tx, mapping.constants.get("owner")).await?;
    let import = Import { fields: mapping.fields, constants: mapping.constants, ..import };
    let rows = first_rows(tx, &import, PREVIEW_ROWS).await?;
    rows::preview(tx, &import, &rows).await
}
