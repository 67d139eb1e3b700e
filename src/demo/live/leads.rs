//! Work on leads.

use serde_json::{Value, json};

use super::employee::{OnlineEmployee, prospect_of};
use crate::{
    demo::{
        BROWSER, courses,
        people::Prospect,
        random::{between, chance, pick},
        texts,
    },
    error::{Error, Result},
};

impl OnlineEmployee {
    async fn random_lead(&self) -> Result<Option<Value>> {
        self.api.random_row(&format!("/api/leads?ownerId={}&sort=-updatedAt&limit=30", self.id)).await
    }

    pub async fn read_lead(&self) -> Result<()> {
        if let Some(lead) = self.random_lead().await? {
            self.open("lead", &lead).await;
        }
        Ok(())
    }

    /// Adds an activity, or advances the lead.
    pub async fn work_on_lead(&self) -> Result<()> {
        let Some(lead) = self.random_lead().await? else { return Ok(()) };
        let id = self.open("lead", &lead).await;
        let prospect = prospect_of(&lead);
        if chance(0.5) {
            return self.log_activity(&id, &prospect).await;
        }
        let contact = format!("/api/contacts/{id}");
        match lead["stage"].as_str().unwrap_or_default() {
            "LEAD" => self.send_mail(&id, &prospect).await?,
            stage @ ("MQL" | "SQL") => self.call(&id, stage, &prospect).await?,
            "OPPORTUNITY" => self.close_opportunity(&id, &prospect).await?,
            "CUSTOMER" => {
                let comment = texts::GOOD_FEEDBACK.about(&prospect);
                let feedback = json!({ "contactId": id, "rating": between(7, 10), "comment": comment });
                self.api.post("/api/feedback", feedback).await?;
                self.api.post(&format!("{contact}/evangelist"), json!({})).await?;
            }
            "DORMANT" if chance(0.2) => drop(self.api.post(&format!("{contact}/reopen"), json!({})).await?),
            _ => {}
        }
        Ok(())
    }

    async fn log_activity(&self, id: &str, prospect: &Prospect) -> Result<()> {
        let (kind, lines) =
            pick(&[("NOTE", &texts::NOTES), ("CALL", &texts::CALLS), ("MEETING", &texts::MEETINGS)]);
        let activity = json!({ "kind": kind, "text": lines.about(prospect) });
        self.api.post(&format!("/api/leads/{id}/activity"), activity).await?;
        Ok(())
    }

    /// Logs a call with a rating, and takes the next step if it went well.
    async fn call(&self, id: &str, stage: &str, prospect: &Prospect) -> Result<()> {
        let rating = between(5, 10);
        let lines = if rating >= 7 { &texts::GOOD_SESSIONS } else { &texts::LOW_SESSIONS };
        let session =
            json!({ "contactId": id, "stage": stage, "rating": rating, "notes": lines.about(prospect) });
        self.api.post("/api/sessions", session).await?;
        if stage == "MQL" {
            self.api.patch(&format!("/api/contacts/{id}/promote-sql"), None).await?;
        } else {
            let terms =
                json!({ "title": courses::title(prospect), "expectedValue": courses::value(prospect) });
            self.api.post(&format!("/api/contacts/{id}/opportunity"), terms).await?;
        }
        Ok(())
    }

    async fn close_opportunity(&self, id: &str, prospect: &Prospect) -> Result<()> {
        let open = format!("/api/opportunities?status=OPEN&contactId={id}");
        let Some(open) = self.api.random_row(&open).await? else { return Ok(()) };
        let path = format!("/api/opportunities/{}", open["id"].as_str().unwrap_or_default());
        if chance(0.6) {
            self.api.post(&format!("{path}/won"), json!({})).await?;
        } else {
            let reason = texts::LOST_OPPORTUNITIES.about(prospect);
            self.api.post(&format!("{path}/lost"), json!({ "reason": reason })).await?;
        }
        Ok(())
    }

    /// Sends a mail, and maybe clicks its link. Does nothing if it would reach a real address.
    async fn send_mail(&self, id: &str, prospect: &Prospect) -> Result<()> {
        let Some(tracker) = &self.tracker else { return Ok(()) };
        let mail = texts::INTRODUCTIONS.mail(prospect, &self.name);
        let mail = json!({ "contactId": id, "subject": mail.subject, "body": mail.body });
        let email = self.api.post("/api/emails", mail).await?;
        let Some(Ok(email)) = email["data"]["id"].as_str().map(str::parse) else { return Ok(()) };
        if chance(0.6) {
            let link = format!("{}{}", self.api.base, tracker.link(email, 0).path());
            let click = self.api.http.get(link).header("user-agent", BROWSER);
            click.send().await.map_err(Error::internal)?;
        }
        Ok(())
    }
}
