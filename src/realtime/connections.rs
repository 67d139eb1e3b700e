//! TCP connections. They can be aborted even while a client does not read, and their number per client
//! address is limited.

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

use super::connect_error;

/// Aborts a connection immediately, from any task.
#[derive(Debug, Default)]
pub struct AbortHandle {
    aborted: AtomicBool,
    written: AtomicU64,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl AbortHandle {
    pub fn abort(&self) {
        self.aborted.store(true, Ordering::Release);
        self.reader.wake();
        self.writer.wake();
    }
    /// The number of bytes written to the connection.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
    pub(super) fn wrote(&self, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }
    fn check(&self, waker: &AtomicWaker, cx: &Context<'_>) -> io::Result<()> {
        waker.register(cx.waker());
        if self.aborted.load(Ordering::Acquire) {
            Err(io::ErrorKind::ConnectionAborted.into())
        } else {
            Ok(())
        }
    }
}

/// The address of a peer, and the handle to abort its connection.
#[derive(Debug, Clone)]
pub struct Peer {
    pub address: SocketAddr,
    pub abort_handle: Arc<AbortHandle>,
}

/// The peer of a request.
pub fn peer_of(extensions: &axum::http::Extensions) -> Option<&Peer> {
    extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer)
}

/// Accepts connections.
pub struct Connections {
    listener: TcpListener,
    limit: ConnectionLimit,
}

impl Connections {
    /// Accepts at most `per_address` connections per address, 0 for any number. Proxies are not limited.
    pub fn new(listener: TcpListener, per_address: u32, proxies: Vec<IpNet>) -> Self {
        Self { listener, limit: ConnectionLimit { per_address, proxies, open: Arc::default() } }
    }
    pub async fn accept(&mut self) -> Connection {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let Some(slot) = self.limit.acquire(address.ip()) else {
                tracing::debug!(%address, "connection refused: too many from this address");
                continue;
            };
            // Events are small and must not be delayed.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "cannot set TCP_NODELAY");
            }
            return Connection { stream, peer: Peer { address, abort_handle: Arc::default() }, _slot: slot };
        }
    }
}

/// Limits open connections per client address.
struct ConnectionLimit {
    per_address: u32,
    proxies: Vec<IpNet>,
    open: Arc<DashMap<IpAddr, u32>>,
}

impl ConnectionLimit {
    /// Returns `None` if the address has reached the limit.
    fn acquire(&self, address: IpAddr) -> Option<Slot> {
        if self.per_address == 0 || self.proxies.iter().any(|net| net.contains(&address)) {
            return Some(Slot(None));
        }
        let mut count = self.open.entry(address).or_default();
        if *count >= self.per_address {
            return None;
        }
        *count += 1;
        Some(Slot(Some((address, self.open.clone()))))
    }
}

/// The slot of one connection, released on drop.
struct Slot(Option<(IpAddr, Arc<DashMap<IpAddr, u32>>)>);

impl Drop for Slot {
    fn drop(&mut self) {
        let Some((address, open)) = self.0.take() else { return };
        if let Entry::Occupied(mut entry) = open.entry(address) {
            *entry.get_mut() -= 1;
            if *entry.get() == 0 {
                entry.remove();
            }
        }
    }
}

/// A connection that can be aborted. It has no vectored writes, so that a connection error is within one buffer.
pub struct Connection {
    stream: TcpStream,
    peer: Peer,
    _slot: Slot,
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
        self.peer.abort_handle.check(&self.peer.abort_handle.reader, cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.peer.abort_handle.check(&self.peer.abort_handle.writer, cx)?;
        let written = match connect_error::decode(buf) {
            Some(decoded) => Pin::new(&mut self.stream).poll_write(cx, &decoded),
            None => Pin::new(&mut self.stream).poll_write(cx, buf),
        };
        if let Poll::Ready(Ok(bytes)) = &written {
            self.peer.abort_handle.wrote(*bytes);
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
