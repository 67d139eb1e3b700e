//! The hub: from the event log to the sockets of this node. Commits only wake it; the log decides order and content.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use dashmap::{DashMap, Entry};
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::{
    SendError, SocketError, SocketIo, TransportType, extract::SocketRef, operators::BroadcastOperators,
};
use tokio::sync::Mutex;

use super::{
    backlog::Backlog,
    connections::{Cut, peer_of},
    listener::listener,
    log::{self, Logged},
    presence::{Presence, PresenceList, Watched},
    visibility::{FindOwners, Owners},
};
use crate::{
    access::{Actor, Room},
    db::{Conn, Db},
    error::Result,
    id::CompanyId,
    telemetry::Metrics,
};

/// Delivers each company's events to its sockets, in order, each once.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

pub struct Inner {
    pub(super) io: SocketIo,
    pub(super) db: Db,
    pub(super) metrics: Metrics,
    pub(super) presence: Presence,
    pub find_owners: FindOwners,
    feeds: DashMap<CompanyId, Arc<Feed>>,
    /// The connections of sockets that began with polling and went on to WebSocket: all that were tried, since only the
    /// hub's library knows which one it took.
    pub(super) upgraded: DashMap<String, Vec<Arc<Cut>>>,
}

/// What this node tells of one company.
#[derive(Default)]
pub(super) struct Feed {
    /// The number of the last event told, while sockets listen. Whoever holds it has the turn to tell.
    pub(super) cursor: Mutex<Option<i64>>,
    pub(super) news: AtomicBool,
    pub(super) people: AtomicBool,
    /// The list of people that was told last.
    told: std::sync::Mutex<PresenceList>,
}

impl std::ops::Deref for Hub {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Hub {
    pub fn new(io: SocketIo, db: Db, metrics: Metrics, find_owners: FindOwners) -> Self {
        let (presence, feeds, upgraded) = (Presence::default(), DashMap::new(), DashMap::new());
        Self(Arc::new(Inner { io, db, metrics, presence, find_owners, feeds, upgraded }))
    }
    pub(super) fn feed(&self, company_id: CompanyId) -> Arc<Feed> {
        Arc::clone(&self.feeds.entry(company_id).or_default())
    }
    /// The companies that sockets of this node have listened to.
    pub fn companies(&self) -> Vec<CompanyId> {
        self.feeds.iter().map(|feed| *feed.key()).collect()
    }
    pub fn sockets_in(&self, company_id: CompanyId, room: Room) -> Vec<SocketRef> {
        self.within(vec![room.name(company_id)])
    }
    /// The sockets in any of these rooms. No rooms are nobody, not everybody; and so is a hub that has closed.
    pub(super) fn within(&self, rooms: Vec<String>) -> Vec<SocketRef> {
        let open = self.io.of("/").filter(|_| !rooms.is_empty());
        open.map(|namespace| namespace.within(rooms).sockets()).unwrap_or_default()
    }
    /// Every socket of this node.
    pub fn sockets(&self) -> Vec<SocketRef> {
        self.io.of("/").map(BroadcastOperators::sockets).unwrap_or_default()
    }

    /// Tells the sockets of a company what its log has and they have not.
    pub async fn deliver(&self, company_id: CompanyId) -> Result<()> {
        let Some(feed) = self.feeds.get(&company_id).map(|feed| Arc::clone(&feed)) else { return Ok(()) };
        let mut cursor = feed.cursor.lock().await;
        self.catch_up(company_id, &feed, &mut cursor).await
    }

