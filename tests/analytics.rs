//! Analytics: counters, funnel, performance and search, consistent with a recount.

use serde_json::{Value, json};
use tandem::access::Role;

use crate::{
    on_both_databases,
    support::{Database, Program, Server},
};

on_both_databases!(
    dashboard_counts_by_period,
    performance_is_counted_per_employee,
    latest_activities_come_first,
    dashboard_of_seed_003_is_served,
    search_returns_only_visible_records,
    counters_equal_a_recount,
    dashboard_counters_are_pushed,
);

async fn dashboard_counts_by_period(database: Database) {
    let server = Server::start_with(database, &[("JWT_EXPIRE", "90d")]).await;
    server.clock.shift(-chrono::Duration::days(40));
    let admin = server.found_company("Lotus").await;
    server.customer(&admin, "Long ago").await;
    server.clock.shift(chrono::Duration::days(39));
    admin.submit_enquiry("Alice").await;
    server.customer(&admin, "Yesterday").await;
    server.clock.shift(chrono::Duration::days(1));
    let lead = admin.lead("Today").await;
    server.make_mql(&admin, &lead).await;
    admin.make_sql(&lead).await;
    admin.open_opportunity(&lead, 700).await;
    // Today in the company's time zone, Asia/Kolkata.
    let today = (chrono::Utc::now() + chrono::Duration::minutes(330)).date_naive();
    let yesterday = today - chrono::Days::new(1);
    let of = async |query: String| {
        admin.get(&format!("/api/analytics/dashboard?{query}")).await.expect(200).data()
    };
    let month = of(String::new()).await;
    assert_eq!(month["counters"]["contacts"]["CUSTOMER"], 2);
    assert_eq!(month["counters"]["opportunities"], json!({ "count": 1, "value": { "INR": 700 } }));
    assert_eq!(month["counters"]["deals"], json!({ "count": 2, "value": { "INR": 100_000 } }));
    assert!(month["counters"]["oldestUnclaimedAt"].is_string());
    let period = &month["period"];
    assert_eq!((&period["contactsCreated"], &period["enquiriesReceived"]), (&json!(2), &json!(1)));
    assert_eq!(period["dealsWon"], json!({ "count": 1, "value": { "INR": 50_000 } }));
    assert_eq!(period["entered"]["MQL"], 2);
    assert_eq!(month["previous"]["dealsWon"]["count"], 1, "the thirty days before");
    let days: Vec<_> =
        month["trend"].as_array().unwrap().iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert_eq!(days, [yesterday.to_string(), today.to_string()]);
    let one = of(format!("from={today}&to={today}")).await;
    assert_eq!(
        (&one["period"]["dealsWon"]["count"], &one["previous"]["dealsWon"]["count"]),
        (&json!(0), &json!(1))
    );
    for query in ["from=2026-02-01&to=2026-01-01", "from=1990-01-01&to=2026-01-01", "from=x"] {
        admin.get(&format!("/api/analytics/funnel?{query}")).await.expect_error(400, "invalid");
    }
}

