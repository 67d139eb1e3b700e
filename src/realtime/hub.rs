//! The hub: delivers events from the log to the sockets of this node. Commit notifications only trigger it.

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
    connections::{AbortHandle, peer_of},
    listener::listener,
    log::{self, StoredEvent},
    presence::{Presence, PresenceList, Watched},
    visibility::{FindOwners, Owners},
};
use crate::{
    access::{Actor, Room},
    db::{Conn, Db},
    error::Result,
    id::{CompanyId, RecordId},
    telemetry::Metrics,
};

/// Delivers each company's events to its sockets, in order and exactly once.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

pub struct Inner {
    pub(super) io: SocketIo,
    pub(super) db: Db,
    pub(super) metrics: Metrics,
    pub(super) presence: Presence,
    pub find_owners: FindOwners,
    feeds: DashMap<CompanyId, Arc<Feed>>,
    /// The connections of sockets that upgraded from polling to WebSocket. Contains all attempts, because
    /// only socketioxide knows which one succeeded.
    pub(super) upgraded: DashMap<String, Vec<Arc<AbortHandle>>>,
}

/// The delivery state of one company on this node.
#[derive(Default)]
pub(super) struct Feed {
    /// The number of the last delivered event, while there are sockets. The lock serialises delivery.
    pub(super) cursor: Mutex<Option<i64>>,
    has_new_events: AtomicBool,
    presence_changed: AtomicBool,
    last_presence: std::sync::Mutex<PresenceList>,
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
    /// The companies that have had sockets on this node.
    pub fn companies(&self) -> Vec<CompanyId> {
        self.feeds.iter().map(|feed| *feed.key()).collect()
    }
    pub fn sockets_in(&self, company_id: CompanyId, room: Room) -> Vec<SocketRef> {
        self.within(vec![room.name(company_id)])
    }
    /// The sockets in any of the rooms. Empty without rooms, and after the hub was closed.
    pub(super) fn within(&self, rooms: Vec<String>) -> Vec<SocketRef> {
        let open = self.io.of("/").filter(|_| !rooms.is_empty());
        open.map(|namespace| namespace.within(rooms).sockets()).unwrap_or_default()
    }
    /// All sockets of this node.
    pub fn sockets(&self) -> Vec<SocketRef> {
        self.io.of("/").map(BroadcastOperators::sockets).unwrap_or_default()
    }

    /// Delivers a company's new events to its sockets.
    pub async fn deliver(&self, company_id: CompanyId) -> Result<()> {
        let Some(feed) = self.feeds.get(&company_id).map(|feed| Arc::clone(&feed)) else { return Ok(()) };
        let mut cursor = feed.cursor.lock().await;
        self.catch_up(company_id, &feed, &mut cursor).await
    }