    /// As `deliver`, for whoever has the turn.
    pub(super) async fn catch_up(
        &self,
        company_id: CompanyId,
        feed: &Feed,
        cursor: &mut Option<i64>,
    ) -> Result<()> {
        if self.sockets_of(company_id).is_empty() {
            *cursor = None;
        }
        let mut conn = self.db.read().await?;
        let Some(mut at) = *cursor else {
            *cursor = log::head(&mut conn, company_id).await?;
            return Ok(());
        };
        loop {
            let events = log::batch(&mut conn, company_id, at).await?;
            let Some(last) = events.last() else { break };
            at = last.seq;
            for event in events {
                self.tell(&mut conn, company_id, event).await;
            }
            *cursor = Some(at);
            feed.news.store(true, Ordering::Relaxed);
            // Lets the sockets' tasks write before the next batch comes.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn tell(&self, conn: &mut Conn, company_id: CompanyId, event: Logged) {
        if event.changes_owner() {
            // Who looks at the contact is told to others from now on.
            self.people_moved(company_id);
        }
        let rooms: Vec<String> = event.audience.iter().map(|room| room.name(company_id)).collect();
        let (severs, at) = (event.severs, event.at);
        let sockets = self.within(rooms);
        if !sockets.is_empty() {
            let event = event.encode();
            for socket in &sockets {
                self.send(socket, &event.kind, &event.json);
            }
            self.metrics.delivered(sockets.len() as u64, self.db.clock.now().since(at));
        }
        if let Some(employee) = severs {
            self.end_severed(conn, company_id, employee).await;
        }
    }

    /// Sends to one socket. One that is too slow is dropped: it comes back and asks for the rest.
    pub fn send(&self, socket: &SocketRef, kind: &str, json: &RawValue) {
        if self.try_send(socket, kind, json) == Sent::Full {
            self.metrics.slow_sockets.inc();
            tracing::info!(socket = %socket.id, "a socket does not read and is dropped");
            self.end(socket.clone());
        }
    }
    pub(super) fn try_send(&self, socket: &SocketRef, kind: &str, json: &RawValue) -> Sent {
        let backlog = socket.extensions.get::<Arc<Backlog>>();
        if backlog.as_ref().is_some_and(|backlog| backlog.is_full(|| self.websocket_of(socket))) {
            return Sent::Full;
        }
        match socket.emit(kind, json) {
            Ok(()) => {
                if let Some(backlog) = backlog {
                    backlog.add(json.get().len());
                }
                Sent::Yes
            }
            Err(SendError::Socket(SocketError::InternalChannelFull)) => Sent::Full,
            Err(error) => {
                tracing::debug!(socket = %socket.id, %error, "cannot send");
                Sent::Gone
            }
        }
    }
    fn websocket_of(&self, socket: &SocketRef) -> Option<Arc<Cut>> {
        match socket.transport_type() {
            TransportType::Websocket => self.connection_of(socket),
            TransportType::Polling => None,
        }
    }
    fn connection_of(&self, socket: &SocketRef) -> Option<Arc<Cut>> {
        let upgraded = self.upgraded.get(socket.id.as_str()).and_then(|tried| tried.last().cloned());
        upgraded.or_else(|| peer_of(&socket.req_parts().extensions).map(|peer| peer.cut.clone()))
    }
    /// Sends something that has no number.
    pub fn send_value(&self, socket: &SocketRef, kind: &str, value: &impl Serialize) {
        self.send_to_all(std::slice::from_ref(socket), kind, value);
    }
    /// As `send_value`, serialised once for all of them.
    pub fn send_to_all(&self, sockets: &[SocketRef], kind: &str, value: &impl Serialize) {
        let json = serde_json::value::to_raw_value(value).expect("a message serialises");
        for socket in sockets {
            self.send(socket, kind, &json);
        }
    }

    /// Notes which connection a socket goes on with after it began with polling.
    pub fn upgraded(&self, sid: &str, cut: Arc<Cut>) {
        self.upgraded.entry(sid.to_owned()).or_default().push(cut);
    }
    /// Forgets a connection that asked for an upgrade and did not get it.
    pub fn not_upgraded(&self, sid: &str, cut: &Arc<Cut>) {
        if let Entry::Occupied(mut tried) = self.upgraded.entry(sid.to_owned()) {
            tried.get_mut().retain(|other| !Arc::ptr_eq(other, cut));
            if tried.get().is_empty() {
                tried.remove();
            }
        }
    }
    /// A socket has gone, for whatever reason.
    pub fn left(&self, company_id: CompanyId, socket: &SocketRef) {
        self.upgraded.remove(socket.id.as_str());
        self.presence.left(company_id, socket.id.as_str());
        self.people_moved(company_id);
        self.metrics.sockets.dec();
    }
    /// The companies with news since the last call.
    pub fn take_news(&self) -> Vec<CompanyId> {
        self.feeds
            .iter()
            .filter(|feed| feed.news.swap(false, Ordering::Relaxed))
            .map(|feed| *feed.key())
            .collect()
    }
    /// The companies where somebody came, went or looked elsewhere since the last call.
    pub(super) fn moves(&self) -> Vec<CompanyId> {
        self.feeds
            .iter()
            .filter(|feed| feed.people.swap(false, Ordering::Relaxed))
            .map(|feed| *feed.key())
            .collect()
    }
    pub(super) fn people_moved(&self, company_id: CompanyId) {
        self.feed(company_id).people.store(true, Ordering::Relaxed);
    }
    /// Tells everybody in the company the list, each as far as they may see it today, if it is news.
    pub(super) async fn tell_presence(&self, company_id: CompanyId, list: PresenceList) -> Result<()> {
        let (feed, contacts) = (self.feed(company_id), list.contacts());
        let owners = match contacts.is_empty() {
            true => Owners::new(),
            false => (self.find_owners)(&mut self.db.read().await?, company_id, contacts).await?,
        };
        let list = list.owned_by(&owners);
        let before = std::mem::replace(&mut *feed.told.lock().expect("no panic while listing"), list.clone());
        if before == list {
            return Ok(());
        }
        for socket in self.sockets_in(company_id, Room::Everyone) {
            if let Some(listener) = listener(&socket) {
                let seen = list.seen_by(listener.session().actor());
                self.send_value(&socket, "presence:list", &seen);
            }
        }
        Ok(())
    }
    /// Tells a socket that comes in what the others were told last.
    pub(super) fn greet_with_presence(&self, socket: &SocketRef, actor: &Actor) {
        let told = self.feed(actor.company_id()).told.lock().expect("no panic while listing").seen_by(actor);
        if !told.online.is_empty() {
            self.send_value(socket, "presence:list", &told);
        }
    }
    /// A socket looks at a record.
    pub fn watch(&self, company_id: CompanyId, socket: &SocketRef, record: Watched) -> Result<()> {
        self.presence.watch(company_id, socket.id.as_str(), record)?;
        self.people_moved(company_id);
        Ok(())
    }
    /// A socket looks at a record no longer.
    pub fn unwatch(&self, company_id: CompanyId, socket: &SocketRef, record: &Watched) {
        self.presence.unwatch(company_id, socket.id.as_str(), record);
        self.people_moved(company_id);
    }
    pub(super) fn forget_closed_connections(&self) {
        self.upgraded.retain(|_, tried| {
            tried.retain(|cut| Arc::strong_count(cut) > 1);
            !tried.is_empty()
        });
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    Yes,
    Full,
    Gone,
}
