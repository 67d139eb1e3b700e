use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use utoipa::{IntoParams, ToSchema};

use super::{
    encoding::Encoding,
    mapping::{FieldOfColumn, Mapping, MappingInput},
};
use crate::{
    access::Person,
    id::{CompanyId, Id},
    string_enum,
    time::Time,
};

pub type ImportId = Id<Import>;

string_enum! {
    ImportStatus {
        Uploading = "UPLOADING",
        Mapping = "MAPPING",
        Queued = "QUEUED",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
        Undoing = "UNDOING",
        Undone = "UNDONE",
    }
}

impl ImportStatus {
    /// Whether a job or upload is in progress. In MAPPING, the import waits for a mapping of its columns.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Uploading | Self::Queued | Self::Running | Self::Undoing)
    }
    /// The predicate of a message about the import.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Uploading => "is being uploaded",
            Self::Mapping => "is waiting for a mapping of its columns",
            Self::Queued => "is waiting to run",
            Self::Running => "is running",
            Self::Done => "is finished",
            Self::Failed => "has failed",
            Self::Undoing => "is being undone",
            Self::Undone => "was undone",
        }
    }
}

string_enum! {
    /// What to do with a row whose e-mail or phone a contact already has: `skip` the row, `update` the
    /// contact, or reject the row.
    MatchPolicy { Skip = "skip", Update = "update", Refuse = "refuse" }
}

/// An import of contacts, with its progress.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    pub id: ImportId,
    pub company_id: CompanyId,
    #[sqlx(rename = "starter")]
    pub started_by: Person,
    pub file_name: Option<String>,
    pub status: ImportStatus,
    /// Whether this is a dry run, which changes nothing and only counts.
    pub dry_run: bool,
    #[sqlx(rename = "match_policy")]
    pub r#match: MatchPolicy,
    /// The field of each column; `null` for ignored columns.
    #[sqlx(flatten)]
    #[schema(value_type = Object)]
    pub mapping: StoredMapping,
    /// The columns of each field, in the order in which they are joined. In MAPPING, a suggestion.
    #[sqlx(json)]
    pub fields: BTreeMap<String, Vec<String>>,
    /// Default values of fields, for rows without a value.
    #[sqlx(json)]
    pub constants: BTreeMap<String, String>,
    #[sqlx(json)]
    pub headers: Vec<String>,
    /// The delimiter of the columns.
    pub delimiter: String,
    /// The detected encoding of the file.
    pub encoding: Encoding,
    /// The size of the file in bytes.
    pub bytes: i64,
    /// The number of bytes processed.
    pub position: i64,
    /// The number of rows processed, without the header.
    #[sqlx(rename = "rows_read")]
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub skipped: i64,
    /// Rows with errors, which `/api/imports/{id}/errors.csv` lists.
    pub failed: i64,
    /// Contacts that an undo reverted.
    pub undone: i64,
    /// Contacts that an undo did not revert, because they were changed meanwhile.
    pub kept: i64,
    /// Why the import FAILED.
    pub error: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// The field of each column, computed from the columns `fields` and `headers` of a row.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct StoredMapping(FieldOfColumn);

impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for StoredMapping
where
    &'static str: sqlx::ColumnIndex<R>,
    Json<BTreeMap<String, Vec<String>>>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    Json<Vec<String>>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let (Json(fields), Json(headers)) =
            (row.try_get("fields")?, row.try_get::<Json<Vec<String>>, _>("headers")?);
        let mapping = Mapping { fields, constants: BTreeMap::new() };
        Ok(Self(mapping.by_column(&headers)))
    }
}

impl Import {
    pub fn as_mapped(&self) -> Mapping {
        Mapping { fields: self.fields.clone(), constants: self.constants.clone() }
    }
    /// Whether the import can be run, or run again.
    pub fn can_run(&self) -> bool {
        match self.status {
            ImportStatus::Mapping | ImportStatus::Failed => true,
            ImportStatus::Done => self.dry_run,
            _ => false,
        }
    }
}

/// Options of an upload.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadOptions {
    #[schema(max_length = 200)]
    #[param(max_length = 200)]
    pub file_name: Option<String>,
    /// Make a dry run, which changes nothing.
    pub dry_run: Option<bool>,
    /// Defaults to `skip`.
    #[schema(inline)]
    #[param(inline)]
    pub r#match: Option<MatchPolicy>,
    /// Stop in MAPPING after the upload, to review the columns; `/api/imports/{id}/run` continues. Always the
    /// case if no column for the name is recognised.
    pub review: Option<bool>,
    /// JSON: `{"Column": "field"}`. Omitted columns are mapped if their names are recognised.
    #[schema(max_length = 10_000)]
    #[param(max_length = 10_000)]
    pub mapping: Option<String>,
}

/// Options to run an uploaded file, for the first time from MAPPING, or again.
///
/// A field can have several columns. For `email`, `phone` and `owner` the first non-empty value is used;
/// `tags` are combined; other fields are joined with a space.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rerun {
    #[serde(default)]
    pub dry_run: bool,
    #[schema(inline)]
    pub r#match: Option<MatchPolicy>,
    /// `{"Column": "field"}`, with `null` for an ignored column. Columns of one field are joined in the order
    /// of the file.
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    pub mapping: Option<FieldOfColumn>,
    /// Instead of `mapping`: `{"field": ["Column", "Another"]}`, joined in this order. Others are ignored.
    pub fields: Option<BTreeMap<String, Vec<String>>>,
    /// Default values for rows without a value: `{"field": "value"}` for `organisation`, `title`, `source`,
    /// `tags` or `owner` (an e-mail address). Tags are added to those of the row.
    pub constants: Option<BTreeMap<String, String>>,
}

/// The mapping to preview. Omitted fields default to the import's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviewInput {
    #[schema(inline)]
    pub r#match: Option<MatchPolicy>,
    /// As in `/run`.
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    pub mapping: Option<FieldOfColumn>,
    /// As in `/run`.
    pub fields: Option<BTreeMap<String, Vec<String>>>,
    /// As in `/run`.
    pub constants: Option<BTreeMap<String, String>>,
}

impl From<Rerun> for MappingInput {
    fn from(input: Rerun) -> Self {
        Self { columns: input.mapping, fields: input.fields, constants: input.constants }
    }
}

impl From<PreviewInput> for MappingInput {
    fn from(input: PreviewInput) -> Self {
        Self { columns: input.mapping, fields: input.fields, constants: input.constants }
    }
}

/// A column of a file, with sample values.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    pub name: String,
    /// The first distinct values, truncated to 100 characters.
    pub samples: Vec<String>,
}

string_enum! {
    /// What an import would do with a row.
    RowOutcome { Create = "CREATE", Update = "UPDATE", Skip = "SKIP", Reject = "REJECT" }
}

/// A row of a preview.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// The line number. The header is line 1.
    pub line: i64,
    pub outcome: RowOutcome,
    /// The value of each field, including invalid ones.
    pub values: BTreeMap<String, String>,
    /// The errors of a REJECT.
    pub errors: Vec<crate::error::FieldError>,
}

/// Limits and usage of stored import files.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportLimits {
    /// The maximum size of a file in bytes.
    pub max_file_bytes: i64,
    /// The maximum size of all of the company's stored files in bytes.
    pub max_stored_bytes: i64,
    pub stored_bytes: i64,
    pub max_stored_files: i64,
    pub stored_files: i64,
}
