//! The funnel: conversion of each stage, by cohort.

use serde_json::{Value, json};
use tandem::audit;

use crate::{
    daily_stats::{found_in, read, server, set_clock},
    on_both_databases,
    support::{Client, Database, Server},
};

on_both_databases!(funnel_reports_conversion, funnel_is_a_cohort, reopened_lead_counts_in_its_latest_cohort);

async fn funnel_reports_conversion(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for name in ["A", "B", "C", "D"] {
        let lead = admin.lead(name).await;
        if name == "A" || name == "B" {
            server.make_mql(&admin, &lead).await;
        }
        if name == "A" {
            admin.make_sql(&lead).await;
            let opportunity = admin.open_opportunity(&lead, 5).await;
            admin.lose(&opportunity).await.expect(200);
        }
    }
    let funnel = admin.get("/api/analytics/funnel").await.expect(200).data();
    let steps: Vec<_> = funnel["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| {
            (
                step["stage"].as_str().unwrap(),
                step["now"].as_i64().unwrap(),
                step["entered"].as_i64().unwrap(),
                step["conversion"].as_f64(),
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            ("LEAD", 2, 4, Some(0.5)),
            ("MQL", 1, 2, Some(0.5)),
            ("SQL", 0, 1, Some(1.0)),
            ("OPPORTUNITY", 0, 1, Some(0.0)),
            ("CUSTOMER", 0, 0, None),
            ("EVANGELIST", 0, 0, None),
        ]
    );
    assert_eq!((&funnel["dormant"], &funnel["leadToCustomer"]), (&json!(1), &json!(0.0)));
}

/// The steps of the funnel: now, entered, advanced.
async fn steps(admin: &Client, query: &str) -> Vec<[i64; 3]> {
    let funnel = read(admin, &format!("/api/analytics/funnel?{query}")).await;
    let steps = funnel["stages"].as_array().unwrap();
    for step in steps {
        let (entered, advanced) = (step["entered"].as_i64().unwrap(), step["advanced"].as_i64().unwrap());
        assert!((0..=entered).contains(&advanced), "{step}");
        assert!(step["conversion"].as_f64().is_none_or(|share| (0.0..=1.0).contains(&share)), "{step}");
    }
    steps.iter().map(|step| ["now", "entered", "advanced"].map(|name| step[name].as_i64().unwrap())).collect()
}

async fn funnel_is_a_cohort(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Asia/Kolkata").await;
    set_clock(&server, "2026-10-01T10:00:00Z");
    let (alice, bilal) = (admin.lead("Alice").await, admin.lead("Bilal").await);
    set_clock(&server, "2026-11-15T10:00:00Z");
    let chen = admin.lead("Chen").await;
    set_clock(&server, "2026-11-20T10:00:00Z");
    for lead in [&alice, &bilal] {
        server.make_mql(&admin, lead).await;
    }
    // One lead entered this month, and two earlier ones advanced in it: none of this month's cohort did.
    let month = "from=2026-11-01&to=2026-11-20";
    assert_eq!(steps(&admin, month).await[..2], [[1, 1, 0], [2, 2, 0]]);
    let october = "from=2026-10-01&to=2026-10-31";
    assert_eq!(steps(&admin, october).await[..2], [[1, 2, 2], [2, 0, 0]]);
    server.make_mql(&admin, &chen).await;
    assert_eq!(steps(&admin, month).await[..2], [[0, 1, 1], [3, 3, 0]]);
    admin.make_sql(&alice).await;
    let opportunity = admin.open_opportunity(&alice, 500).await;
    admin.win(&opportunity).await.expect(200);
    let funnel = read(&admin, &format!("/api/analytics/funnel?{october}")).await;
    assert_eq!((&funnel["leadToCustomer"], &funnel["stages"][5]["conversion"]), (&json!(0.5), &Value::Null));
    let month = read(&admin, &format!("/api/analytics/funnel?{month}")).await;
    assert_eq!(month["leadToCustomer"], 0.0, "the customer is not in this month's cohort");
}

async fn reopened_lead_counts_in_its_latest_cohort(database: Database) {
    let server = server(database).await;
    let admin = found_in(&server, "Asia/Kolkata").await;
    set_clock(&server, "2026-03-01T10:00:00Z");
    let lead = admin.lead("Alice").await;
    server.make_mql(&admin, &lead).await;
    admin.make_sql(&lead).await;
    let opportunity = admin.open_opportunity(&lead, 5).await;
    admin.lose(&opportunity).await.expect(200);
    let (march, june) = ("from=2026-03-01&to=2026-03-31", "from=2026-06-01&to=2026-06-30");
    assert_eq!(steps(&admin, march).await[..4], [[0, 1, 1], [0, 1, 1], [0, 1, 1], [0, 1, 0]]);
    set_clock(&server, "2026-06-01T10:00:00Z");
    admin.post(&format!("/api/contacts/{lead}/reopen"), json!({})).await.expect(200);
    assert_eq!(steps(&admin, march).await[..2], [[1, 0, 0], [0, 1, 1]]);
    assert_eq!(steps(&admin, june).await[..2], [[1, 1, 0], [0, 0, 0]]);
    assert_eq!(
        steps(&admin, "from=2026-03-01&to=2026-06-30").await[0],
        [1, 1, 0],
        "one contact, counted once"
    );
    server.make_mql(&admin, &lead).await;
    assert_eq!(steps(&admin, june).await[..2], [[0, 1, 1], [1, 1, 0]]);
    assert_eq!(
        audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
        vec![]
    );
}
