//! How a socket comes in: `ready`, what it missed, then what happens, with no gap and no repeat between the two.
//!
//! Whose socket it is, is asked again after each batch of a replay was read and before it is sent, and once more before
//! the socket enters the rooms by which events are told.

use std::{sync::Arc, time::Duration};

use serde::Serialize;
use serde_json::json;
use socketioxide::extract::SocketRef;
use utoipa::ToSchema;

use super::{
    backlog::Backlog,
    hub::{Hub, Sent},
    listener::{Listener, listener, sockets_room},
    log::{self, Encoded},
    visibility::visible_today,
};
use crate::{
    access::{Permission, Person},
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
    pub async fn join(&self, socket: &SocketRef, after: Option<i64>) -> Result<()> {
        socket.extensions.insert(Arc::new(Backlog::default()));
        let listener = admitted(socket)?;
        let _alone = listener.catching_up().await;
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        let feed = self.feed(company_id);
        // From here on it is found by whoever ends it.
        socket.join(sockets_room(company_id));
        self.go_on_or_leave(socket, &listener)?;
        {
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let seq = cursor.ok_or(Error::NotFound("company"))?;
            self.check(&listener, &mut self.db.read().await?).await?;
            let ready = Ready {
                seq,
                employee: actor.signed_in()?.clone(),
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

    /// Replays on an open connection: the socket hears nothing live until it has caught up. One that cannot is ended,
    /// because it would go on hearing nothing.
    pub async fn sync(&self, socket: &SocketRef, after: i64) -> Result<()> {
        let listener = admitted(socket)?;
        let _alone = listener.catching_up().await;
        listener.must_go_on(socket)?;
        socket.leave(rooms(&listener));
        let resumed = self.resume(socket, &listener, after).await;
        if resumed.is_err() {
            self.end(socket.clone());
        }
        resumed
    }

    async fn resume(&self, socket: &SocketRef, listener: &Listener, after: i64) -> Result<()> {
        let company_id = listener.session().actor().company_id();
        let feed = self.feed(company_id);
        let mut at = after;
        loop {
            at = self.replay(socket, listener, at).await?;
            let mut cursor = feed.cursor.lock().await;
            self.catch_up(company_id, &feed, &mut cursor).await?;
            let told = cursor.ok_or(Error::NotFound("company"))?;
            let mut conn = self.db.read().await?;
            if !log::reaches(&mut conn, company_id, at).await? {
                self.check(listener, &mut conn).await?;
                self.send_value(socket, "resync", &json!({ "seq": told }));
                return self.enter(socket, listener);
            }
            // What came meanwhile is little. If it does not fit, the socket goes on catching up without the turn.
            at = self.replay_at_once(socket, listener, &mut conn, at..told).await?;
            if at == told {
                return self.enter(socket, listener);
            }
        }
    }

    /// Sends what the log has after `at`, waiting for the socket to read. Says how far it came.
    async fn replay(&self, socket: &SocketRef, listener: &Listener, mut at: i64) -> Result<i64> {
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        if !log::reaches(&mut self.db.read().await?, company_id, at).await? {
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
                self.send_patiently(socket, listener, &event.encode()).await?;
            }
        }
    }

    /// Sends the last few events while having the turn, as far as the socket takes them and as the others were told.
    /// Says how far it came.
    async fn replay_at_once(
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
        let mut reached = missing.start;
        for event in events {
            let seq = event.seq;
            let event = event.encode();
            if self.try_send(socket, &event.kind, &event.json) != Sent::Yes {
                return Ok(reached);
            }
            reached = seq;
        }
        Ok(last)
    }

    async fn send_patiently(&self, socket: &SocketRef, listener: &Listener, event: &Encoded) -> Result<()> {
        let waiting = async {
            loop {
                listener.must_go_on(socket)?;
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

    /// Refuses a socket whose sign-in has ended since it was authenticated.
    async fn check(&self, listener: &Listener, conn: &mut Conn) -> Result<()> {
        listener.session().check(conn, self.db.clock.now()).await
    }

    /// Joins the rooms that the role gives, and no others.
    fn enter(&self, socket: &SocketRef, listener: &Listener) -> Result<()> {
        let actor = listener.session().actor();
        let company_id = actor.company_id();
        socket.join(rooms(listener));
        if let Some(person) = actor.person() {
            self.presence.came(company_id, socket.id.to_string(), person.clone());
        }
        self.go_on_or_leave(socket, listener)?;
        self.greet_with_presence(socket, actor);
        self.people_moved(company_id);
        Ok(())
    }

    /// A socket that was ended while it came in has left its rooms already, and would be in these for ever.
    fn go_on_or_leave(&self, socket: &SocketRef, listener: &Listener) -> Result<()> {
        let goes_on = listener.must_go_on(socket);
        if goes_on.is_err() {
            socket.leave_all();
            self.presence.left(listener.session().actor().company_id(), socket.id.as_str());
        }
        goes_on
    }
}

fn admitted(socket: &SocketRef) -> Result<Listener> {
    listener(socket).ok_or_else(|| Error::internal("a socket came in that nobody admitted"))
}

/// The rooms by which events are told to the listener.
fn rooms(listener: &Listener) -> Vec<String> {
    let actor = listener.session().actor();
    actor.rooms().into_iter().map(|room| room.name(actor.company_id())).collect()
}
