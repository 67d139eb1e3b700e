use crate::{
    access::Person,
    features::contacts::ContactId,
    id::{CompanyId, Id},
    time::Time,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub type FeedbackId = Id<Feedback>;

/// A customer's feedback, and who recorded it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    pub id: FeedbackId,
    pub company_id: CompanyId,
    pub contact_id: ContactId,
    /// 1 to 10.
    pub rating: i64,
    pub comment: Option<String>,
    #[sqlx(rename = "by_person")]
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

/// Statistics of a customer's feedback.
#[derive(Debug, Serialize, ToSchema)]
pub struct Summary {
    /// `null` without feedback.
    pub average: Option<f64>,
    pub count: i64,
    /// The number of each rating, from 1 to 10.
    pub distribution: [i64; 10],
}
