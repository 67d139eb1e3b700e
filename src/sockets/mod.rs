//! The Socket.IO endpoint: authentication and commands. Delivery is in `realtime`.

mod commands;

use std::{fmt, sync::Arc};

use governor::DefaultDirectRateLimiter;
use serde::Deserialize;
use serde_json::Value;
use socketioxide::{
    SocketIo,
    extract::{AckSender, Event, SocketRef, TryData},
    handler::ConnectHandler,
};

pub use self::commands::COMMANDS;
use crate::{
    access::Actor,
    app::{App, Call},
    auth::{self, Claims, Session},
    error::{Error, Result},
    http::cookie_token,
    limits,
    realtime::{Listener, connect_error},
};

/// The payload of a CONNECT packet. The web app sends its cookie instead of `token`.
#[derive(Debug, Default, Deserialize)]
struct Auth {
    token: Option<String>,
    after: Option<i64>,
}

/// A connection error.
#[derive(Debug)]
struct ConnectError(Error);

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&connect_error::text(&self.0))
    }
}

/// A socket's options: where its replay starts, and the rate limit of its commands.
#[derive(Clone)]
struct ConnectOptions {
    after: Option<i64>,
    limiter: Option<Arc<DefaultDirectRateLimiter>>,
}

/// Accepts sockets.
pub fn open(io: &SocketIo, app: &App) {
    let (middleware_app, handler_app) = (app.clone(), app.clone());
    let authenticate =
        move |socket: SocketRef, auth: TryData<Value>| authenticate(middleware_app.clone(), socket, auth);
    let on_connect = move |socket: SocketRef| on_connect(handler_app.clone(), socket);
    io.ns("/", on_connect.with(authenticate));
}

async fn authenticate(
    app: App,
    socket: SocketRef,
    TryData(auth): TryData<Value>,
) -> Result<(), ConnectError> {
    if app.is_stopping() {
        return Err(ConnectError(Error::Unavailable("the server is shutting down")));
    }
    let auth = auth_of(auth.unwrap_or_default()).map_err(ConnectError)?;
    let (session, options) = open_session(&app, &socket, auth).await.map_err(ConnectError)?;
    let company_id = session.actor().company_id();
    socket.extensions.insert(options);
    socket.extensions.insert(Listener::new(session));
    // Registered before the client is acknowledged, so that none of its messages is missed.
    let (hub, app) = (app.hub.clone(), app);
    socket.on_disconnect(async move |socket: SocketRef| hub.remove_socket(company_id, &socket));
    socket.on_fallback(move |socket: SocketRef, event: Event, body: TryData<Value>, ack: AckSender| {
        on_event(app.clone(), socket, event, body, ack)
    });
    Ok(())
}

/// Parses the payload. A client that sends none may have the cookie.
fn auth_of(payload: Value) -> Result<Auth> {
    if payload.is_null() {
        return Ok(Auth::default());
    }
    serde_json::from_value(payload).map_err(|_| Error::Malformed("auth must be { token, after? }".into()))
}

async fn open_session(app: &App, socket: &SocketRef, auth: Auth) -> Result<(Session, ConnectOptions)> {
    let token = match auth.token {
        Some(token) => token,
        None => cookie_token(app, &socket.req_parts().headers)?.ok_or_else(auth::missing)?,
    };
    let session = Session::open(&mut app.db.read().await?, &app.tokens.read(&token)?).await?;
    Ok((
        session,
        ConnectOptions { after: auth.after, limiter: limits::single_client_limiter(app.config.rate_limit) },
    ))
}

async fn on_connect(app: App, socket: SocketRef) {
    let (Some(options), Some(listener)) =
        (socket.extensions.get::<ConnectOptions>(), socket.extensions.get::<Listener>())
    else {
        return;
    };
    app.metrics.sockets.inc();
    if let Err(error) = join(&app, &socket, &options, listener.session().actor()).await {
        tracing::info!(socket = %socket.id, ?error, "socket disconnected: it cannot join");
        app.hub.disconnect(socket);
    }
}

async fn join(app: &App, socket: &SocketRef, options: &ConnectOptions, actor: &Actor) -> Result<()> {
    app.hub.join(socket, options.after).await?;
    for on_join in app.features.iter().filter_map(|feature| feature.on_join) {
        on_join(app, socket, actor).await?;
    }
    Ok(())
}

/// Handles any event from a client. Unknown commands are acknowledged with an error; exceeding the rate limit
/// disconnects the socket.
async fn on_event(
    app: App,
    socket: SocketRef,
    Event(name): Event,
    TryData(body): TryData<Value>,
    ack: AckSender,
) {
    let (Some(options), Some(listener)) =
        (socket.extensions.get::<ConnectOptions>(), socket.extensions.get::<Listener>())
    else {
        return;
    };
    if options.limiter.as_ref().is_some_and(|limiter| limiter.check().is_err()) {
        app.hub.disconnect(socket);
        return;
    }
    let body = body.map_err(|_| Error::Malformed("the body is not JSON".into()));
    let result = match body {
        Ok(body) => call(&app, &socket, listener.session().claims(), &name, body).await,
        Err(error) => Err(error),
    };
    if let Err(error) = ack.send(&commands::acknowledgement(result)) {
        tracing::debug!(%error, "cannot send acknowledgement");
    }
}

/// Runs a command as the socket's current actor.
async fn call(app: &App, socket: &SocketRef, claims: &Claims, name: &str, body: Value) -> Result<Value> {
    let (actor, _) = auth::authenticate(&mut app.db.read().await?, claims).await?;
    let call = Call { app: app.clone(), socket: socket.clone(), claims: claims.clone(), actor, body };
    commands::run(name, call).await
}
