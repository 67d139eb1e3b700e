use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{id::CompanyId, time::Time};

/// A company: the tenant that every record belongs to.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    /// Unique on the server, made from the name: `my-company`.
    pub slug: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA name.
    pub timezone: String,
    #[sqlx(flatten)]
    pub settings: CompanySettings,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// The thresholds of the pipeline, which a company may set for itself.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanySettings {
    /// Average MQL session rating from which a contact may become SQL.
    pub sql_rating: i64,
    /// Average feedback from which a customer may become an evangelist.
    pub evangelist_rating: i64,
    pub max_sessions_per_stage: i64,
}

impl Default for CompanySettings {
    fn default() -> Self {
        Self { sql_rating: 7, evangelist_rating: 8, max_sessions_per_stage: 5 }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCompany {
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    #[schema(pattern = "^[A-Z]{3}$", examples("INR"))]
    pub currency: Option<String>,
    #[schema(pattern = "^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$", max_length = 60, examples("Asia/Kolkata"))]
    pub timezone: Option<String>,
    /// Who is invited to be its admin.
    #[schema(format = Email, max_length = 254)]
    pub admin_email: String,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyPatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[schema(pattern = "^[A-Z]{3}$")]
    pub currency: Option<String>,
    #[schema(pattern = "^[A-Za-z_]+(/[A-Za-z0-9_+-]+)*$", max_length = 60)]
    pub timezone: Option<String>,
    #[schema(inline)]
    pub settings: Option<SettingsPatch>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsPatch {
    #[schema(minimum = 1, maximum = 10)]
    pub sql_rating: Option<i64>,
    #[schema(minimum = 1, maximum = 10)]
    pub evangelist_rating: Option<i64>,
    #[schema(minimum = 1, maximum = 100)]
    pub max_sessions_per_stage: Option<i64>,
}

/// Says once more which company is meant to be deleted.
#[derive(Debug, Deserialize, ToSchema, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Confirmation {
    /// The company's slug, repeated.
    #[schema(min_length = 1)]
    pub slug: String,
}

/// `Måling & Söhne` → `maling-sohne`.
pub fn slug_of(name: &str) -> String {
    let plain = deunicode::deunicode(name).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "company".into() } else { slug }
}
