//! Daily statistics: they use the company's calendar days, and each equals the list of what it counts.

use chrono::NaiveDate;
use serde_json::{Value, json};
use tandem::{access::Role, audit};

use crate::{
    imports::import,
    on_both_databases,
    support::{Client, Database, Program, Server, until},
};

on_both_databases!(
    stats_and_filters_use_company_days,
    ranges_end_today_in_the_company_time_zone,
    time_zone_change_keeps_past_stats,
    extreme_dates_are_no_server_error,
    undone_import_leaves_no_stats,
    deal_counts_on_its_closing_day,
    check_finds_wrong_daily_stats,
);

/// A server whose tokens outlive the clock jumps of these tests.
pub async fn server(database: Database) -> Server {
    Server::start_with(database, &[("JWT_EXPIRE", "5000d")]).await
}

/// Sets the clock to a time such as `2026-11-01T03:30:00Z`.
pub fn set_clock(server: &Server, at: &str) {
    let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    server.clock.shift(at - server.clock.now().utc());
}

pub async fn found_in(server: &Server, timezone: &str) -> Client {
    let admin = server.found_company("Lotus").await;
    set_zone(&admin, timezone).await;
    admin
}

async fn set_zone(admin: &Client, timezone: &str) {
    let path = format!("/api/companies/{}", admin.company());
    admin.patch(&path, json!({ "timezone": timezone })).await.expect(200);
}

pub async fn read(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).data()
}

async fn total(client: &Client, path: &str) -> i64 {
    client.get(path).await.expect(200).body["total"].as_i64().unwrap()
}

/// Leads and enquiries created on a day, checked to be equal on the dashboard and in the lists.
async fn created_on(admin: &Client, day: &str) -> [i64; 2] {
    let dashboard = read(admin, &format!("/api/analytics/dashboard?from={day}&to={day}")).await;
    let stats =
        ["contactsCreated", "enquiriesReceived"].map(|name| dashboard["period"][name].as_i64().unwrap());
    let days = format!("createdFrom={day}&createdTo={day}");
    let listed = [
        total(admin, &format!("/api/leads?{days}")).await,
        total(admin, &format!("/api/enquiries?{days}")).await,
    ];
    assert_eq!(stats, listed, "{day}");
    stats
}

async fn stats_and_filters_use_company_days(database: Database) {
    let server = server(database).await;
    // The first and last minute of a day: days of 25 and 23 hours, and time zones with half-hour offsets.
    let days = [
        ("America/New_York", "2026-11-01", "2026-11-01T04:00:05Z", "2026-11-02T04:59:50Z"),
        ("America/New_York", "2027-03-14", "2027-03-14T05:00:05Z", "2027-03-15T03:59:50Z"),
        ("Asia/Kolkata", "2027-06-10", "2027-06-09T18:30:05Z", "2027-06-10T18:29:50Z"),
        ("Pacific/Auckland", "2027-07-02", "2027-07-01T12:00:05Z", "2027-07-02T11:59:50Z"),
    ];
    for (timezone, day, first, last) in days {
        set_clock(&server, "2026-10-01T00:00:00Z");
        let admin = found_in(&server, timezone).await;
        for (at, name) in [(first, "First"), (last, "Last")] {
            set_clock(&server, at);
            admin.lead(name).await;
            admin.submit_enquiry(name).await;
        }
        server.clock.shift(chrono::Duration::seconds(20));
        admin.lead("Next day").await;
        let day: NaiveDate = day.parse().unwrap();
        assert_eq!(created_on(&admin, &day.to_string()).await, [2, 2], "{timezone}");
        assert_eq!(created_on(&admin, &day.succ_opt().unwrap().to_string()).await, [1, 0], "{timezone}");
        assert_eq!(created_on(&admin, &day.pred_opt().unwrap().to_string()).await, [0, 0], "{timezone}");
        assert_eq!(
            audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
            vec![]
        );
        let slug = read(&admin, &format!("/api/companies/{}", admin.company())).await["slug"].clone();
        let path = format!("/api/companies/{}?slug={}", admin.company(), slug.as_str().unwrap());
        admin.delete(&path).await.expect(200);
    }
}

async fn ranges_end_today_in_the_company_time_zone(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Pacific/Kiritimati").await;
    set_clock(&server, "2026-11-20T09:59:00Z");
    let range = async || read(&admin, "/api/analytics/funnel").await["range"].clone();
    assert_eq!(range().await, json!({ "from": "2026-10-22", "to": "2026-11-20" }));
    set_clock(&server, "2026-11-20T10:00:01Z");
    assert_eq!(range().await, json!({ "from": "2026-10-23", "to": "2026-11-21" }));
    set_zone(&admin, "Pacific/Pago_Pago").await;
    assert_eq!(range().await["to"], "2026-11-19");
}

async fn time_zone_change_keeps_past_stats(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Asia/Kolkata").await;
    set_clock(&server, "2026-11-20T20:00:00Z");
    let lead = admin.lead("Counted on the 21st").await;
    set_zone(&admin, "UTC").await;
    admin.lead("Counted on the 20th").await;
    let days = async || {
        let read = read(&admin, "/api/analytics/dashboard?from=2026-11-20&to=2026-11-21").await;
        let day = |day: &Value| {
            ["day", "contactsCreated"].map(|name| day[name].to_string()).join(" ")
                + &format!(" {}", day["entered"]["LEAD"])
        };
        read["trend"].as_array().unwrap().iter().map(day).collect::<Vec<_>>()
    };
    assert_eq!(days().await, ["\"2026-11-20\" 1 1", "\"2026-11-21\" 1 1"]);
    let cohort = async |day: &str| {
        total(&admin, &format!("/api/leads?entered=LEAD&enteredFrom={day}&enteredTo={day}")).await
    };
    assert_eq!((cohort("2026-11-20").await, cohort("2026-11-21").await), (1, 1));
    admin.delete(&format!("/api/leads/{lead}")).await.expect(200);
    assert_eq!((cohort("2026-11-20").await, cohort("2026-11-21").await), (1, 0));
    assert_eq!(days().await[0], "\"2026-11-20\" 1 1");
    assert!(days().await.get(1).is_none_or(|day| day.starts_with("\"2026-11-21\" 0")));
    assert_eq!(
        audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
        vec![]
    );
}

