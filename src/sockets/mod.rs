//! The Socket.IO door: who may come in, and what they may ask. What is told to them is `realtime`'s.

mod commands;

use std::{fmt, sync::Arc};

use governor::{DefaultDirectRateLimiter, Quota};
use serde::Deserialize;
use serde_json::Value;
use socketioxide::{
    SocketIo,
    extract::{AckSender, Event, SocketRef, TryData},
    handler::ConnectHandler,
};

use crate::{
    access::{Actor, Permission},
    app::App,
    config::RateLimit,
    error::{Error, Result},
    features::{
        accounts::sign_in::{self, Session},
        insights,
    },
    http::cookie_token,
    realtime::{Listener, refusal},
};

/// What a client may send when it connects. The web app's cookie serves instead of `token`.
#[derive(Debug, Default, Deserialize)]
struct Auth {
    token: Option<String>,
    after: Option<i64>,
}

/// Why a socket may not come in.
#[derive(Debug)]
struct Refusal(Error);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&refusal::text(&self.0))
    }
}

/// What a socket asked for, and how often it may ask for more.
#[derive(Clone)]
struct Entry {
    after: Option<i64>,
    limiter: Option<Arc<DefaultDirectRateLimiter>>,
}

/// Opens the door.
pub fn open(io: &SocketIo, app: &App) {
    let (guard, host) = (app.clone(), app.clone());
    let admitted = move |socket: SocketRef, auth: TryData<Value>| admitted(guard.clone(), socket, auth);
    let connected = move |socket: SocketRef| connected(host.clone(), socket);
    io.ns("/", connected.with(admitted));
}

async fn admitted(app: App, socket: SocketRef, TryData(auth): TryData<Value>) -> Result<(), Refusal> {
    if app.is_stopping() {
        return Err(Refusal(Error::Unavailable("the server stops")));
    }
    let auth = auth_of(auth.unwrap_or_default()).map_err(Refusal)?;
    let (session, entry) = admit(&app, &socket, auth).await.map_err(Refusal)?;
    let company_id = session.actor().company_id();
    socket.extensions.insert(entry);
    socket.extensions.insert(Listener::new(session));
    // Before the client is told that it is in, so that nothing it says then is missed.
    let (gone, host) = (app.clone(), app);
    socket.on_disconnect(async move |socket: SocketRef| gone.hub.left(company_id, &socket));
    socket.on_fallback(move |socket: SocketRef, event: Event, body: TryData<Value>, ack: AckSender| {
        received(host.clone(), socket, event, body, ack)
    });
    Ok(())
}

/// A client that sends nothing may still have the cookie.
fn auth_of(sent: Value) -> Result<Auth> {
    if sent.is_null() {
        return Ok(Auth::default());
    }
    serde_json::from_value(sent).map_err(|_| Error::Malformed("auth must be { token, after? }".into()))
}

async fn admit(app: &App, socket: &SocketRef, auth: Auth) -> Result<(Session, Entry)> {
    let token = match auth.token {
        Some(token) => token,
        None => cookie_token(app, &socket.req_parts().headers)?.ok_or_else(sign_in::missing)?,
    };
    let session = Session::open(&mut app.db.read().await?, &app.tokens.read(&token)?).await?;
    Ok((session, Entry { after: auth.after, limiter: limiter(app.config.rate_limit) }))
}

fn limiter(limit: RateLimit) -> Option<Arc<DefaultDirectRateLimiter>> {
    let burst = std::num::NonZeroU32::new(limit.max)?;
    let quota = Quota::with_period(limit.window / limit.max)?.allow_burst(burst);
    Some(Arc::new(DefaultDirectRateLimiter::direct(quota)))
}

async fn connected(app: App, socket: SocketRef) {
    let (Some(entry), Some(listener)) =
        (socket.extensions.get::<Entry>(), socket.extensions.get::<Listener>())
    else {
        return;
    };
    app.metrics.sockets.inc();
    if let Err(error) = come_in(&app, &socket, &entry, listener.session().actor()).await {
        tracing::info!(socket = %socket.id, ?error, "a socket could not come in");
        app.hub.end(socket);
    }
}

async fn come_in(app: &App, socket: &SocketRef, entry: &Entry, actor: &Actor) -> Result<()> {
    app.hub.join(socket, entry.after).await?;
    if actor.may(Permission::AnalyticsRead) {
        insights::live::greet(app, socket, actor.company_id()).await?;
    }
    Ok(())
}

/// Anything a client sends. What is not a command is answered with an error, never with a disconnect; more than the
/// allowed rate is.
async fn received(
    app: App,
    socket: SocketRef,
    Event(name): Event,
    TryData(body): TryData<Value>,
    ack: AckSender,
) {
    let (Some(entry), Some(listener)) =
        (socket.extensions.get::<Entry>(), socket.extensions.get::<Listener>())
    else {
        return;
    };
    if entry.limiter.as_ref().is_some_and(|limiter| limiter.check().is_err()) {
        app.hub.end(socket);
        return;
    }
    let body = body.map_err(|_| Error::Malformed("the body is not JSON".into()));
    let answer = match body {
        Ok(body) => commands::run(&app, &socket, listener.session().claims(), &name, body).await,
        Err(error) => Err(error),
    };
    if let Err(error) = ack.send(&commands::acknowledgement(answer)) {
        tracing::debug!(%error, "an acknowledgement was not sent");
    }
}
