//! Work on enquiries.

use serde_json::json;

use super::employee::{OnlineEmployee, prospect_of};
use crate::{
    demo::{
        random::{chance, pick},
        texts,
    },
    error::Result,
};

/// While fewer enquiries are waiting, nobody claims one, so that there is always something to see.
const MIN_WAITING: usize = 8;

impl OnlineEmployee {
    /// Claims an enquiry, often the oldest.
    pub async fn claim_enquiry(&self) -> Result<()> {
        let waiting = self.api.rows("/api/enquiries/unclaimed?limit=20&sort=createdAt").await?;
        let Some(oldest) = waiting.first().filter(|_| waiting.len() >= MIN_WAITING) else {
            return self.work_on_enquiry().await;
        };
        let enquiry = if chance(0.3) { oldest.clone() } else { pick(&waiting) };
        let id = self.open("enquiry", &enquiry).await;
        self.api.post(&format!("/api/enquiries/{id}/claim"), json!({})).await?;
        Ok(())
    }

    /// Contacts somebody whose enquiry this employee has claimed, or brings the enquiry to an end.
    pub async fn work_on_enquiry(&self) -> Result<()> {
        let mine = format!("/api/enquiries?claimedBy={}&status=claimed,contacted&limit=20", self.id);
        let Some(enquiry) = self.api.random_row(&mine).await? else { return Ok(()) };
        let path = format!("/api/enquiries/{}", self.open("enquiry", &enquiry).await);
        let prospect = prospect_of(&enquiry);
        let change = if enquiry["status"] == "claimed" {
            let note = json!({ "text": texts::ENQUIRY_NOTES.about(&prospect) });
            self.api.post(&format!("{path}/notes"), note).await?;
            json!({ "status": "contacted" })
        } else if chance(0.6) {
            json!({ "status": "converted" })
        } else {
            json!({ "status": "lost", "reason": texts::LOST_ENQUIRIES.about(&prospect) })
        };
        self.api.put(&format!("{path}/status"), change).await?;
        Ok(())
    }
}