async fn extreme_dates_are_no_server_error(database: Database) {
    let server = server(database).await;
    let admin = server.found_company("Lotus").await;
    admin.lead("Alice").await;
    for day in ["0001-01-01", "9999-12-31", "%2B262142-12-31", "-262143-01-01"] {
        let lists = [
            format!("/api/leads?createdFrom={day}"),
            format!("/api/leads?createdTo={day}"),
            format!("/api/leads?entered=LEAD&enteredFrom={day}"),
            format!("/api/enquiries?createdTo={day}"),
            format!("/api/opportunities?closedTo={day}"),
            format!("/api/deals/company/{}?to={day}", admin.company()),
            format!("/api/analytics/dashboard?to={day}"),
            format!("/api/analytics/dashboard?from={day}"),
        ];
        for path in lists {
            let status = admin.get(&path).await.status;
            assert!(status == 200 || status == 400, "{path}: {status}");
        }
    }
}

async fn undone_import_leaves_no_stats(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Asia/Kolkata").await;
    set_clock(&server, "2026-11-18T10:00:00Z");
    let manager = server.named(&admin, Role::Manager, "Asha").await;
    let kept = admin.lead_with(json!({ "name": "Kept", "email": "kept@example.com" })).await;
    let stats = async || {
        let days = "from=2026-11-01&to=2026-11-30";
        let dashboard = read(&admin, &format!("/api/analytics/dashboard?{days}")).await;
        let people = read(&admin, &format!("/api/analytics/performance?{days}")).await;
        let active = |person: &&Value| person["contactsCreated"] != 0;
        let people: Vec<_> = people.as_array().unwrap().iter().filter(active).cloned().collect();
        let full = |day: &&Value| day["contactsCreated"] != 0;
        let days: Vec<_> = dashboard["trend"].as_array().unwrap().iter().filter(full).cloned().collect();
        let funnel =
            read(&admin, &format!("/api/analytics/funnel?{days}", days = "from=2026-11-01&to=2026-11-30"))
                .await;
        (dashboard["period"].clone(), days, people, funnel)
    };
    let before = stats().await;
    let file = "name,email\nA,a@example.com\nB,b@example.com\nKept too,kept@example.com\n";
    let done = import(&manager, "match=update", file).await;
    assert_eq!((&done["created"], &done["updated"]), (&json!(2), &json!(1)));
    assert_ne!(stats().await, before);
    set_clock(&server, "2026-11-20T10:00:00Z");
    let mut socket = admin.socket().await;
    let path = format!("/api/imports/{}/undo", done["id"].as_str().unwrap());
    admin.post(&path, json!({})).await.expect(200);
    while socket.expect("lead:updated").await["entity"]["id"] != json!(kept) {}
    let import = format!("/api/imports/{}", done["id"].as_str().unwrap());
    until("the import to be undone", async || read(&admin, &import).await["status"] == "UNDONE").await;
    assert_eq!(stats().await, before);
    assert_eq!(
        audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
        vec![]
    );
}

async fn deal_counts_on_its_closing_day(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Asia/Kolkata").await;
    set_clock(&server, "2026-11-20T10:00:00Z");
    let lead = admin.lead("Alice").await;
    server.make_mql(&admin, &lead).await;
    admin.make_sql(&lead).await;
    let opportunity = admin.open_opportunity(&lead, 500).await;
    let won = json!({ "closedAt": "2026-11-17T20:00:00Z" });
    admin.post(&format!("/api/opportunities/{opportunity}/won"), won).await.expect(200);
    for (day, n) in [("2026-11-18", 1), ("2026-11-17", 0), ("2026-11-20", 0)] {
        let dashboard = read(&admin, &format!("/api/analytics/dashboard?from={day}&to={day}")).await;
        let listed =
            total(&admin, &format!("/api/deals/company/{}?from={day}&to={day}", admin.company())).await;
        assert_eq!((&dashboard["period"]["dealsWon"]["count"], listed), (&json!(n), n), "{day}");
    }
}

async fn check_finds_wrong_daily_stats(database: Database) {
    let server = server(database.clone()).await;
    let admin = found_in(&server, "UTC").await;
    set_clock(&server, "2026-11-20T10:00:00Z");
    admin.lead("Alice").await;
    let company = admin.company().parse().unwrap();
    let mut tx =
        tandem::db::Tx::begin(&server.app.db, tandem::access::Actor::system(company, "test")).await.unwrap();
    tx.record_daily("stage.LEAD", None, 1);
    tx.record_daily("contacts.created", None, -1);
    tx.commit().await.unwrap();
    server.stop().await;
    let output = Program::run(&database, &["check"]).await;
    assert!(!output.success);
    for line in [
        "lotus: statistic stage.LEAD of 2026-11-20 is 2, but a recount gives 1",
        "lotus: statistic contacts.created of all days is 0, but a recount gives 1",
    ] {
        assert!(output.text.contains(line), "{}", output.text);
    }
}
