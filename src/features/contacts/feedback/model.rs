use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, Id},
    time::Time,
};

pub type FeedbackId = Id<Feedback>;

/// What a customer said, and who wrote it down.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    pub id: FeedbackId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    /// 1 to 10.
    pub rating: i64,
    pub comment: Option<String>,
    pub by: Person,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFeedback {
    pub contact_id: ContactId,
    #[schema(minimum = 1, maximum = 10)]
    pub rating: i64,
    #[schema(format = "multiline", max_length = 5000)]
    pub comment: Option<String>,
}

/// All feedback of a customer in a few figures.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    /// `null` without any.
    pub average: Option<f64>,
    pub count: i64,
    /// How often each rating from 1 to 10 was given; the first is for 1.
    pub distribution: [i64; 10],
}
