//! A lean Socket.IO client over WebSocket.

use futures::{SinkExt, StreamExt};
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, Utf8Bytes},
};

const CONCURRENT_CONNECTS: usize = 50;

pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects and waits for `ready`. With `after`, missed events follow.
    pub async fn connect(address: &str, token: &str, after: Option<i64>) -> Self {
        let tcp = TcpStream::connect(address).await.expect("a connection");
        tcp.set_nodelay(true).expect("nodelay");
        let url = format!("ws://{address}/socket.io/?EIO=4&transport=websocket");
        let (mut socket, _) = client_async(url, tcp).await.expect("a WebSocket");
        let after = after.map(|after| format!(r#","after":{after}"#)).unwrap_or_default();
        socket.send(Message::text(format!(r#"40{{"token":"{token}"{after}}}"#))).await.expect("sent");
        let mut socket = Self(socket);
        while !socket.text().await.starts_with(r#"42["ready""#) {}
        socket
    }
    /// Connects this many sockets, a limited number at a time.
    pub async fn connect_all(address: &str, token: &str, sockets: usize) -> Vec<Self> {
        let mut all = vec![];
        while all.len() < sockets {
            let mut connecting = JoinSet::new();
            for _ in 0..CONCURRENT_CONNECTS.min(sockets - all.len()) {
                let (address, token) = (address.to_owned(), token.to_owned());
                connecting.spawn(async move { Self::connect(&address, &token, None).await });
            }
            all.extend(connecting.join_all().await);
        }
        all
    }
    /// The next packet that is not a ping; pings are answered.
    pub async fn text(&mut self) -> Utf8Bytes {
        loop {
            let message = self.0.next().await.expect("still connected").expect("a message");
            let Message::Text(text) = message else { continue };
            if text.as_str() != "2" {
                return text;
            }
            self.0.send(Message::text("3")).await.expect("sent");
        }
    }
    /// The next event of this kind.
    pub async fn event(&mut self, kind: &str) -> Utf8Bytes {
        let start = format!(r#"42["{kind}""#);
        loop {
            let text = self.text().await;
            if text.starts_with(&start) {
                return text;
            }
        }
    }
}

/// The text after a name in a packet, up to the next quote.
pub fn field<'a>(text: &'a str, name: &str) -> &'a str {
    text.split_once(name).and_then(|(_, rest)| rest.split('"').next()).expect("the field")
}
