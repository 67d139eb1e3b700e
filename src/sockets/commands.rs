//! What a socket may ask: the same verbs as over REST, with an acknowledgement.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;

use crate::{
    access::{Actor, Permission},
    app::App,
    db::Tx,
    error::{Error, Result},
    features::{
        accounts::sign_in::{self, Claims},
        contacts::{self, Contact},
        enquiries::{self, Enquiry},
    },
    id::Id,
    realtime::presence::Watched,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "")]
struct One<T> {
    id: Id<T>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct After {
    after: i64,
}

/// Does what the client asks, as whoever they are by now.
pub async fn run(app: &App, socket: &SocketRef, claims: &Claims, name: &str, body: Value) -> Result<Value> {
    let (actor, _) = sign_in::authenticate(&mut app.db.read().await?, claims).await?;
    match name {
        "enquiry:claim" => claim(app, actor, read(body)?).await,
        "enquiry:watch" => look(app, socket, &actor, enquiry(app, &actor, read(body)?).await?, true),
        "enquiry:unwatch" => look(app, socket, &actor, enquiry(app, &actor, read(body)?).await?, false),
        "lead:watch" => look(app, socket, &actor, contact(app, &actor, read(body)?).await?, true),
        "lead:unwatch" => look(app, socket, &actor, contact(app, &actor, read(body)?).await?, false),
        "sync" => {
            let After { after } = read(body)?;
            app.hub.sync(socket, &actor, after).await?;
            Ok(Value::Null)
        }
        _ => Err(Error::NotFound("command")),
    }
}

async fn claim(app: &App, actor: Actor, one: One<Enquiry>) -> Result<Value> {
    enquiries::must_be_free(&mut app.db.read().await?, &actor, one.id).await?;
    let mut tx = Tx::begin(&app.db, actor).await?;
    let enquiry = enquiries::claim(&mut tx, one.id).await?;
    tx.commit().await?;
    serde_json::to_value(enquiry).map_err(Error::internal)
}

/// The enquiry, as those who may see it look at it.
async fn enquiry(app: &App, actor: &Actor, one: One<Enquiry>) -> Result<Watched> {
    actor.must(Permission::EnquiriesWork)?;
    enquiries::find(&mut app.db.read().await?, actor.company_id(), one.id).await?;
    Ok(Watched::enquiry(one.id))
}

/// The contact, as those who may see it look at it.
async fn contact(app: &App, actor: &Actor, one: One<Contact>) -> Result<Watched> {
    let contact = contacts::find_visible(&mut app.db.read().await?, actor, one.id).await?;
    Ok(Watched::contact(contact.id, contact.owner.map(|owner| owner.id)))
}

fn look(app: &App, socket: &SocketRef, actor: &Actor, record: Watched, looks: bool) -> Result<Value> {
    app.hub.look(actor, socket, record, looks);
    Ok(Value::Null)
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T> {
    serde_json::from_value(body).map_err(|error| Error::Malformed(error.to_string()))
}

/// `{ success, data }` or `{ success, code, message, data, errors }`.
pub fn acknowledgement(answer: Result<Value>) -> Value {
    match answer {
        Ok(data) => json!({ "success": true, "data": data }),
        Err(error) => {
            let (status, code) = error.status_and_code();
            if status >= 500 {
                tracing::error!(?error, "a command failed");
            }
            json!({ "success": false, "code": code, "message": error.to_string(), "data": error.data(), "errors": error.fields() })
        }
    }
}
