//! Sockets as long as they listen: each can be ended at any moment, also while it catches up and is in no room by which
//! events are told.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use socketioxide::{TransportType, extract::SocketRef};
use tokio::sync::{Mutex, MutexGuard};

use super::{connections::peer_of, hub::Hub};
use crate::{
    access::TokenTag,
    db::Conn,
    error::{Error, Result},
    features::accounts::sign_in::{self, Session},
    id::{CompanyId, EmployeeId, Id},
};

/// What the hub keeps with each socket.
#[derive(Clone)]
pub struct Listener(Arc<Inner>);

struct Inner {
    session: Session,
    has_ended: AtomicBool,
    /// Held while the socket catches up: two replays on one socket would tell events twice.
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
    /// Refuses once the socket was ended, by whomever.
    pub(super) fn must_go_on(&self, socket: &SocketRef) -> Result<()> {
        if self.0.has_ended.load(Ordering::SeqCst) || !socket.connected() {
            return Err(Error::Unavailable("the socket has ended"));
        }
        Ok(())
    }
    fn end(&self) {
        self.0.has_ended.store(true, Ordering::SeqCst);
    }
}

/// The listener of a socket that was admitted.
pub(super) fn listener(socket: &SocketRef) -> Option<Listener> {
    socket.extensions.get::<Listener>()
}

/// The room of all sockets of a company, in which they stay while they catch up. No event is told to it.
pub(super) fn sockets_room(company_id: CompanyId) -> String {
    format!("sockets:{company_id}")
}

impl Hub {
    /// Every socket of a company on this node.
    pub(super) fn sockets_of(&self, company_id: CompanyId) -> Vec<SocketRef> {
        self.within(vec![sockets_room(company_id)])
    }
    /// Ends a socket at once. It hears nothing more, so that what it has heard has no gap. A WebSocket loses its
    /// connection, so that the client comes back by itself and is told where it stands.
    pub fn end(&self, socket: SocketRef) {
        if let Some(listener) = listener(&socket) {
            listener.end();
        }
        socket.leave_all();
        if socket.transport_type() != TransportType::Websocket {
            // Without a connection of its own, the session ends with a packet, or with its heartbeat.
            if let Err(error) = socket.disconnect() {
                tracing::debug!(%error, "a slow poller ends with its heartbeat");
            }
            return;
        }
        let first = peer_of(&socket.req_parts().extensions).map(|peer| peer.cut.clone());
        match self.upgraded.get(socket.id.as_str()) {
            Some(upgraded) => upgraded.iter().for_each(|cut| cut.cut()),
            None => first.iter().for_each(|cut| cut.cut()),
        }
    }
    /// Ends the sockets of one sign-in on this node.
    pub fn end_sign_in(&self, company_id: CompanyId, token: Id<TokenTag>) {
        self.end_those(company_id, |session| session.actor().token.is_some_and(|own| own.id == token));
    }
    /// Ends the sockets of a company that is gone.
    pub fn end_company(&self, company_id: CompanyId) {
        self.end_those(company_id, |_| true);
    }
    fn end_those(&self, company_id: CompanyId, which: impl Fn(&Session) -> bool) {
        for socket in self.sockets_of(company_id) {
            if listener(&socket).is_some_and(|listener| which(listener.session())) {
                self.end(socket);
            }
        }
    }
    /// Ends the sockets of an employee whose role or tokens changed, but those that came in after the change.
    pub(super) async fn end_severed(&self, conn: &mut Conn, company_id: CompanyId, employee: EmployeeId) {
        for socket in self.sockets_of(company_id) {
            let Some(listener) = listener(&socket) else { continue };
            if listener.session().actor().employee_id() != Some(employee) {
                continue;
            }
            if let Err(error) = listener.session().check(conn, self.db.clock.now()).await {
                tracing::debug!(socket = %socket.id, ?error, "a socket has lost its sign-in");
                self.end(socket);
            }
        }
    }
    /// Ends every socket of this node whose sign-in has ended, wherever and however.
    pub(super) async fn end_signed_out(&self) -> Result<()> {
        let listening = |socket: SocketRef| listener(&socket).map(|it| (socket, it.session().clone()));
        let (sockets, sessions): (Vec<_>, Vec<_>) = self.sockets().into_iter().filter_map(listening).unzip();
        if sessions.is_empty() {
            return Ok(());
        }
        let ended = sign_in::ended(&mut self.db.read().await?, &sessions, self.db.clock.now()).await?;
        for (socket, _) in sockets.into_iter().zip(ended).filter(|(_, ended)| *ended) {
            self.end(socket);
        }
        Ok(())
    }
}
