//! Live traffic through the public API: employees who are online, look at records and work on them, and visitors who
//! submit the form.

mod api;
mod employee;
mod enquiries;
mod leads;
mod socket;

use std::time::Duration;

use futures::future::join_all;
use reqwest::Client;
use serde_json::json;

use self::{api::Api, employee::OnlineEmployee};
use super::{
    people::{Channel, Prospects},
    random::{between, chance},
    team::{self, Member},
    texts,
};
use crate::{
    auth::Tokens,
    config::Config,
    error::{Error, Result},
    features::correspondence::tracking::Tracker,
    server,
    time::Clock,
};

/// While so many enquiries are waiting, nobody submits another.
const MAX_WAITING: i64 = 14;

/// Generates traffic until stopped. Uses the server at HOST and PORT, or starts one.
pub async fn generate_traffic(config: Config, team: Vec<Member>) -> Result<()> {
    let http = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(Error::internal)?;
    let mut base = format!("http://{}:{}", config.host, config.port);
    let tokens = Tokens::new(&config.jwt_secret, config.jwt_expire, Clock::default());
    let tracker = Tracker::new(&config.encryption_key, config.app_url.clone());
    // A configured mail server would send to real addresses.
    let tracker = config.mail.smtp.is_none().then_some(tracker);
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
    let mut online = vec![];
    for Member { employee, .. } in team.iter().filter(|member| team::is_simulated(member)) {
        let token = tokens.issue(employee.id, employee.company_id, employee.token_generation)?;
        let api = Api { http: http.clone(), base: base.clone(), token };
        online.push(OnlineEmployee::new(api, employee, tracker.clone()));
    }
    let visitor = Api { http, base, token: String::new() };
    let Some(first) = online.first() else {
        return Err(Error::internal("the demo company has no employees"));
    };
    tokio::join!(submit_enquiries(&visitor, &first.api), join_all(online.iter().map(OnlineEmployee::run)));
    Ok(())
}

/// Visitors submit the form.
async fn submit_enquiries(visitor: &Api, reader: &Api) {
    loop {
        let prospect = Prospects::default().next(Channel::Form);
        let body = json!({
            "company": "lotus-academy", "name": prospect.name, "email": prospect.email, "phone": prospect.phone,
            "courseInterest": prospect.course.name, "message": texts::ENQUIRIES.about(&prospect),
            "source": prospect.source, "priority": if chance(0.2) { "high" } else { "medium" },
        });
        let waiting = reader.get("/api/enquiries/unclaimed?limit=1").await;
        if waiting.is_ok_and(|list| list["total"].as_i64() < Some(MAX_WAITING))
            && let Err(error) = visitor.post("/api/enquiries", body).await
        {
            tracing::warn!(?error, "an enquiry cannot be submitted");
        }
        pause(40, 120).await;
    }
}

/// Waits between so many seconds.
async fn pause(min: i64, max: i64) {
    tokio::time::sleep(Duration::from_millis(between(min * 1_000, max * 1_000).unsigned_abs())).await;
}
