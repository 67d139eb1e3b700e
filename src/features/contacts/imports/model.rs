use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    encoding::Encoding,
    mapping::{FieldOfColumn, Mapping, MappingInput},
};
use crate::{
    access::Person,
    id::{CompanyId, Id},
    time::Time,
    words,
};

pub type ImportId = Id<Import>;

words! {
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
    /// Whether it goes on by itself. One in MAPPING waits for somebody to say which column is which field.
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Uploading | Self::Queued | Self::Running | Self::Undoing)
    }
}

words! {
    /// What happens to a row whose e-mail or phone a contact has already: nothing, its cells are taken over, or it is an
    /// error.
    MatchPolicy { Skip = "skip", Update = "update", Refuse = "refuse" }
}

/// A file of contacts and what became of its rows.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    pub id: ImportId,
    pub company_id: CompanyId,
    pub started_by: Person,
    pub file_name: Option<String>,
    pub status: ImportStatus,
    /// Nothing is written; the figures say what would be.
    pub dry_run: bool,
    pub r#match: MatchPolicy,
    /// Which column is which field; `null`: none.
    #[schema(value_type = Object)]
    pub mapping: FieldOfColumn,
    /// The columns of each field, in the order in which they are joined. In MAPPING: what is suggested.
    pub fields: BTreeMap<String, Vec<String>>,
    /// What rows get in fields of which they have no value.
    pub constants: BTreeMap<String, String>,
    pub headers: Vec<String>,
    /// What separates the columns.
    pub delimiter: String,
    /// How the text of the file is encoded, as far as was detected.
    pub encoding: Encoding,
    /// How long the file is.
    pub bytes: i64,
    /// How far it has been read.
    pub position: i64,
    /// Without the header.
    pub rows: i64,
    pub created: i64,
    pub updated: i64,
    pub skipped: i64,
    /// Rows with errors, which `/api/imports/{id}/errors.csv` lists.
    pub failed: i64,
    /// Contacts that an undo took back.
    pub undone: i64,
    /// Contacts that somebody changed while it was undone, and that it left alone.
    pub kept: i64,
    /// Why it FAILED.
    pub error: Option<String>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

impl Import {
    pub fn as_mapped(&self) -> Mapping {
        Mapping { fields: self.fields.clone(), constants: self.constants.clone() }
    }
    /// Whether its file may be run, or run again.
    pub fn can_run(&self) -> bool {
        match self.status {
            ImportStatus::Mapping | ImportStatus::Failed => true,
            ImportStatus::Done => self.dry_run,
            _ => false,
        }
    }
}

/// How a file is to be taken in.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadOptions {
    #[schema(max_length = 200)]
    #[param(max_length = 200)]
    pub file_name: Option<String>,
    /// Only say what would happen.
    pub dry_run: Option<bool>,
    /// `skip` unless said otherwise.
    #[schema(inline)]
    #[param(inline)]
    pub r#match: Option<MatchPolicy>,
    /// Stop in MAPPING after the upload, to look at the columns first; `/api/imports/{id}/run` goes on from there. A
    /// file without a known column for the name stops there anyway.
    pub review: Option<bool>,
    /// JSON: `{"Column": "field"}`. Columns that are left out are known by their names, or not at all.
    #[schema(max_length = 10_000)]
    #[param(max_length = 10_000)]
    pub mapping: Option<String>,
}

/// How an uploaded file is to be run: for the first time from MAPPING, or again.
///
/// A field may have several columns: of `email`, `phone` and `owner` the first that has a value counts, those of `tags`
/// are added up, and those of any other field are joined by a space.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rerun {
    #[serde(default)]
    pub dry_run: bool,
    #[schema(inline)]
    pub r#match: Option<MatchPolicy>,
    /// `{"Column": "field"}`, with `null` for a column that is none. Columns of one field are joined in the order of the
    /// file.
    #[schema(value_type = Option<BTreeMap<String, Option<String>>>)]
    pub mapping: Option<FieldOfColumn>,
    /// Instead of `mapping`: `{"field": ["Column", "Another"]}`, joined in this order. Columns that are left out are none.
    pub fields: Option<BTreeMap<String, Vec<String>>>,
    /// `{"field": "value"}` for `organisation`, `title`, `source`, `tags` or `owner` (an e-mail address): what rows
    /// without a value of their own get. Tags are added to those of the row.
    pub constants: Option<BTreeMap<String, String>>,
}

/// The mapping that a preview is for. What is left out is as the import has it.
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

/// A column of a file, with what its first rows have.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportColumn {
    pub name: String,
    /// The first different values, each at most 100 characters of it.
    pub samples: Vec<String>,
}

words! {
    /// What would become of a row.
    RowOutcome { Create = "CREATE", Update = "UPDATE", Skip = "SKIP", Reject = "REJECT" }
}

/// What would become of a row, and why.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// As a spreadsheet counts: the header is line 1.
    pub line: i64,
    pub outcome: RowOutcome,
    /// What each field would be, also where it is wrong.
    pub values: BTreeMap<String, String>,
    /// Of a REJECT: what is wrong with which field.
    pub errors: Vec<crate::error::FieldError>,
}

/// How much may be kept of files to import, and how much is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportLimits {
    /// The largest file, in bytes.
    pub max_file_bytes: i64,
    /// The largest sum of all files that the company keeps.
    pub max_stored_bytes: i64,
    pub stored_bytes: i64,
    pub max_stored_files: i64,
    pub stored_files: i64,
}
