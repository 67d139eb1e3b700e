//! How a socket comes in: `ready`, what it missed, then what happens, with no gap and no repeat between the two.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use socketioxide::extract::SocketRef;
use utoipa::ToSchema;

use super::{
    hub::{Hub, Sent, token_room},
    log::{self, Encoded},
};
use crate::{
    access::{Actor, Permission, Person, Room},
    db::Conn,
    error::{Error, Result},
    id::CompanyId,
};

/// What the server says first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// The company's event number.
    pub seq: i64,
    pub employee: Person,
    pub company: CompanyId,
    pub permissions: Vec<Permission>,
}

/// How long a replay waits for a socket to take one more event.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);

impl Hub {
    /// Greets a socket, replays what it missed since `after`, and lets it hear what happens from then on.
    pub async fn join(&self, socket: &SocketRef, actor: &Actor, after: Option<i64>) -> Result<()> {
        let company_id = actor.company_id();
        let feed = self.feed(company_id);
        {
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let seq = cursor.ok_or(Error::NotFound("company"))?;
            let ready = Ready {
                seq,
                employee: actor.signed_in()?.clone(),
                company: company_id,
                permissions: actor.permissions().to_vec(),
            };
            self.send_value(socket, "ready", &ready);
            if after.is_none() {
                self.enter(socket, actor);
                return Ok(());
            }
        }
        self.resume(socket, actor, after.unwrap_or(0)).await
    }

    /// Replays on an open connection: the socket hears nothing live until it has caught up.
    pub async fn sync(&self, socket: &SocketRef, actor: &Actor, after: i64) -> Result<()> {
        socket.leave_all();
        self.resume(socket, actor, after).await
    }

    async fn resume(&self, socket: &SocketRef, actor: &Actor, after: i64) -> Result<()> {
        let company_id = actor.company_id();
        let feed = self.feed(company_id);
        let mut at = after;
        loop {
            at = self.replay(socket, actor, at).await?;
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let told = cursor.ok_or(Error::NotFound("company"))?;
            let mut conn = self.db.read().await?;
            if !log::reaches(&mut conn, company_id, at).await? {
                self.send_value(socket, "resync", &json!({ "seq": told }));
                self.enter(socket, actor);
                return Ok(());
            }
            // What came meanwhile is little. If it does not fit, the socket goes on catching up without the turn.
            at = self.replay_at_once(socket, actor, &mut conn, at..told).await?;
            if at == told {
                self.enter(socket, actor);
                return Ok(());
            }
        }
    }

    /// Sends what the log has after `at`, waiting for the socket to read. Says how far it came.
    async fn replay(&self, socket: &SocketRef, actor: &Actor, mut at: i64) -> Result<i64> {
        if !log::reaches(&mut self.db.read().await?, actor.company_id(), at).await? {
            return Ok(at);
        }
        loop {
            let events = log::batch(&mut self.db.read().await?, actor.company_id(), at).await?;
            let Some(last) = events.last() else { return Ok(at) };
            at = last.seq;
            for event in events {
                if event.is_heard_by(actor) {
                    self.send_patiently(socket, &event.encode()).await?;
                }
            }
        }
    }

    /// Sends the last few events while having the turn, as far as the socket takes them and as the others were told.
    /// Says how far it came.
    async fn replay_at_once(
        &self,
        socket: &SocketRef,
        actor: &Actor,
        conn: &mut Conn,
        missing: std::ops::Range<i64>,
    ) -> Result<i64> {
        let mut reached = missing.start;
        for event in log::batch(conn, actor.company_id(), reached).await? {
            let seq = event.seq;
            if seq > missing.end {
                break;
            }
            if event.is_heard_by(actor) {
                let event = event.encode();
                if self.try_send(socket, &event.kind, &event.json) != Sent::Yes {
                    return Ok(reached);
                }
            }
            reached = seq;
        }
        Ok(reached)
    }

    async fn send_patiently(&self, socket: &SocketRef, event: &Encoded) -> Result<()> {
        let waiting = async {
            loop {
                match self.try_send(socket, &event.kind, &event.json) {
                    Sent::Yes => return Ok(()),
                    Sent::Gone => return Err(Error::Unavailable("the socket is gone")),
                    Sent::Full => tokio::time::sleep(PAUSE).await,
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(sent) => sent,
            Err(_) => {
                self.metrics.slow_sockets.inc();
                self.end(socket.clone());
                Err(Error::Unavailable("the socket does not read"))
            }
        }
    }

    /// Joins the rooms that the token gives, and no others.
    fn enter(&self, socket: &SocketRef, actor: &Actor) {
        let company_id = actor.company_id();
        let rooms: Vec<String> = actor.rooms().into_iter().map(|room: Room| room.name(company_id)).collect();
        socket.join(rooms);
        if let Some(token) = actor.token {
            socket.join(token_room(token.id));
        }
        if let Some(person) = actor.person() {
            self.presence.came(company_id, socket.id.to_string(), person.clone());
        }
        self.greet_with_presence(socket, actor);
        self.people_moved(company_id);
    }
}
