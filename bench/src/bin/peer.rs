//! Tandem compared with the stack that the seeds use (Express, Prisma, PostgreSQL, socket.io), for the same
//! work and the same clients: one contact by its id, the first page of a list, enquiries with open
//! dashboards, and a fan-out.
//!
//! `cd bench/peer && npm ci --ignore-scripts && npm run generate`, then
//! `cargo run --release -p bench --bin peer`

use bench::{
    Database, Http, Server,
    fan_out::fan_out,
    load::{enquiries, reads},
    percentile,
    socket::Socket,
};
use tokio::task::JoinHandle;

const CONTACTS: usize = 1_000;
const DASHBOARDS: usize = 20;
const SOCKETS: u32 = 500;
const PER_SECOND: u32 = 20;

#[tokio::main]
async fn main() {
    println!(
        "| server | contact read /s | first page /s | enquiries to {DASHBOARDS} dashboards /s | {SOCKETS} sockets × {PER_SECOND} /s: p50 | p99 |\n\
         | --- | ---: | ---: | ---: | ---: | ---: |"
    );
    let Some(database) = Database::postgres().await else {
        println!("PostgreSQL is not available, and the peer supports no other database");
        return;
    };
    measure("Express, Prisma, socket.io on PostgreSQL", Server::peer(&database).await).await;
    database.remove().await;
    for database in Database::all().await {
        measure(&format!("Tandem on {}", database.name), Server::start(&database).await).await;
        database.remove().await;
    }
}

async fn measure(name: &str, server: Server) {
    let token = server.found_company().await;
    let mut http = Http::signed_in(&server.address, &token).await;
    let mut id = String::new();
    for n in 0..CONTACTS {
        let body =
            format!(r#"{{"name":"Alice Smith","email":"alice{n}@example.com","organisation":"Blue Mill"}}"#);
        let (status, answer) = http.post("/api/contacts", &body).await;
        assert_eq!(status, 201, "{answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        answer["data"]["id"].as_str().expect("an id").clone_into(&mut id);
    }
    let read = reads(&server.address, &token, &format!("/api/contacts/{id}")).await;
    let list = reads(&server.address, &token, "/api/contacts?limit=20&cursor=start").await;
    let dashboards = Socket::connect_all(&server.address, &token, DASHBOARDS).await;
    let dashboards: Vec<_> = dashboards.into_iter().map(watch).collect();
    let created = enquiries(&server.address).await;
    for dashboard in dashboards {
        dashboard.abort();
    }
    let times = fan_out(&server.address, &token, SOCKETS, PER_SECOND).await;
    let [p50, p99] = [0.5, 0.99].map(|share| percentile(&times, share).as_millis());
    println!("| {name} | {read:.0} | {list:.0} | {created:.0} | {p50} ms | {p99} ms |");
    server.stop().await;
}

/// An open dashboard, which reads every event.
fn watch(mut socket: Socket) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            socket.event("enquiry:created").await;
        }
    })
}
