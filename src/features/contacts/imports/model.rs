use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Mapping;
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
        Queued = "QUEUED",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
        Undoing = "UNDOING",
        Undone = "UNDONE",
    }
}

impl ImportStatus {
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
    pub mapping: Mapping,
    pub headers: Vec<String>,
    /// What separates the columns.
    pub delimiter: String,
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

/// How a file is to be taken in.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UploadOptions {
    #[schema(max_length = 200)]
    pub file_name: Option<String>,
    /// Only say what would happen.
    pub dry_run: Option<bool>,
    /// `skip` unless said otherwise.
    #[schema(inline)]
    #[param(inline)]
    pub r#match: Option<MatchPolicy>,
    /// JSON: `{"Column": "field"}`. Columns that are left out are known by their names, or not at all.
    #[schema(max_length = 10_000)]
    pub mapping: Option<String>,
}

/// How an uploaded file is to be run again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rerun {
    #[serde(default)]
    pub dry_run: bool,
    #[schema(inline)]
    pub r#match: Option<MatchPolicy>,
    /// `{"Column": "field"}`, with `null` for a column that is none.
    #[schema(value_type = Option<std::collections::BTreeMap<String, Option<String>>>)]
    pub mapping: Option<std::collections::BTreeMap<String, Option<String>>>,
}
