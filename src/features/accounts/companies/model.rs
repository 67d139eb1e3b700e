use crate::{
    error::{Error, Result},
    id::CompanyId,
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A company, the tenant of all its records.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    /// Unique on the server, derived from the name: `my-company`.
    pub slug: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA time zone name.
    pub timezone: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// BCP 47 language tag.
    pub locale: String,
    /// Whether mail is held until the founder confirms their e-mail address.
    pub awaits_confirmation: bool,
    #[sqlx(flatten)]
    pub settings: CompanySettings,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// Settings of the pipeline.
#[derive(Debug, Clone, Serialize, sqlx::FromRow, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CompanySettings {
    /// The minimum average rating of MQL sessions for promotion to SQL.
    pub sql_rating: i64,
    /// The minimum average feedback for promotion to EVANGELIST.
    pub evangelist_rating: i64,
    pub max_sessions_per_stage: i64,
    /// Whether employees with `leads.manage` can move a LEAD to MQL manually.
    pub manual_qualification: bool,
    /// The age in minutes at which an unclaimed enquiry gets a warning.
    pub enquiry_age_warning: i64,
    /// The age in minutes at which an unclaimed enquiry gets an alarm.
    pub enquiry_age_alarm: i64,
}

impl Default for CompanySettings {
    fn default() -> Self {
        Self {
            sql_rating: 7,
            evangelist_rating: 8,
            max_sessions_per_stage: 5,
            manual_qualification: true,
            enquiry_age_warning: 15,
            enquiry_age_alarm: 60,
        }
    }
}

impl CompanySettings {
    /// Applies a patch, and validates the result.
    pub(super) fn patched(self, patch: &SettingsPatch) -> Result<Self> {
        let settings = Self {
            sql_rating: patch.sql_rating.unwrap_or(self.sql_rating),
            evangelist_rating: patch.evangelist_rating.unwrap_or(self.evangelist_rating),
            max_sessions_per_stage: patch.max_sessions_per_stage.unwrap_or(self.max_sessions_per_stage),
            manual_qualification: patch.manual_qualification.unwrap_or(self.manual_qualification),
            enquiry_age_warning: patch.enquiry_age_warning.unwrap_or(self.enquiry_age_warning),
            enquiry_age_alarm: patch.enquiry_age_alarm.unwrap_or(self.enquiry_age_alarm),
        };
        if settings.enquiry_age_warning < settings.enquiry_age_alarm {
            return Ok(settings);
        }
        // Reports the field that was sent.
        Err(match patch.enquiry_age_warning {
            Some(_) => Error::invalid("settings.enquiryAgeWarning", "must be less than enquiryAgeAlarm"),
            None => Error::invalid("settings.enquiryAgeAlarm", "must be more than enquiryAgeWarning"),
        })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCompany {
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// Defaults to the country's currency.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    #[schema(format = "time-zone", max_length = 60, examples("Asia/Kolkata"))]
    pub timezone: Option<String>,
    #[schema(format = "country-code", examples("IN"))]
    pub country: Option<String>,
    #[schema(format = "locale", max_length = 60, examples("en-IN"))]
    pub locale: Option<String>,
    /// The e-mail address to invite as senior admin.
    #[schema(format = Email, max_length = 254)]
    pub admin_email: String,
}

/// The regional settings of a new company. Missing ones are derived or defaulted.
#[derive(Debug, Default)]
pub struct Region {
    pub currency: Option<String>,
    pub timezone: Option<String>,
    pub country: Option<String>,
    pub locale: Option<String>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyPatch {
    #[schema(min_length = 1, max_length = 120)]
    pub name: Option<String>,
    #[schema(format = "currency-code")]
    pub currency: Option<String>,
    #[schema(format = "time-zone", max_length = 60)]
    pub timezone: Option<String>,
    #[schema(format = "country-code")]
    pub country: Option<String>,
    #[schema(format = "locale", max_length = 60)]
    pub locale: Option<String>,
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
    pub manual_qualification: Option<bool>,
    /// In minutes; less than `enquiryAgeAlarm`.
    #[schema(minimum = 1, maximum = 10_080)]
    pub enquiry_age_warning: Option<i64>,
    #[schema(minimum = 1, maximum = 10_080)]
    pub enquiry_age_alarm: Option<i64>,
}

/// Confirms which company to delete.
#[derive(Debug, Deserialize, ToSchema, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Confirmation {
    /// The company's slug, repeated.
    #[schema(min_length = 1, max_length = 200)]
    #[param(min_length = 1, max_length = 200)]
    pub slug: String,
}

/// `Måling & Söhne` → `maling-sohne`.
pub fn slug_of(name: &str) -> String {
    let plain = deunicode::deunicode(name).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "company".into() } else { slug }
}
