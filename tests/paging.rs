//! Paging of lists: page numbers and cursors.

use serde_json::json;

use crate::{
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(pages_and_cursors_return_the_same_list, cursor_is_stable_under_inserts);

async fn filled(server: &Server, n: usize) -> Client {
    let admin = server.found_company("Lotus").await;
    for i in 0..n {
        admin.submit_enquiry(&format!("Alice {:02}", (i * 7) % n)).await;
    }
    admin
}

async fn by_cursor(admin: &Client, sort: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (vec![], "start".to_owned());
    loop {
        let part =
            admin.get(&format!("/api/enquiries?limit=7&sort={sort}&cursor={cursor}")).await.expect(200);
        assert!(part.body.get("total").is_none());
        ids.extend(part.data().as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
        match part.body["nextCursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return ids,
        }
    }
}

async fn pages_and_cursors_return_the_same_list(database: Database) {
    let server = Server::start(database).await;
    let admin = filled(&server, 23).await;
    for sort in ["-createdAt", "createdAt", "name", "-name", "-updatedAt"] {
        let mut by_page: Vec<String> = vec![];
        for page in 1..=4 {
            let part =
                admin.get(&format!("/api/enquiries?limit=7&sort={sort}&page={page}")).await.expect(200);
            assert_eq!(
                (&part.body["total"], &part.body["pages"], &part.body["page"]),
                (&json!(23), &json!(4), &json!(page))
            );
            by_page
                .extend(part.data().as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()));
        }
        assert_eq!(by_page.len(), 23);
        assert_eq!(by_cursor(&admin, sort).await, by_page, "{sort}");
    }
    let first = admin.get("/api/enquiries?limit=7&cursor=start").await.body["nextCursor"]
        .as_str()
        .unwrap()
        .to_owned();
    for (query, field) in [
        (format!("cursor={first}&sort=name"), "cursor"),
        ("cursor=nonsense".into(), "cursor"),
        (format!("cursor={first}&page=2"), "page"),
        ("sort=secret".into(), "sort"),
    ] {
        assert_eq!(
            admin.get(&format!("/api/enquiries?{query}")).await.expect_error(400, "invalid").fields(),
            [field]
        );
    }
}

async fn cursor_is_stable_under_inserts(database: Database) {
    let server = Server::start(database).await;
    let admin = filled(&server, 10).await;
    let before = by_cursor(&admin, "-createdAt").await;
    let first = admin.get("/api/enquiries?limit=5&cursor=start").await;
    admin.submit_enquiry("New").await;
    let cursor = first.body["nextCursor"].as_str().unwrap();
    let rest = admin.get(&format!("/api/enquiries?limit=5&cursor={cursor}")).await.data();
    let rest: Vec<_> =
        rest.as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(rest, before[5..]);
}