    /// Like `deliver`, with the cursor already locked.
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
                self.broadcast(&mut conn, company_id, event).await;
            }
            *cursor = Some(at);
            feed.has_new_events.store(true, Ordering::Relaxed);
            // Lets the sockets' tasks write before the next batch.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn broadcast(&self, conn: &mut Conn, company_id: CompanyId, event: StoredEvent) {
        if event.changes_owner() {
            // The contact's watchers are now visible to others.
            self.mark_presence_changed(company_id);
        }
        let rooms: Vec<String> = event.audience.iter().map(|room| room.name(company_id)).collect();
        let (disconnects, at) = (event.disconnects, event.at);
        let sockets = self.within(rooms);
        if !sockets.is_empty() {
            let event = event.into_frame();
            for socket in &sockets {
                self.send(socket, &event.kind, &event.json);
            }
            self.metrics.delivered(sockets.len() as u64, self.db.clock.now().since(at));
        }
        if let Some(employee) = disconnects {
            self.disconnect_employee(conn, company_id, employee).await;
        }
    }

    /// Sends to one socket. Disconnects a slow one, which reconnects and asks for a replay.
    pub fn send(&self, socket: &SocketRef, kind: &str, json: &RawValue) {
        if self.try_send(socket, kind, json) == Sent::Full {
            self.metrics.slow_sockets.inc();
            tracing::info!(socket = %socket.id, "socket disconnected: client does not read");
            self.disconnect(socket.clone());
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
                tracing::debug!(socket = %socket.id, %error, "cannot send to socket");
                Sent::Gone
            }
        }
    }
    fn websocket_of(&self, socket: &SocketRef) -> Option<Arc<AbortHandle>> {
        match socket.transport_type() {
            TransportType::Websocket => self.connection_of(socket),
            TransportType::Polling => None,
        }
    }
    fn connection_of(&self, socket: &SocketRef) -> Option<Arc<AbortHandle>> {
        let upgraded = self.upgraded.get(socket.id.as_str()).and_then(|attempts| attempts.last().cloned());
        upgraded.or_else(|| peer_of(&socket.req_parts().extensions).map(|peer| peer.abort_handle.clone()))
    }
    /// Sends a message without an event number.
    pub fn send_value(&self, socket: &SocketRef, kind: &str, value: &impl Serialize) {
        self.send_to_all(std::slice::from_ref(socket), kind, value);
    }
    /// Like `send_value`, serialised once for all sockets.
    pub fn send_to_all(&self, sockets: &[SocketRef], kind: &str, value: &impl Serialize) {
        let json = serde_json::value::to_raw_value(value).expect("a message serialises");
        for socket in sockets {
            self.send(socket, kind, &json);
        }
    }

    /// Registers the connection of a socket that upgrades from polling to WebSocket.
    pub fn register_upgrade(&self, sid: &str, handle: Arc<AbortHandle>) {
        self.upgraded.entry(sid.to_owned()).or_default().push(handle);
    }
    /// Removes a connection whose upgrade failed.
    pub fn unregister_upgrade(&self, sid: &str, handle: &Arc<AbortHandle>) {
        if let Entry::Occupied(mut attempts) = self.upgraded.entry(sid.to_owned()) {
            attempts.get_mut().retain(|other| !Arc::ptr_eq(other, handle));
            if attempts.get().is_empty() {
                attempts.remove();
            }
        }
    }
    /// Cleans up after a socket that has disconnected.
    pub fn remove_socket(&self, company_id: CompanyId, socket: &SocketRef) {
        self.upgraded.remove(socket.id.as_str());
        self.presence.remove(company_id, socket.id.as_str());
        self.mark_presence_changed(company_id);
        self.metrics.sockets.dec();
    }
    /// The companies with new events since the last call.
    pub fn take_changed_companies(&self) -> Vec<CompanyId> {
        self.feeds
            .iter()
            .filter(|feed| feed.has_new_events.swap(false, Ordering::Relaxed))
            .map(|feed| *feed.key())
            .collect()
    }
    /// The companies whose presence has changed since the last call.
    pub(super) fn take_presence_changes(&self) -> Vec<CompanyId> {
        self.feeds
            .iter()
            .filter(|feed| feed.presence_changed.swap(false, Ordering::Relaxed))
            .map(|feed| *feed.key())
            .collect()
    }
    pub(super) fn mark_presence_changed(&self, company_id: CompanyId) {
        self.feed(company_id).presence_changed.store(true, Ordering::Relaxed);
    }
    /// Sends the presence list, if it has changed, to all sockets of the company, filtered for each.
    pub(super) async fn broadcast_presence(&self, company_id: CompanyId, list: PresenceList) -> Result<()> {
        let (feed, contacts) = (self.feed(company_id), list.contacts());
        let owners = match contacts.is_empty() {
            true => Owners::new(),
            false => (self.find_owners)(&mut self.db.read().await?, company_id, contacts).await?,
        };
        let list = list.with_owners(&owners);
        let before = std::mem::replace(&mut *feed.last_presence.lock().expect("not poisoned"), list.clone());
        if before == list {
            return Ok(());
        }
        for socket in self.sockets_in(company_id, Room::Everyone) {
            if let Some(listener) = listener(&socket) {
                let seen = list.visible_to(listener.session().actor());
                self.send_value(&socket, "presence:list", &seen);
            }
        }
        Ok(())
    }
    /// Sends the last presence list to a socket that joins.
    pub(super) fn send_presence(&self, socket: &SocketRef, actor: &Actor) {
        let feed = self.feed(actor.company_id());
        let list = feed.last_presence.lock().expect("not poisoned").visible_to(actor);
        if !list.online.is_empty() {
            self.send_value(socket, "presence:list", &list);
        }
    }
    /// Registers a socket as watching a record.
    pub fn watch(&self, company_id: CompanyId, socket: &SocketRef, record: Watched) -> Result<()> {
        self.presence.watch(company_id, socket.id.as_str(), record)?;
        self.mark_presence_changed(company_id);
        Ok(())
    }
    /// Reverts `watch`.
    pub fn unwatch(&self, company_id: CompanyId, socket: &SocketRef, entity_type: &str, id: RecordId) {
        self.presence.unwatch(company_id, socket.id.as_str(), entity_type, id);
        self.mark_presence_changed(company_id);
    }
    pub(super) fn remove_closed_connections(&self) {
        self.upgraded.retain(|_, attempts| {
            attempts.retain(|connection| Arc::strong_count(connection) > 1);
            !attempts.is_empty()
        });
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sent {
    Yes,
    Full,
    Gone,
}
