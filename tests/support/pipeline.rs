//! The steps of a contact through the pipeline, as requests of a client.

use serde_json::{Value, json};

use super::{Client, Reply, Server};

/// The user agent of a browser.
pub const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

fn id_of(reply: Reply) -> String {
    reply.expect(201).data()["id"].as_str().expect("an id").to_owned()
}

impl Client {
    /// Creates a lead of this employee with a unique address. Returns its id.
    pub async fn lead(&self, name: &str) -> String {
        let email = format!("{}@example.com", uuid::Uuid::now_v7().simple());
        self.lead_with(json!({ "name": name, "email": email })).await
    }
    pub async fn lead_with(&self, body: Value) -> String {
        id_of(self.post("/api/leads", body).await)
    }
    pub async fn contact(&self, id: &str) -> Value {
        self.get(&format!("/api/contacts/{id}")).await.expect(200).data()
    }
    pub async fn stage(&self, id: &str) -> String {
        self.contact(id).await["stage"].as_str().expect("a stage").to_owned()
    }
    pub async fn email(&self, contact: &str) -> String {
        let body = r#"<p>See <a href="https://example.com/offer?a=1&amp;b=2">our offer</a> or <a href="https://example.org/">us</a>.</p>"#;
        id_of(
            self.post("/api/emails", json!({ "contactId": contact, "subject": "An offer", "body": body }))
                .await,
        )
    }
    pub async fn session(&self, contact: &str, stage: &str, rating: i64) -> Reply {
        let body = json!({ "contactId": contact, "stage": stage, "rating": rating, "notes": "spoke" });
        self.post("/api/sessions", body).await
    }
    /// MQL → SQL.
    pub async fn make_sql(&self, contact: &str) {
        self.session(contact, "MQL", 8).await.expect(201);
        self.patch(&format!("/api/contacts/{contact}/promote-sql"), json!({})).await.expect(200);
    }
    /// SQL → OPPORTUNITY. Returns the opportunity's id.
    pub async fn open_opportunity(&self, contact: &str, value: i64) -> String {
        let body = json!({ "title": "Evening batch", "expectedValue": value });
        id_of(self.post(&format!("/api/contacts/{contact}/opportunity"), body).await)
    }
    pub async fn win(&self, opportunity: &str) -> Reply {
        self.post(&format!("/api/opportunities/{opportunity}/won"), json!({})).await
    }
    pub async fn lose(&self, opportunity: &str) -> Reply {
        self.post(&format!("/api/opportunities/{opportunity}/lost"), json!({ "reason": "price" })).await
    }
    pub async fn feedback(&self, contact: &str, rating: i64) -> Reply {
        self.post("/api/feedback", json!({ "contactId": contact, "rating": rating, "comment": "well" })).await
    }
    /// Follows a tracking address as an anonymous client with this user agent.
    pub async fn visit(&self, path: &str, agent: &str) -> Reply {
        let mut anonymous = self.clone();
        anonymous.token = None;
        anonymous.send(reqwest::Method::GET, path, None, &[("user-agent", agent)]).await
    }
}

impl Server {
    /// LEAD → MQL: an e-mail, and a click on its first link.
    pub async fn make_mql(&self, rep: &Client, contact: &str) {
        let email = rep.email(contact).await;
        self.click(rep, &email, 0).await.expect(302);
    }
    /// Follows a link of an e-mail in a browser.
    pub async fn click(&self, rep: &Client, email: &str, link: u16) -> Reply {
        let address = tandem::features::correspondence::tracking::Tracker::of(&self.app.config)
            .link(email.parse().expect("an id"), link);
        rep.visit(address.path(), BROWSER).await
    }
    /// All the way to CUSTOMER. Returns the contact's id.
    pub async fn customer(&self, rep: &Client, name: &str) -> String {
        let contact = rep.lead(name).await;
        self.make_mql(rep, &contact).await;
        rep.make_sql(&contact).await;
        let opportunity = rep.open_opportunity(&contact, 50_000).await;
        rep.win(&opportunity).await.expect(200);
        contact
    }
}