async fn performance_is_counted_per_employee(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let (asha, ravi) = (
        server.named(&admin, Role::Counselor, "Asha").await,
        server.named(&admin, Role::Counselor, "Ravi").await,
    );
    server.customer(&asha, "A").await;
    for _ in 0..2 {
        server.customer(&ravi, "R").await;
    }
    let enquiry = admin.submit_enquiry("E").await;
    asha.post(&format!("/api/enquiries/{enquiry}/claim"), json!({})).await.expect(200);
    let people = admin.get("/api/analytics/performance").await.expect(200).data();
    let row = |name: &str| {
        people.as_array().unwrap().iter().find(|row| row["employee"]["name"] == name).unwrap().clone()
    };
    assert_eq!(people[0]["employee"]["name"], "Ravi");
    assert_eq!(row("Ravi")["dealsWon"], json!({ "count": 2, "value": { "INR": 100_000 } }));
    assert_eq!((&row("Asha")["enquiriesClaimed"], &row("Asha")["sessions"]), (&json!(1), &json!(1)));
    let top = admin.get("/api/dashboard/top-sales").await.expect(200).data();
    let names: Vec<_> =
        top.as_array().unwrap().iter().map(|row| row["employee"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ravi", "Asha"]);
}

async fn latest_activities_come_first(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for name in ["A", "B", "C"] {
        admin.lead(name).await;
    }
    let latest = admin.get("/api/analytics/activities?limit=2").await.expect(200).data();
    let names: Vec<_> =
        latest.as_array().unwrap().iter().map(|event| event["data"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["C", "B"]);
    let manager = server.employee(&admin, Role::Manager).await;
    let received = manager.get("/api/analytics/activities?limit=100").await.expect(200).data();
    assert!(!received.to_string().contains("employee:created"), "a manager receives no account events");
}

async fn dashboard_of_seed_003_is_served(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    server.customer(&admin, "Won").await;
    admin.lead("New").await;
    let stats = admin.get("/api/dashboard/stats").await.expect(200).data();
    assert_eq!(
        (&stats["totalLeads"], &stats["wonLeads"], &stats["newLeads"]),
        (&json!(2), &json!(1), &json!(1))
    );
    assert_eq!(stats["conversionRate"], json!(1.0));
    let slices = admin.get("/api/dashboard/leads-by-status").await.expect(200).data();
    assert_eq!(slices[0], json!({ "status": "NEW", "count": 1 }));
    assert_eq!(slices.as_array().unwrap().len(), 6);
}

async fn search_returns_only_visible_records(database: Database) {
    let server = Server::start(database).await;
    let (admin, outsider) = (server.found_company("Lotus").await, server.found_company("Oak").await);
    let rep = server.named(&admin, Role::Counselor, "Smitha Rao").await;
    let hr = server.employee(&admin, Role::Hr).await;
    admin.lead("Alice Smith").await;
    rep.lead("Bob Smith").await;
    admin.submit_enquiry("Cem Smith").await;
    outsider.lead("Dora Smith").await;
    let found = async |client: &crate::support::Client| {
        let found = client.get("/api/search?q=smith").await.expect(200).data();
        ["contacts", "enquiries", "employees"].map(|kind| {
            found[kind]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["name"].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        })
    };
    assert_eq!(
        found(&admin).await,
        [vec!["Bob Smith", "Alice Smith"], vec!["Cem Smith"], vec!["Smitha Rao"]]
    );
    assert_eq!(found(&rep).await, [vec!["Bob Smith"], vec!["Cem Smith"], vec!["Smitha Rao"]]);
    assert_eq!(found(&hr).await, [vec![], vec![], vec!["Smitha Rao".to_owned()]]);
    admin.get("/api/search").await.expect_error(400, "invalid");
}

async fn counters_equal_a_recount(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    let customer = server.customer(&admin, "Alice").await;
    let euros = json!({ "title": "X", "expectedValue": 9, "currency": "EUR" });
    let open = admin.post(&format!("/api/contacts/{customer}/opportunity"), euros).await.expect(201).data();
    let path = format!("/api/opportunities/{}", open["id"].as_str().unwrap());
    admin.patch(&path, json!({ "expectedValue": 12, "currency": "USD" })).await.expect(200);
    let counters = admin.get("/api/analytics/dashboard").await.data()["counters"]["opportunities"].clone();
    assert_eq!(counters, json!({ "count": 1, "value": { "USD": 12 } }));
    server.stop().await;
    let output = Program::run(&database, &["check"]).await;
    assert!(output.success, "{}", output.text);
}

async fn dashboard_counters_are_pushed(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let mut socket = admin.socket().await;
    let lead = admin.lead("Alice").await;
    server.make_mql(&admin, &lead).await;
    loop {
        let received: Value = socket.expect("dashboard:counters").await;
        if received["contacts"]["MQL"] == 1
            && received["contacts"]["LEAD"] == 0
            && received["statuses"]["NEW"] == 1
        {
            break;
        }
    }
}
