//! What a socket may ask: the same verbs as over REST, with an acknowledgement.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;

use crate::{
    access::{Actor, Permission},
    app::App,
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
    let company_id = actor.company_id();
    match name {
        "enquiry:claim" => return claim(app, &actor, claims, read(body)?).await,
        "enquiry:watch" => app.hub.watch(company_id, socket, enquiry(app, &actor, read(body)?).await?)?,
        "lead:watch" => app.hub.watch(company_id, socket, contact(app, &actor, read(body)?).await?)?,
        // Whoever may not see a record any more can still look away.
        "enquiry:unwatch" => {
            let One::<Enquiry> { id } = read(body)?;
            app.hub.unwatch(company_id, socket, &Watched::enquiry(id));
        }
        "lead:unwatch" => {
            let One::<Contact> { id } = read(body)?;
            app.hub.unwatch(company_id, socket, &Watched::contact(id));
        }
        "sync" => {
            let After { after } = read(body)?;
            app.hub.sync(socket, after).await?;
        }
        _ => return Err(Error::NotFound("command")),
    }
    Ok(Value::Null)
}

async fn claim(app: &App, actor: &Actor, claims: &Claims, one: One<Enquiry>) -> Result<Value> {
    enquiries::must_be_free(&mut app.db.read().await?, actor, one.id).await?;
    let mut tx = sign_in::begin(&app.db, claims).await?;
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
    Ok(Watched::contact(contact.id))
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
