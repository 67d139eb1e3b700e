//! Joining: sends `ready`, replays missed events, then switches to live delivery without gaps or duplicates.
//!
//! The session is checked again after each batch of a replay is read and before it is sent, and before the
//! socket joins the rooms for live delivery.

use std::{sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::json;
use socketioxide::extract::SocketRef;
use utoipa::ToSchema;

use super::{
    backlog::Backlog,
    hub::{Hub, Sent},
    listener::{Listener, listener, sockets_room},
    log::{self, Frame},
    visibility::visible_today,
};
use crate::{
    access::{Permission, Person},
    db::Conn,
    error::{Error, Result},
    id::CompanyId,
};

/// The first message to a socket.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// The company's event number.
    pub seq: i64,
    pub employee: Person,
    pub company: CompanyId,
    pub permissions: Vec<Permission>,
}

/// How long a replay waits until a full socket accepts the next event.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
const RETRY_INTERVAL: Duration = Duration::from_millis(5);

impl Hub {
    /// Sends `ready`, replays the events after `after`, and starts live delivery.
    pub async fn join(&self, socket: &SocketRef, after: Option<i64>) -> Result<()> {
        socket.extensions.insert(Arc::new(Backlog::default()));
        let listener = listener_of(socket)?;
        let _guard = listener.catching_up().await;
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        let feed = self.feed(company_id);
        // From here on the socket is found by code that disconnects sockets.
        socket.join(sockets_room(company_id));
        self.leave_if_closed(socket, &listener)?;
        {
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let seq = cursor.ok_or(Error::NotFound("company"))?;
            self.check(&listener, &mut self.db.read().await?).await?;
            let ready = Ready {
                seq,
                employee: actor.employee()?.clone(),
                company: company_id,
                permissions: actor.permissions().to_vec(),
            };
            self.send_value(socket, "ready", &ready);
            if after.is_none() {
                return self.enter(socket, &listener);
            }
        }
        self.resume(socket, &listener, after.unwrap_or(0)).await
    }

    /// Replays on an open connection, with live delivery paused until the socket has caught up. Disconnects
    /// the socket on failure, because it would receive no more events.
    pub async fn sync(&self, socket: &SocketRef, after: i64) -> Result<()> {
        let listener = listener_of(socket)?;
        let _guard = listener.catching_up().await;
        listener.ensure_open(socket)?;
        socket.leave(rooms(&listener));
        let result = self.resume(socket, &listener, after).await;
        if result.is_err() {
            self.disconnect(socket.clone());
        }
        result
    }

    async fn resume(&self, socket: &SocketRef, listener: &Listener, after: i64) -> Result<()> {
        let company_id = listener.session().actor().company_id();
        let feed = self.feed(company_id);
        let mut at = after;
        loop {
            at = self.replay(socket, listener, at).await?;
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let delivered = cursor.ok_or(Error::NotFound("company"))?;
            let mut conn = self.db.read().await?;
            if !log::is_complete_after(&mut conn, company_id, at).await? {
                self.check(listener, &mut conn).await?;
                self.send_value(socket, "resync", &json!({ "seq": delivered }));
                return self.enter(socket, listener);
            }
            // Few events are left. If the socket cannot take them now, continue without holding the lock.
            at = self.replay_without_waiting(socket, listener, &mut conn, at..delivered).await?;
            if at == delivered {
                return self.enter(socket, listener);
            }
        }
    }

    /// Sends the events after `at`, waiting for the socket to read. Returns the number of the last event.
    async fn replay(&self, socket: &SocketRef, listener: &Listener, mut at: i64) -> Result<i64> {
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        if !log::is_complete_after(&mut self.db.read().await?, company_id, at).await? {
            return Ok(at);
        }
        loop {
            let mut conn = self.db.read().await?;
            let events = log::batch(&mut conn, company_id, at).await?;
            let Some(last) = events.last() else { return Ok(at) };
            at = last.seq;
            let events = visible_today(&mut conn, self.find_owners, actor, events).await?;
            self.check(listener, &mut conn).await?;
            drop(conn);
            for event in events {
                self.send_or_wait(socket, listener, &event.into_frame()).await?;
            }
        }
    }

    /// Sends the last missing events while delivery is locked, as far as the socket accepts them. Returns the
    /// number of the last event sent.
    async fn replay_without_waiting(
        &self,
        socket: &SocketRef,
        listener: &Listener,
        conn: &mut Conn,
        missing: std::ops::Range<i64>,
    ) -> Result<i64> {
        let actor = listener.session().actor();
        let mut events = log::batch(conn, actor.company_id(), missing.start).await?;
        events.retain(|event| event.seq <= missing.end);
        let last = events.last().map_or(missing.start, |event| event.seq);
        let events = visible_today(conn, self.find_owners, actor, events).await?;
        self.check(listener, conn).await?;
        let mut sent = missing.start;
        for event in events {
            let seq = event.seq;
            let event = event.into_frame();
            if self.try_send(socket, &event.kind, &event.json) != Sent::Yes {
                return Ok(sent);
            }
            sent = seq;
        }
        Ok(last)
    }

    async fn send_or_wait(&self, socket: &SocketRef, listener: &Listener, event: &Frame) -> Result<()> {
        let sending = async {
            loop {
                listener.ensure_open(socket)?;
                match self.try_send(socket, &event.kind, &event.json) {
                    Sent::Yes => return Ok(()),
                    Sent::Gone => return Err(Error::Unavailable("the socket is closed")),
                    Sent::Full => tokio::time::sleep(RETRY_INTERVAL).await,
                }
            }
        };
        match tokio::time::timeout(SEND_TIMEOUT, sending).await {
            Ok(result) => result,
            Err(_) => {
                self.metrics.slow_sockets.inc();
                self.disconnect(socket.clone());
                Err(Error::Unavailable("the client is not reading from the socket"))
            }
        }
    }

    /// Fails if the session has ended.
    async fn check(&self, listener: &Listener, conn: &mut Conn) -> Result<()> {
        listener.session().check(conn, self.db.clock.now()).await
    }

    /// Joins the actor's rooms and starts live delivery.
    fn enter(&self, socket: &SocketRef, listener: &Listener) -> Result<()> {
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        socket.join(rooms(listener));
        if let Some(person) = actor.person() {
            self.presence.add(company_id, socket.id.to_string(), person.clone());
        }
        self.leave_if_closed(socket, listener)?;
        self.send_presence(socket, actor);
        self.mark_presence_changed(company_id);
        Ok(())
    }

    /// Leaves all rooms and fails if the socket was disconnected while it joined. Otherwise it would stay in
    /// the rooms that it has joined since.
    fn leave_if_closed(&self, socket: &SocketRef, listener: &Listener) -> Result<()> {
        let result = listener.ensure_open(socket);
        if result.is_err() {
            socket.leave_all();
            self.presence.remove(listener.session().actor().company_id(), socket.id.as_str());
        }
        result
    }
}

fn listener_of(socket: &SocketRef) -> Result<Listener> {
    listener(socket).ok_or_else(|| Error::internal("the socket was not authenticated"))
}

/// The rooms for live delivery to the listener.
fn rooms(listener: &Listener) -> Vec<String> {
    let actor = listener.session().actor();
    actor.rooms().into_iter().map(|room| room.name(actor.company_id())).collect()
}
