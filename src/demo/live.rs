//! Traffic that keeps happening, through the public API: strangers fill in the form, reps claim, write, call and sell.

use std::time::Duration;

use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::words::{self, between, chance, pick};
use crate::{
    app,
    config::Config,
    error::{Error, Result},
    features::{
        accounts::{employees::Employee, sign_in::Tokens},
        correspondence::tracking::Tracker,
    },
    time::Clock,
};

const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// A rep at the API.
struct Rep {
    http: Client,
    base: String,
    token: String,
}

/// Uses the server that serves at HOST and PORT, or serves there itself.
pub async fn go_on(config: Config, team: Vec<Employee>) -> Result<()> {
    let http = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(Error::internal)?;
    let mut base = format!("http://{}:{}", config.host, config.port);
    let tokens = Tokens::new(&config.jwt_secret, config.jwt_expire, Clock::default());
    let tracker = Tracker::new(&config.encryption_key, config.app_url.clone());
    let sends_mail = config.mail.smtp.is_some();
    let serves =
        http.get(format!("{base}/healthz")).send().await.is_ok_and(|answer| answer.status().is_success());
    let _own = if serves {
        None
    } else {
        let own = app::start(config, Clock::default()).await?;
        base = format!("http://{}", own.address);
        println!("listening on {base}");
        Some(own)
    };
    let mut reps = vec![];
    for rep in super::reps(&team)? {
        reps.push(Rep { http: http.clone(), base: base.clone(), token: tokens.issue(rep)? });
    }
    loop {
        tokio::time::sleep(Duration::from_millis(between(200, 1_500).unsigned_abs())).await;
        if let Err(error) = happen(pick(&reps), &tracker, sends_mail).await {
            tracing::warn!(?error, "the server does not answer; trying again");
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

async fn happen(rep: &Rep, tracker: &Tracker, sends_mail: bool) -> Result<()> {
    match between(0, 9) {
        0..=2 => ask(rep).await,
        3..=5 => claim(rep).await,
        6 => meet(rep).await,
        _ => {
            let Some(lead) = rep.any("/api/leads?limit=50&sort=-updatedAt").await? else { return Ok(()) };
            work(rep, &lead, tracker, sends_mail).await
        }
    }
}

impl Rep {
    /// What the API answers; what a rule refuses is an answer too.
    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.map_err(Error::internal)?;
        answer.json().await.map_err(Error::internal)
    }
    async fn post(&self, path: &str, body: Value) -> Result<Value> {
        self.call(Method::POST, path, Some(body)).await
    }
    /// One of a list.
    async fn any(&self, path: &str) -> Result<Option<Value>> {
        let list = self.call(Method::GET, path, None).await?;
        let rows = list["data"].as_array().cloned().unwrap_or_default();
        Ok(if rows.is_empty() { None } else { Some(pick(&rows).clone()) })
    }
}

/// A stranger fills in the public form.
async fn ask(rep: &Rep) -> Result<()> {
    let somebody = words::somebody();
    let body = json!({
        "company": "lotus-academy", "name": somebody.name, "email": somebody.email, "phone": somebody.phone,
        "courseInterest": words::course(), "message": words::message(), "source": words::source(),
    });
    rep.post("/api/enquiries", body).await?;
    Ok(())
}

/// A rep takes an enquiry and speaks with them.
async fn claim(rep: &Rep) -> Result<()> {
    let Some(enquiry) = rep.any("/api/enquiries/unclaimed?limit=5&sort=createdAt").await? else {
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

async fn meet(rep: &Rep) -> Result<()> {
    let somebody = words::somebody();
    let body = json!({
        "name": somebody.name, "email": somebody.email, "phone": somebody.phone, "organisation": words::organisation(),
        "title": words::title(), "source": words::source(), "tags": [words::tag()],
    });
    rep.post("/api/leads", body).await?;
    Ok(())
}

/// The next step with a lead, or a line in its timeline.
async fn work(rep: &Rep, lead: &Value, tracker: &Tracker, sends_mail: bool) -> Result<()> {
    let id = lead["id"].as_str().unwrap_or_default();
    let contact = format!("/api/contacts/{id}");
    if chance(0.4) {
        let kind = pick(&["NOTE", "CALL", "MEETING"]);
        rep.post(&format!("/api/leads/{id}/activity"), json!({ "kind": kind, "text": words::note() }))
            .await?;
        return Ok(());
    }
    match lead["stage"].as_str().unwrap_or_default() {
        // A mail server that is set would send it to strangers.
        "LEAD" if !sends_mail => write_to(rep, lead, tracker).await?,
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
            let Some(open) = rep.any(&format!("/api/opportunities?status=OPEN&contactId={id}")).await? else {
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
            let said = json!({ "contactId": id, "rating": between(6, 10), "comment": words::praise() });
            rep.post("/api/feedback", said).await?;
            rep.post(&format!("{contact}/evangelist"), json!({})).await?;
        }
        "DORMANT" if chance(0.2) => drop(rep.post(&format!("{contact}/reopen"), json!({})).await?),
        _ => {}
    }
    Ok(())
}

/// A mail, and its reader's click.
async fn write_to(rep: &Rep, lead: &Value, tracker: &Tracker) -> Result<()> {
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
