//! What is in a file, and what would become of its first rows, before anything is written.

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

/// Rows whose values are shown beside a column's name.
const SAMPLED: usize = 100;
/// Different values that are shown of a column, and how much of each.
const SAMPLES: usize = 3;
const SAMPLE_LENGTH: usize = 100;
/// Rows that are tried.
const PREVIEWED: usize = 10;

/// The first rows of a file. None when it is not kept any more.
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

/// The columns of a file, each with the first different values that it has.
pub async fn columns(conn: &mut Conn, import: &Import) -> Result<Vec<ImportColumn>> {
    let rows = first_rows(conn, import, SAMPLED).await?;
    let columns = import.headers.iter().enumerate().map(|(i, name)| {
        let mut samples: Vec<String> = vec![];
        for cell in rows.iter().filter_map(|row| row.get(i)) {
            let text = import.encoding.decode_lossy(cell);
            let sample: String = text.trim().chars().take(SAMPLE_LENGTH).collect();
            if !sample.is_empty() && !samples.contains(&sample) {
                samples.push(sample);
            }
            if samples.len() == SAMPLES {
                break;
            }
        }
        ImportColumn { name: name.clone(), samples }
    });
    Ok(columns.collect())
}

/// What would become of the first rows with this mapping. The transaction is not to be committed.
pub async fn preview(tx: &mut Tx, id: ImportId, input: PreviewInput) -> Result<Vec<PreviewRow>> {
    let import = super::own(tx, id).await?;
    if !import.can_run() {
        return Err(Error::conflict(
            "invalid_transition",
            format!("An import that is {} has no preview", import.status),
        ));
    }
    let import = Import { r#match: input.r#match.unwrap_or(import.r#match), dry_run: true, ..import };
    let mapping = import.as_mapped().with(input.into(), &import.headers)?;
    super::owners::check_constant(tx, mapping.constants.get("owner")).await?;
    let import = Import { fields: mapping.fields, constants: mapping.constants, ..import };
    let rows = first_rows(tx, &import, PREVIEWED).await?;
    rows::preview(tx, &import, &rows).await
}
