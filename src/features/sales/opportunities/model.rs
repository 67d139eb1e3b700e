use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, EmployeeId, Id},
    time::Time,
    words,
};

pub type OpportunityId = Id<Opportunity>;

words! {
    OpportunityStatus { Open = "OPEN", Won = "WON", Lost = "LOST" }
}

/// Somebody may buy something.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Opportunity {
    pub id: OpportunityId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    pub title: String,
    /// In the currency's minor unit.
    pub expected_value: i64,
    /// ISO 4217.
    pub currency: String,
    pub expected_close_on: Option<NaiveDate>,
    pub status: OpportunityStatus,
    pub lost_reason: Option<String>,
    pub owner: Option<Person>,
    /// When it was won or lost.
    pub closed_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// An opportunity of a list, and with whom it is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedOpportunity {
    #[serde(flatten)]
    pub opportunity: Opportunity,
    pub contact_name: String,
}

/// What is to be sold, for how much, until when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    #[schema(min_length = 1, max_length = 200, examples("Web Development, evening batch"))]
    pub title: String,
    /// In the currency's minor unit: 4500000 is 45,000.00.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub expected_value: i64,
    /// ISO 4217; the company's, unless said otherwise.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    pub expected_close_on: Option<NaiveDate>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOpportunity {
    pub contact_id: ContactId,
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// In the currency's minor unit: 4500000 is 45,000.00.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub expected_value: i64,
    /// ISO 4217; the company's, unless said otherwise.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    pub expected_close_on: Option<NaiveDate>,
}

impl NewOpportunity {
    pub(in crate::features::sales) fn terms(self) -> Terms {
        let Self { title, expected_value, currency, expected_close_on, .. } = self;
        Terms { title, expected_value, currency, expected_close_on }
    }
}

/// What may change while it is open. A field that is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OpportunityPatch {
    #[schema(min_length = 1, max_length = 200)]
    pub title: Option<String>,
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub expected_value: Option<i64>,
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    pub expected_close_on: Option<NaiveDate>,
    /// An ACTIVE employee who works on leads.
    pub owner_id: Option<EmployeeId>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Won {
    /// In the currency's minor unit; the expected one, unless said otherwise.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub value: Option<i64>,
    /// Now, unless said otherwise.
    pub closed_at: Option<Time>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lost {
    #[schema(format = "multiline", max_length = 500)]
    pub reason: Option<String>,
}

/// Which opportunities a list shows.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OpportunityQuery {
    #[schema(inline)]
    #[param(inline)]
    pub status: Option<OpportunityStatus>,
    #[param(value_type = Option<String>, format = Uuid)]
    pub contact_id: Option<ContactId>,
    #[param(value_type = Option<String>, format = Uuid)]
    pub owner_id: Option<EmployeeId>,
    /// Opened on this day of the company or later.
    pub created_from: Option<NaiveDate>,
    /// Opened on this day of the company or earlier.
    pub created_to: Option<NaiveDate>,
    /// Won or lost on this day of the company or later.
    pub closed_from: Option<NaiveDate>,
    /// Won or lost on this day of the company or earlier.
    pub closed_to: Option<NaiveDate>,
}
