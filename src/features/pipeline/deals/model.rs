use crate::{
    access::Person,
    features::{contacts::ContactId, pipeline::OpportunityId},
    filters::{Filter, HasFilters, Query},
    id::{CompanyId, Id},
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub type DealId = Id<Deal>;

/// A sale.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Deal {
    pub id: DealId,
    pub company_id: CompanyId,
    pub opportunity_id: OpportunityId,
    pub contact_id: ContactId,
    /// In the currency's minor unit.
    pub value: i64,
    /// ISO 4217.
    pub currency: String,
    pub closed_at: Time,
    #[sqlx(rename = "closer")]
    pub closed_by: Option<Person>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// A deal in a list, with its contact and title.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct ListedDeal {
    #[serde(flatten)]
    #[sqlx(flatten)]
    pub deal: Deal,
    pub contact_name: String,
    /// The title of its opportunity.
    pub title: String,
}

impl HasFilters for DealParams {
    const FILTERS: &'static [Filter] = &[
        Filter::reference("contactId", "contact_id"),
        Filter::reference("closedBy", "closed_by").field("closedBy.id").nullable(),
        Filter::date("closedAt", "closed_at"),
    ];
}

/// Query parameters for deals.
pub type DealQuery = Query<DealParams>;

/// Query parameters for deals, besides the filters.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DealParams {
    /// Closed on or after this day in the company's time zone.
    pub from: Option<chrono::NaiveDate>,
    /// Closed on or before this day in the company's time zone.
    pub to: Option<chrono::NaiveDate>,
}
