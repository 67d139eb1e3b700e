//! The baseline: the same libraries without an application. A JSON handler, and a broadcast to all sockets.

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use serde_json::{Value, json};
use socketioxide::{SocketIo, extract::SocketRef};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() {
    let (hub, io) = SocketIo::builder().max_buffer_size(1024).build_layer();
    io.ns("/", async |socket: SocketRef| {
        socket.emit("ready", &json!({})).expect("the first event is queued");
    });
    let router = Router::new()
        .route("/api/contacts/{id}", get(record))
        .route("/api/enquiries", post(create_enquiry).with_state(io))
        .layer(hub);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    axum::serve(listener, router).await.expect("the server runs");
}

/// Returns JSON of the size of a contact.
async fn record() -> Json<Value> {
    Json(json!({ "success": true, "message": "", "data": {
        "id": "01a1fcc9-c865-773d-9875-9ea7302e41bf", "companyId": "01a1fcc9-c864-7671-ada3-ebd2b9501d8a", "name": "Alice Smith",
        "email": "alice@example.com", "phone": "+49 30 901820", "organisation": "Blue Mill", "title": null, "source": null,
        "stage": "LEAD", "stageChangedAt": "2026-11-21T06:25:12.000Z", "status": "NEW", "owner": { "id": "01a1fcc9-c865-773d-9875-9ea7302e41bf", "name": "Asha" }, "tags": [],
        "unsubscribedAt": null, "createdAt": "2026-11-21T06:25:12.000Z", "updatedAt": "2026-11-21T06:25:12.000Z", "version": 1,
    }}))
}

/// Broadcasts the enquiry in an envelope of the size of an event.
async fn create_enquiry(
    State(io): State<SocketIo>,
    Json(enquiry): Json<Value>,
) -> (axum::http::StatusCode, Json<Value>) {
    let id = "01a1fcc9-c865-773d-9875-9ea7302e41bf";
    let data = json!({
        "id": id, "companyId": id, "name": enquiry["name"], "email": enquiry["email"], "phone": null, "courseInterest": null,
        "message": enquiry["message"], "source": "website", "priority": "medium", "status": "unclaimed", "claimedBy": null,
        "claimedAt": null, "contactId": null, "notes": [], "createdAt": "2026-11-21T06:25:12.000Z", "version": 1,
    });
    let envelope = json!({
        "seq": 1, "kind": "enquiry:created", "at": "2026-11-21T06:25:12.000Z", "actor": null,
        "entity": { "type": "enquiry", "id": id }, "data": data,
    });
    io.emit("enquiry:created", &envelope).await.expect("every socket has queue space");
    (axum::http::StatusCode::CREATED, Json(json!({ "success": true, "data": data })))
}
