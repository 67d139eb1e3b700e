//! The TCP connections under requests and sockets. One that does not read can be cut, whatever it has left unread; and
//! one address has only so many, so that whoever hoards them leaves room for everybody else.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use axum::{extract::ConnectInfo, serve::Listener};
use dashmap::{DashMap, Entry};
use futures::task::AtomicWaker;
use ipnet::IpNet;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use super::refusal;

/// Ends a connection at once, from wherever.
#[derive(Debug, Default)]
pub struct Cut {
    done: AtomicBool,
    written: AtomicU64,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Cut {
    pub fn cut(&self) {
        self.done.store(true, Ordering::Release);
        self.reader.wake();
        self.writer.wake();
    }
    /// How many bytes the connection has taken.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
    pub(super) fn wrote(&self, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }
    fn check(&self, waker: &AtomicWaker, cx: &Context<'_>) -> io::Result<()> {
        waker.register(cx.waker());
        if self.done.load(Ordering::Acquire) { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
    }
}

/// Who is at the other end of a connection, and how to end it.
#[derive(Debug, Clone)]
pub struct Peer {
    pub address: SocketAddr,
    pub cut: Arc<Cut>,
}

/// The peer of a request.
pub fn peer_of(extensions: &axum::http::Extensions) -> Option<&Peer> {
    extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer)
}

/// Accepts connections that can be cut.
pub struct Connections {
    listener: TcpListener,
    places: Places,
}

impl Connections {
    /// With at most `per_address` of one address, 0 for any number; many clients come from a proxy.
    pub fn new(listener: TcpListener, per_address: u32, proxies: Vec<IpNet>) -> Self {
        Self { listener, places: Places { per_address, proxies, taken: Arc::default() } }
    }
    pub async fn accept(&mut self) -> Connection {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let Some(place) = self.places.take(address.ip()) else {
                tracing::debug!(%address, "refused: too many connections");
                continue;
            };
            // Events are small and wanted at once.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "cannot turn off Nagle's algorithm");
            }
            return Connection { stream, peer: Peer { address, cut: Arc::default() }, _place: place };
        }
    }
}

/// How many connections each address has.
struct Places {
    per_address: u32,
    proxies: Vec<IpNet>,
    taken: Arc<DashMap<IpAddr, u32>>,
}

impl Places {
    /// None: the address has as many as it may have.
    fn take(&self, address: IpAddr) -> Option<Place> {
        if self.per_address == 0 || self.proxies.iter().any(|net| net.contains(&address)) {
            return Some(Place(None));
        }
        let mut taken = self.taken.entry(address).or_default();
        if *taken >= self.per_address {
            return None;
        }
        *taken += 1;
        Some(Place(Some((address, self.taken.clone()))))
    }
}

/// The place of one connection, given back when it ends.
struct Place(Option<(IpAddr, Arc<DashMap<IpAddr, u32>>)>);

impl Drop for Place {
    fn drop(&mut self) {
        let Some((address, taken)) = self.0.take() else { return };
        if let Entry::Occupied(mut entry) = taken.entry(address) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

/// A connection that can be cut. It writes one buffer at a time, so that a refusal lies in one piece.
pub struct Connection {
    stream: TcpStream,
    peer: Peer,
    _place: Place,
}

impl Connection {
    pub fn peer(&self) -> &Peer {
        &self.peer
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.peer.cut.check(&self.peer.cut.reader, cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.peer.cut.check(&self.peer.cut.writer, cx)?;
        let written = match refusal::spelled_out(buf) {
            Some(spelled_out) => Pin::new(&mut self.stream).poll_write(cx, &spelled_out),
            None => Pin::new(&mut self.stream).poll_write(cx, buf),
        };
        if let Poll::Ready(Ok(bytes)) = &written {
            self.peer.cut.wrote(*bytes);
        }
        written
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
