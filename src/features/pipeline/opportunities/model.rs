use crate::{
    access::Person,
    features::contacts::ContactId,
    filters::{Filter, HasFilters, Query},
    id::{CompanyId, EmployeeId, Id},
    string_enum,
    time::Time,
};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{Ref, RefOr, Schema},
};

pub type OpportunityId = Id<Opportunity>;

string_enum! {
    OpportunityStatus { Open = "OPEN", Won = "WON", Lost = "LOST" }
}

/// A possible sale.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
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

/// An opportunity in a list, with its contact.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct ListedOpportunity {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub opportunity: Opportunity,
    pub contact_name: String,
}

/// The terms of a possible sale.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    #[schema(min_length = 1, max_length = 200, examples("Web Development, evening batch"))]
    pub title: String,
    /// In the currency's minor unit: 4500000 is 45,000.00.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub expected_value: i64,
    /// ISO 4217. Defaults to the company's currency.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    pub expected_close_on: Option<NaiveDate>,
}

/// The contact of a possible sale, and its terms.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewOpportunity {
    pub contact_id: ContactId,
    #[serde(flatten)]
    pub terms: Terms,
}

// Written by hand, because the derive combines a flattened schema by `allOf`, and `Terms` refuses other fields.
impl PartialSchema for NewOpportunity {
    fn schema() -> RefOr<Schema> {
        let mut schema = Terms::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.description = None;
            object.properties.insert("contactId".to_owned(), Ref::from_schema_name(ContactId::name()).into());
            object.required.push("contactId".to_owned());
        }
        schema
    }
}
impl ToSchema for NewOpportunity {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((ContactId::name().into_owned(), ContactId::schema()));
        Terms::schemas(schemas);
    }
}

/// Changes to an open opportunity. Omitted fields are unchanged.
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
    /// An ACTIVE employee with `leads.work`.
    pub owner_id: Option<EmployeeId>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Won {
    /// In the currency's minor unit. Defaults to the expected value.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    pub value: Option<i64>,
    /// Defaults to now.
    pub closed_at: Option<Time>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lost {
    #[schema(format = "multiline", max_length = 500)]
    pub reason: Option<String>,
}

impl HasFilters for OpportunityParams {
    const FILTERS: &'static [Filter] = &[
        Filter::choice("status", "status", OpportunityStatus::NAMES),
        Filter::reference("contactId", "contact_id"),
        Filter::reference("ownerId", "owner_id").field("owner.id").nullable(),
        Filter::date("createdAt", "created_at"),
        Filter::date("closedAt", "closed_at"),
    ];
}

/// Query parameters for opportunities.
pub type OpportunityQuery = Query<OpportunityParams>;

/// Query parameters for opportunities, besides the filters.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OpportunityParams {
    /// Opened on or after this day in the company's time zone.
    pub created_from: Option<NaiveDate>,
    /// Opened on or before this day in the company's time zone.
    pub created_to: Option<NaiveDate>,
    /// Won or lost on or after this day in the company's time zone.
    pub closed_from: Option<NaiveDate>,
    /// Won or lost on or before this day in the company's time zone.
    pub closed_to: Option<NaiveDate>,
}
