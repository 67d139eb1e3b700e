//! Lists, search and dashboard of a company with a million contacts: page 1 and page 10,000, compared with
//! reading one record by its id and with a request that reads nothing.
//!
//! `cargo run --release -p bench --bin lists [contacts]`

use std::time::{Duration, Instant};

use bench::{Database, Http, Server, dataset, percentile};

const REQUESTS: usize = 200;

#[tokio::main]
async fn main() {
    let contacts = std::env::args().nth(1).map_or(1_000_000, |argument| argument.parse().expect("a number"));
    println!(
        "| database | what, of {contacts} contacts | p50 | p99 | times one record |\n| --- | --- | ---: | ---: | ---: |"
    );
    for database in Database::all().await {
        let server = Server::start(&database).await;
        let admin = server.found_company().await;
        let rep = server.rep(&admin, "ravi").await;
        server.stop().await;
        dataset::fill(&database.url, contacts).await;
        let server = Server::start(&database).await;
        measure(&database, &server, &admin, &rep, contacts).await;
        server.stop().await;
        database.remove().await;
    }
}

async fn measure(database: &Database, server: &Server, admin: &str, rep: &str, contacts: u32) {
    let mut http = Http::signed_in(&server.address, admin).await;
    let depth = contacts / 5;
    let newest = deep(&mut http, "sort=-createdAt", depth).await;
    let by_name = deep(&mut http, "sort=name&stage=LEAD", depth).await;
    let record = http.data("/api/contacts?limit=1&cursor=start").await["data"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let baseline =
        row(database, &mut http, "one record by its id", &format!("/api/contacts/{record}"), None).await;
    let (page, rare) = (depth / 20, contacts / 2 + 7);
    for (what, path) in [
        ("a request that reads nothing (healthz)", "/healthz".to_owned()),
        ("page 1", "/api/contacts?sort=-createdAt&cursor=start".to_owned()),
        ("page 10,000 by cursor", format!("/api/contacts?sort=-createdAt&cursor={newest}")),
        ("page 1, of a stage, by name", "/api/contacts?sort=name&stage=LEAD&cursor=start".to_owned()),
        (
            "page 10,000 by cursor, of a stage, by name",
            format!("/api/contacts?sort=name&stage=LEAD&cursor={by_name}"),
        ),
        ("page 1 with a total", "/api/contacts?sort=-createdAt&page=1".to_owned()),
        ("page 10,000 by number with a total", format!("/api/contacts?sort=-createdAt&page={page}")),
        ("page 1 of a stage with a total", "/api/contacts?stage=SQL&page=1".to_owned()),
        ("search, one hit", format!("/api/contacts?q=person{rare}&cursor=start")),
        ("search, an e-mail address", format!("/api/contacts?q=person{rare}@example.com&cursor=start")),
        ("search, a common name", "/api/contacts?q=smith&cursor=start".to_owned()),
        ("search, two words", format!("/api/contacts?q=alice%20{}&cursor=start", contacts / 2)),
        ("search, nothing", "/api/contacts?q=xyzzyx&cursor=start".to_owned()),
        ("one box over everything", format!("/api/search?q=person{rare}")),
        (
            "page 1 of a cohort of 30 days with a total",
            "/api/contacts?entered=MQL&enteredFrom=2025-03-01&enteredTo=2025-03-30&page=1".to_owned(),
        ),
        ("dashboard", "/api/analytics/dashboard".to_owned()),
        ("funnel", "/api/analytics/funnel".to_owned()),
    ] {
        row(database, &mut http, what, &path, Some(baseline)).await;
    }
    let mut http = Http::signed_in(&server.address, rep).await;
    let deep = deep(&mut http, "sort=-createdAt", depth).await;
    for (what, path) in [
        ("page 1 of a rep's own and unowned", "/api/contacts?sort=-createdAt&cursor=start".to_owned()),
        ("page 10,000 of a rep's own and unowned", format!("/api/contacts?sort=-createdAt&cursor={deep}")),
    ] {
        row(database, &mut http, what, &path, Some(baseline)).await;
    }
}

/// The cursor after this many rows of a list.
async fn deep(http: &mut Http, query: &str, rows: u32) -> String {
    let mut cursor = "start".to_owned();
    for _ in 0..rows / 100 {
        let page = http.data(&format!("/api/contacts?{query}&limit=100&cursor={cursor}")).await;
        page["nextCursor"].as_str().expect("a next page").clone_into(&mut cursor);
    }
    cursor
}

async fn row(
    database: &Database,
    http: &mut Http,
    what: &str,
    path: &str,
    baseline: Option<Duration>,
) -> Duration {
    let mut times = vec![];
    for _ in 0..REQUESTS {
        let start = Instant::now();
        let (status, answer) = http.get(path).await;
        times.push(start.elapsed());
        assert_eq!(status, 200, "{path}: {answer}");
    }
    times.sort_unstable();
    let (p50, p99) = (percentile(&times, 0.5), percentile(&times, 0.99));
    let ratio = baseline.map_or(1.0, |baseline| p50.as_secs_f64() / baseline.as_secs_f64());
    println!("| {} | {what} | {:.2} ms | {:.2} ms | {ratio:.1} |", database.name, ms(p50), ms(p99));
    p50
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
