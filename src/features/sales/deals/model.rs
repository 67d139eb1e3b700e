use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Person,
    features::{contacts::ContactId, sales::OpportunityId},
    id::{CompanyId, EmployeeId, Id},
    time::Time,
};

pub type DealId = Id<Deal>;

/// Something that was sold.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
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
    pub closed_by: Option<Person>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

/// A deal of a list, with whom it was closed, and over what.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedDeal {
    #[serde(flatten)]
    pub deal: Deal,
    pub contact_name: String,
    /// The title of its opportunity.
    pub title: String,
}

/// Which deals a list shows.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DealQuery {
    #[param(value_type = Option<String>, format = Uuid)]
    pub contact_id: Option<ContactId>,
    /// Closed by this employee.
    #[param(value_type = Option<String>, format = Uuid)]
    pub closed_by: Option<EmployeeId>,
    /// Closed on this day of the company or later.
    pub from: Option<chrono::NaiveDate>,
    /// Closed on this day of the company or earlier.
    pub to: Option<chrono::NaiveDate>,
}
