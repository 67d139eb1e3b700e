//! Generates live traffic through the public API.

use std::time::Duration;

use crate::{
    auth::Tokens,
    config::Config,
    error::{Error, Result},
    features::{accounts::employees::Employee, correspondence::tracking::Tracker},
    server,
    time::Clock,
};

use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::{
    BROWSER,
    words::{self, between, chance, pick},
};

/// An API client of a rep.
struct Rep {
    http: Client,
    base: String,
    token: String,
}

/// Generates traffic until stopped. Uses the server at HOST and PORT, or starts one.
pub async fn generate_traffic(config: Config, team: Vec<Employee>) -> Result<()> {
    let http = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(Error::internal)?;
    let mut base = format!("http://{}:{}", config.host, config.port);
    let tokens = Tokens::new(&config.jwt_secret, config.jwt_expire, Clock::default());
    let tracker = Tracker::new(&config.encryption_key, config.app_url.clone());
    let sends_mail = config.mail.smtp.is_some();
    let is_running =
        http.get(format!("{base}/healthz")).send().await.is_ok_and(|response| response.status().is_success());
    let _server = if is_running {
        None
    } else {
        let server = server::start(config, Clock::default()).await?;
        base = format!("http://{}", server.address);
        println!("listening on {base}");
        Some(server)
    };
    let mut reps = vec![];
    for rep in super::reps(&team)? {
        reps.push(Rep {
            http: http.clone(),
            base: base.clone(),
            token: tokens.issue(rep.id, rep.company_id, rep.token_generation)?,
        });
    }
    loop {
        tokio::time::sleep(Duration::from_millis(between(200, 1_500).unsigned_abs())).await;
        if let Err(error) = random_action(pick(&reps), &tracker, sends_mail).await {
            tracing::warn!(?error, "request failed; retrying");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

async fn random_action(rep: &Rep, tracker: &Tracker, sends_mail: bool) -> Result<()> {
    match between(0, 9) {
        0..=2 => submit_enquiry(rep).await,
        3..=5 => work_on_enquiry(rep).await,
        6 => create_lead(rep).await,
        _ => {
            let Some(lead) = rep.random_row("/api/leads?limit=50&sort=-updatedAt").await? else {
                return Ok(());
            };
            work_on_lead(rep, &lead, tracker, sends_mail).await
        }
    }
}

impl Rep {
    /// Sends a request. Error responses are returned like others.
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await.map_err(Error::internal)?;
        response.json().await.map_err(Error::internal)
    }
    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }
    /// A random row of a list.
    async fn random_row(&self, path: &str) -> Result<Option<Value>> {
        let list = self.call(Method::GET, path, None).await?;
        let rows = list["data"].as_array().cloned().unwrap_or_default();
        Ok(if rows.is_empty() { None } else { Some(pick(&rows).clone()) })
    }
}

/// Submits the public form.
async fn submit_enquiry(rep: &Rep) -> Result<()> {
    let person = words::person();
    let body = json!({
        "company": "lotus-academy", "name": person.name, "email": person.email, "phone": person.phone,
        "courseInterest": words::course(), "message": words::message(), "source": words::source(),
    });
    rep.post("/api/enquiries", body).await?;
    Ok(())
}

/// Claims, contacts, and converts or loses an enquiry.
async fn work_on_enquiry(rep: &Rep) -> Result<()> {
    let Some(enquiry) = rep.random_row("/api/enquiries/unclaimed?limit=5&sort=createdAt").await? else {
        return Ok(());
    };
    let path = format!("/api/enquiries/{}", enquiry["id"].as_str().unwrap_or_default());
    rep.post(&format!("{path}/claim"), json!({})).await?;
    if chance(0.5) {
        rep.post(&format!("{path}/notes"), json!({ "text": words::note() })).await?;
    }
    rep.call(Method::PUT, &format!("{path}/status"), Some(json!({ "status": "contacted" }))).await?;
    let end = if chance(0.6) {
        json!({ "status": "converted" })
    } else {
        json!({ "status": "lost", "reason": words::reason_to_lose() })
    };
    rep.call(Method::PUT, &format!("{path}/status"), Some(end)).await?;
    Ok(())
}

async fn create_lead(rep: &Rep) -> Result<()> {
    let person = words::person();
    let body = json!({
        "name": person.name, "email": person.email, "phone": person.phone, "organisation": words::organisation(),
        "title": words::title(), "source": words::source(), "tags": [words::tag()],
    });
    rep.post("/api/leads", body).await?;
    Ok(())
}

/// Advances a lead, or adds an activity.
async fn work_on_lead(rep: &Rep, lead: &Value, tracker: &Tracker, sends_mail: bool) -> Result<()> {
    let id = lead["id"].as_str().unwrap_or_default();
    let contact = format!("/api/contacts/{id}");
    if chance(0.4) {
        let kind = pick(&["NOTE", "CALL", "MEETING"]);
        rep.post(&format!("/api/leads/{id}/activity"), json!({ "kind": kind, "text": words::note() }))
            .await?;
        return Ok(());
    }
    match lead["stage"].as_str().unwrap_or_default() {
        // A configured mail server would send it to real addresses.
        "LEAD" if !sends_mail => send_mail(rep, lead, tracker).await?,
        stage @ ("MQL" | "SQL") => {
            let session =
                json!({ "contactId": id, "stage": stage, "rating": between(5, 10), "notes": words::note() });
            rep.post("/api/sessions", session).await?;
            if stage == "MQL" {
                rep.call(Method::PATCH, &format!("{contact}/promote-sql"), None).await?;
            } else {
                let terms = json!({ "title": words::course(), "expectedValue": words::price() });
                rep.post(&format!("{contact}/opportunity"), terms).await?;
            }
        }
        "OPPORTUNITY" => {
            let Some(open) =
                rep.random_row(&format!("/api/opportunities?status=OPEN&contactId={id}")).await?
            else {
                return Ok(());
            };
            let path = format!("/api/opportunities/{}", open["id"].as_str().unwrap_or_default());
            if chance(0.6) {
                rep.post(&format!("{path}/won"), json!({})).await?;
            } else {
                rep.post(&format!("{path}/lost"), json!({ "reason": words::reason_to_lose() })).await?;
            }
        }
        "CUSTOMER" => {
            let feedback = json!({ "contactId": id, "rating": between(6, 10), "comment": words::praise() });
            rep.post("/api/feedback", feedback).await?;
            rep.post(&format!("{contact}/evangelist"), json!({})).await?;
        }
        "DORMANT" if chance(0.2) => drop(rep.post(&format!("{contact}/reopen"), json!({})).await?),
        _ => {}
    }
    Ok(())
}

/// Sends a mail, and maybe clicks its link.
async fn send_mail(rep: &Rep, lead: &Value, tracker: &Tracker) -> Result<()> {
    let course = words::course();
    let name = lead["name"].as_str().unwrap_or_default();
    let mail = json!({ "contactId": lead["id"], "subject": format!("{course}: the next batch"), "body": words::mail(name, course) });
    let email = rep.post("/api/emails", mail).await?;
    let Some(Ok(id)) = email["data"]["id"].as_str().map(str::parse) else { return Ok(()) };
    if chance(0.6) {
        let link = format!("{}{}", rep.base, tracker.link(id, 0).path());
        let click = rep.http.get(link).header("user-agent", BROWSER);
        click.send().await.map_err(Error::internal)?;
    }
    Ok(())
}
