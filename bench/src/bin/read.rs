//! One contact read by its id, over HTTP with a token, by 64 clients, compared with a plain axum handler that
//! returns as much JSON.
//!
//! `cargo run --release -p bench --bin read`

use bench::{Database, Http, Server, load::reads};

#[tokio::main]
async fn main() {
    let bare = Server::bare().await;
    let bare_rate = reads(&bare.address, "none", "/api/contacts/1").await;
    bare.stop().await;
    println!("| database | bare handler /s | contacts read /s | ratio |\n| --- | ---: | ---: | ---: |");
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let token = server.found_company().await;
        let mut http = Http::signed_in(&server.address, &token).await;
        let body = r#"{"name":"Alice Smith","email":"alice@example.com","phone":"+49 30 901820","organisation":"Blue Mill"}"#;
        let (status, answer) = http.post("/api/contacts", body).await;
        assert_eq!(status, 201, "{answer}");
        let contact: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
        let path = format!("/api/contacts/{}", contact["data"]["id"].as_str().expect("an id"));
        let rate = reads(&server.address, &token, &path).await;
        println!("| {} | {bare_rate:.0} | {rate:.0} | {:.0} % |", database.name, 100.0 * rate / bare_rate);
        server.stop().await;
        database.remove().await;
    }
}
