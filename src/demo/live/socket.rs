//! Presence: a Socket.IO connection that announces which record an employee is looking at.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::json;
use tokio::sync::watch::Receiver;
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::error::{Error, Result};

const RECONNECT_DELAY: Duration = Duration::from_secs(10);

/// A record on screen: the noun of its commands, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnScreen {
    pub noun: &'static str,
    pub id: String,
}

/// Stays connected until dropped.
pub async fn stay_online(base: &str, token: &str, mut on_screen: Receiver<Option<OnScreen>>) {
    loop {
        if let Err(error) = connect(base, token, &mut on_screen).await {
            tracing::warn!(?error, "a demo employee is offline; reconnecting");
        }
        tokio::time::sleep(RECONNECT_DELAY).await;
    }
}

/// Connects, and follows what is on screen until the connection ends.
async fn connect(base: &str, token: &str, on_screen: &mut Receiver<Option<OnScreen>>) -> Result<()> {
    let url = format!("{}/socket.io/?EIO=4&transport=websocket", base.replacen("http", "ws", 1));
    let (mut stream, _) = connect_async(url).await.map_err(Error::internal)?;
    let mut watched: Option<OnScreen> = None;
    loop {
        let answers = tokio::select! {
            message = stream.next() => match message {
                Some(Ok(Message::Text(packet))) => answers(&packet, token, on_screen)?,
                Some(Ok(_)) => vec![],
                Some(Err(error)) => return Err(Error::internal(error)),
                None => return Ok(()),
            },
            changed = on_screen.changed() => {
                changed.map_err(Error::internal)?;
                let next = on_screen.borrow_and_update().clone();
                let before = std::mem::replace(&mut watched, next.clone());
                let unwatch = before.map(|record| command(&record, "unwatch"));
                unwatch.into_iter().chain(next.map(|record| command(&record, "watch"))).collect()
            }
        };
        for answer in answers {
            stream.send(Message::text(answer)).await.map_err(Error::internal)?;
        }
    }
}

/// The answers to a packet of Engine.IO v4 and Socket.IO v5.
fn answers(packet: &str, token: &str, on_screen: &mut Receiver<Option<OnScreen>>) -> Result<Vec<String>> {
    if packet.starts_with("44") {
        return Err(Error::internal(format!("the server refuses the connection: {packet}")));
    }
    if packet.starts_with("40") {
        // The record on screen is announced again.
        on_screen.mark_changed();
    }
    Ok(match packet.get(..1) {
        Some("0") => vec![format!("40{}", json!({ "token": token }))],
        Some("2") => vec!["3".into()],
        _ => vec![],
    })
}

fn command(record: &OnScreen, verb: &str) -> String {
    format!("421{}", json!([format!("{}:{verb}", record.noun), { "id": record.id }]))
}
