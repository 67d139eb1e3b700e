//! An employee who is online and works at a calm pace.

use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    api::Api,
    pause,
    socket::{OnScreen, stay_online},
};
use crate::{
    demo::{
        people::{Channel, Prospect, Prospects},
        random::between,
    },
    error::Result,
    features::{accounts::employees::Employee, correspondence::tracking::Tracker},
    id::EmployeeId,
};

pub struct OnlineEmployee {
    pub api: Api,
    pub id: EmployeeId,
    pub name: String,
    /// Follows links in mails. `None` if mails would be sent to real addresses.
    pub tracker: Option<Tracker>,
    on_screen: watch::Sender<Option<OnScreen>>,
}

impl OnlineEmployee {
    pub fn new(api: Api, employee: &Employee, tracker: Option<Tracker>) -> Self {
        let (on_screen, _) = watch::channel(None);
        Self { api, id: employee.id, name: employee.name.clone(), tracker, on_screen }
    }

    /// Works until dropped.
    pub async fn run(&self) {
        let presence = stay_online(&self.api.base, &self.api.token, self.on_screen.subscribe());
        tokio::join!(presence, self.work());
    }

    async fn work(&self) {
        pause(0, 8).await;
        loop {
            if let Err(error) = self.act().await {
                tracing::warn!(?error, "request failed; retrying");
            }
            pause(8, 40).await;
        }
    }

    async fn act(&self) -> Result<()> {
        match between(0, 9) {
            0..=2 => self.claim_enquiry().await,
            3..=4 => self.work_on_enquiry().await,
            5 => self.do_task().await,
            6 => self.read_lead().await,
            _ => self.work_on_lead().await,
        }
    }

    /// Opens a record and reads it. It stays on screen until another one is opened.
    pub async fn open(&self, noun: &'static str, record: &Value) -> String {
        let id = record["id"].as_str().unwrap_or_default().to_owned();
        self.on_screen.send_replace(Some(OnScreen { noun, id: id.clone() }));
        pause(2, 7).await;
        id
    }

    async fn do_task(&self) -> Result<()> {
        let Some(task) = self.api.random_row("/api/tasks?state=open&sort=dueAt&limit=5").await? else {
            return Ok(());
        };
        self.open("lead", &json!({ "id": task["contactId"] })).await;
        let path = format!("/api/tasks/{}", task["id"].as_str().unwrap_or_default());
        self.api.patch(&path, Some(json!({ "done": true }))).await?;
        Ok(())
    }
}

/// A prospect with the first name of a record, for texts about it.
pub fn prospect_of(record: &Value) -> Prospect {
    let name = record["name"].as_str().unwrap_or_default();
    let first = name.split_whitespace().next().unwrap_or_default().to_owned();
    Prospect { first, seats: None, ..Prospects::default().next(Channel::Rep) }
}
