//! The state of authenticated sockets. Any socket can be disconnected at any time, even while it catches up
//! and is in no room for live delivery.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use socketioxide::{TransportType, extract::SocketRef};
use tokio::sync::{Mutex, MutexGuard};

use super::{connections::peer_of, hub::Hub};
use crate::{
    access::TokenTag,
    auth::{self, Session},
    db::Conn,
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id},
};

/// The state of one socket.
#[derive(Clone)]
pub struct Listener(Arc<Inner>);

struct Inner {
    session: Session,
    has_ended: AtomicBool,
    /// Locked while the socket catches up, because two concurrent replays would send duplicates.
    catching_up: Mutex<()>,
}

impl Listener {
    pub fn new(session: Session) -> Self {
        Self(Arc::new(Inner { session, has_ended: AtomicBool::new(false), catching_up: Mutex::default() }))
    }
    pub fn session(&self) -> &Session {
        &self.0.session
    }
    pub(super) async fn catching_up(&self) -> MutexGuard<'_, ()> {
        self.0.catching_up.lock().await
    }
    /// Fails if the socket is closed or was disconnected.
    pub(super) fn ensure_open(&self, socket: &SocketRef) -> Result<()> {
        if self.0.has_ended.load(Ordering::SeqCst) || !socket.connected() {
            return Err(Error::Unavailable("the session has ended"));
        }
        Ok(())
    }
    fn end(&self) {
        self.0.has_ended.store(true, Ordering::SeqCst);
    }
}

/// The listener of an authenticated socket.
pub(super) fn listener(socket: &SocketRef) -> Option<Listener> {
    socket.extensions.get::<Listener>()
}

/// The room of all of a company's sockets, including those that catch up. No event is sent to it.
pub(super) fn sockets_room(company_id: CompanyId) -> String {
    format!("sockets:{company_id}")
}

impl Hub {
    /// All of a company's sockets on this node.
    pub(super) fn sockets_of(&self, company_id: CompanyId) -> Vec<SocketRef> {
        self.within(vec![sockets_room(company_id)])
    }
    /// Disconnects a socket immediately. It receives nothing more, so that its events have no gap. A
    /// WebSocket's connection is aborted, because the client then reconnects by itself.
    pub fn disconnect(&self, socket: SocketRef) {
        if let Some(listener) = listener(&socket) {
            listener.end();
        }
        socket.leave_all();
        if socket.transport_type() != TransportType::Websocket {
            // A polling session has no connection of its own: it ends with a packet or a heartbeat timeout.
            if let Err(error) = socket.disconnect() {
                tracing::debug!(%error, "cannot disconnect a polling socket");
            }
            return;
        }
        let initial = peer_of(&socket.req_parts().extensions).map(|peer| peer.abort_handle.clone());
        match self.upgraded.get(socket.id.as_str()) {
            Some(upgraded) => upgraded.iter().for_each(|handle| handle.abort()),
            None => initial.iter().for_each(|handle| handle.abort()),
        }
    }
    /// Disconnects the sockets of one token on this node.
    pub fn disconnect_token(&self, company_id: CompanyId, token: Id<TokenTag>) {
        self.disconnect_where(company_id, |session| session.actor().token.is_some_and(|own| own.id == token));
    }
    /// Disconnects the sockets of a deleted company.
    pub fn disconnect_company(&self, company_id: CompanyId) {
        self.disconnect_where(company_id, |_| true);
    }
    fn disconnect_where(&self, company_id: CompanyId, predicate: impl Fn(&Session) -> bool) {
        for socket in self.sockets_of(company_id) {
            if listener(&socket).is_some_and(|listener| predicate(listener.session())) {
                self.disconnect(socket);
            }
        }
    }
    /// Disconnects an employee's sockets after a change of role or tokens, unless they connected since.
    pub(super) async fn disconnect_employee(
        &self,
        conn: &mut Conn,
        company_id: CompanyId,
        employee: EmployeeId,
    ) {
        for socket in self.sockets_of(company_id) {
            let Some(listener) = listener(&socket) else { continue };
            if listener.session().actor().employee_id() != Some(employee) {
                continue;
            }
            if let Err(error) = listener.session().check(conn, self.db.clock.now()).await {
                tracing::debug!(socket = %socket.id, ?error, "socket disconnected: its session has ended");
                self.disconnect(socket);
            }
        }
    }
    /// Disconnects all sockets of this node whose session has ended.
    pub(super) async fn disconnect_ended(&self) -> Result<()> {
        let with_session =
            |socket: SocketRef| listener(&socket).map(|listener| (socket, listener.session().clone()));
        let (sockets, sessions): (Vec<_>, Vec<_>) =
            self.sockets().into_iter().filter_map(with_session).unzip();
        if sessions.is_empty() {
            return Ok(());
        }
        let ended = auth::ended(&mut self.db.read().await?, &sessions, self.db.clock.now()).await?;
        for (socket, _) in sockets.into_iter().zip(ended).filter(|(_, ended)| *ended) {
            self.disconnect(socket);
        }
        Ok(())
    }
}
