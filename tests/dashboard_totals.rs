//! Every number of the dashboard equals the `total` of the list that its link opens.

use serde_json::{Value, json};
use tandem::{access::Role, audit};

use crate::{
    imports::import,
    on_both_databases,
    support::{Client, Database, Server, until},
};

on_both_databases!(every_number_equals_the_total_of_its_list);

/// The days of the test. Its clock crosses midnight of UTC and of the company.
const DAYS: [&str; 3] = ["2026-11-18", "2026-11-19", "2026-11-20"];

fn set_clock(server: &Server, at: &str) {
    let at: chrono::DateTime<chrono::Utc> = at.parse().unwrap();
    server.clock.shift(at - server.clock.now().utc());
}

async fn read(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).data()
}

async fn total(client: &Client, path: &str) -> i64 {
    client.get(path).await.expect(200).body["total"].as_i64().unwrap()
}

/// Creates leads at every stage, opportunities of every outcome and enquiries of every status, some deleted, merged,
/// reopened or undone, over three days.
async fn populate(server: &Server, admin: &Client, rep: &Client) {
    set_clock(server, "2026-11-18T18:00:00Z");
    let customer = server.customer(admin, "Customer").await;
    let deleted = server.customer(rep, "Deleted customer").await;
    let merged = rep.lead("Merged").await;
    let lost = rep.lead("Lost and reopened").await;
    server.make_mql(rep, &lost).await;
    rep.make_sql(&lost).await;
    let undone = import(rep, "", "name,email\nA,a@example.com\nB,b@example.com\n").await;
    import(rep, "", "name,email\nC,c@example.com\n").await;
    for name in ["Unclaimed", "Claimed", "Lost enquiry", "Converted"] {
        admin.submit_enquiry(name).await;
    }
    // In India this is already the next day.
    set_clock(server, "2026-11-18T19:00:00Z");
    let opportunity = rep.open_opportunity(&lost, 70).await;
    rep.lose(&opportunity).await.expect(200);
    let dormant = rep.lead("Dormant").await;
    server.make_mql(rep, &dormant).await;
    rep.make_sql(&dormant).await;
    let opportunity = rep.open_opportunity(&dormant, 80).await;
    rep.lose(&opportunity).await.expect(200);
    let open = server.customer(rep, "Buys again").await;
    rep.open_opportunity(&open, 900).await;
    admin.post(&format!("/api/contacts/{customer}/merge"), json!({ "contactId": merged })).await.expect(200);
    work_on_enquiries(rep).await;
    set_clock(server, "2026-11-20T03:00:00Z");
    admin.delete(&format!("/api/leads/{deleted}")).await.expect(200);
    rep.post(&format!("/api/contacts/{lost}/reopen"), json!({})).await.expect(200);
    undo(rep, &undone).await;
    let back_dated = rep.open_opportunity(&open, 400).await;
    let won = json!({ "closedAt": "2026-11-18T20:00:00Z", "value": 410 });
    rep.post(&format!("/api/opportunities/{back_dated}/won"), won).await.expect(200);
    rep.feedback(&open, 10).await.expect(201);
    rep.post(&format!("/api/contacts/{open}/evangelist"), json!({})).await.expect(200);
    let status = json!({ "status": "CONTACTED" });
    rep.patch(&format!("/api/leads/{lost}/status"), status).await.expect(200);
}

async fn undo(rep: &Client, import: &Value) {
    let path = format!("/api/imports/{}", import["id"].as_str().unwrap());
    rep.post(&format!("{path}/undo"), json!({})).await.expect(200);
    until("the import to be undone", async || read(rep, &path).await["status"] == "UNDONE").await;
}

async fn work_on_enquiries(rep: &Client) {
    for enquiry in read(rep, "/api/enquiries").await.as_array().unwrap() {
        let path = format!("/api/enquiries/{}", enquiry["id"].as_str().unwrap());
        let steps: &[&str] = match enquiry["name"].as_str().unwrap() {
            "Unclaimed" => continue,
            "Claimed" => &[],
            "Lost enquiry" => &["lost"],
            _ => &["contacted", "converted"],
        };
        rep.post(&format!("{path}/claim"), json!({})).await.expect(200);
        for step in steps {
            let reason = (*step == "lost").then_some("price");
            let to = json!({ "status": step, "reason": reason });
            rep.put(&format!("{path}/status"), to).await.expect(200);
        }
    }
}

/// A number of the dashboard, and the list that its link opens.
struct Number {
    what: String,
    n: i64,
    list: String,
}

/// The numbers of the current state.
fn current_numbers(dashboard: &Value) -> Vec<Number> {
    let counters = &dashboard["counters"];
    let mut numbers = vec![];
    for (counter, list) in [
        ("enquiries", "/api/enquiries?status="),
        ("contacts", "/api/leads?stage="),
        ("statuses", "/api/leads?status="),
    ] {
        for (word, n) in counters[counter].as_object().unwrap() {
            let (what, list) = (format!("{counter} {word}"), format!("{list}{word}"));
            numbers.push(Number { what, n: n.as_i64().unwrap(), list });
        }
    }
    let (what, n) = ("open opportunities".into(), counters["opportunities"]["count"].as_i64().unwrap());
    numbers.push(Number { what, n, list: "/api/opportunities?status=OPEN".into() });
    numbers
}

/// The numbers of a range of days: tiles, trend, funnel, people.
async fn numbers_of_range(admin: &Client, from: &str, to: &str) -> Vec<Number> {
    let range = format!("from={from}&to={to}");
    let (created, closed) =
        (format!("createdFrom={from}&createdTo={to}"), format!("closedFrom={from}&closedTo={to}"));
    let deals = format!("/api/deals/company/{}?{range}", admin.company());
    let period = read(admin, &format!("/api/analytics/dashboard?{range}")).await["period"].clone();
    let lists = [
        (&period["enquiriesReceived"], format!("/api/enquiries?{created}")),
        (&period["contactsCreated"], format!("/api/leads?{created}")),
        (&period["opportunitiesOpened"], format!("/api/opportunities?{created}")),
        (&period["opportunitiesLost"], format!("/api/opportunities?status=LOST&{closed}")),
        (&period["dealsWon"]["count"], deals.clone()),
    ];
    let mut numbers: Vec<_> = lists
        .into_iter()
        .map(|(n, list)| Number { what: format!("{from} to {to}"), n: n.as_i64().unwrap(), list })
        .collect();
    let funnel = read(admin, &format!("/api/analytics/funnel?{range}")).await;
    let entered = |stage: &str| format!("/api/leads?entered={stage}&enteredFrom={from}&enteredTo={to}");
    for step in funnel["stages"].as_array().unwrap() {
        let stage = step["stage"].as_str().unwrap();
        let number = |name: &str, list| Number {
            what: format!("{stage} {name}"),
            n: step[name].as_i64().unwrap(),
            list,
        };
        numbers.push(number("now", format!("/api/leads?stage={stage}")));
        numbers.push(number("entered", entered(stage)));
        numbers.push(number("advanced", format!("{}&advanced=true", entered(stage))));
        assert_eq!(period["entered"][stage], step["entered"], "the tile equals the funnel");
    }
    let n = funnel["dormant"].as_i64().unwrap();
    numbers.push(Number { what: "dormant".into(), n, list: entered("DORMANT") });
    for person in read(admin, &format!("/api/analytics/performance?{range}")).await.as_array().unwrap() {
        let list = format!("{deals}&closedBy={}", person["employee"]["id"].as_str().unwrap());
        let n = person["dealsWon"]["count"].as_i64().unwrap();
        numbers.push(Number { what: format!("deals of {}", person["employee"]["name"]), n, list });
    }
    numbers
}

async fn every_number_equals_the_total_of_its_list(database: Database) {
    let server = Server::start_with(database, &[("JWT_EXPIRE", "5000d")]).await;
    set_clock(&server, "2026-11-01T00:00:00Z");
    let admin = server.found_company("Lotus").await;
    let timezone = json!({ "timezone": "Asia/Kolkata" });
    admin.patch(&format!("/api/companies/{}", admin.company()), timezone).await.expect(200);
    let rep = server.named(&admin, Role::Manager, "Asha").await;
    populate(&server, &admin, &rep).await;
    let mut numbers = current_numbers(&read(&admin, "/api/analytics/dashboard").await);
    for (from, to) in DAYS.iter().enumerate().flat_map(|(i, from)| DAYS[i..].iter().map(move |to| (from, to)))
    {
        numbers.extend(numbers_of_range(&admin, from, to).await);
    }
    for Number { what, n, list } in &numbers {
        assert_eq!(*n, total(&admin, list).await, "{what}: {list}");
    }
    let seen = |what: &str| numbers.iter().any(|number| number.what.starts_with(what) && number.n > 0);
    for what in ["enquiries lost", "contacts DORMANT", "EVANGELIST now", "OPPORTUNITY advanced", "deals of"] {
        assert!(seen(what), "{what} was never above zero");
    }
    assert_eq!(
        audit::check(&mut server.app.db.read().await.unwrap(), server.app.features).await.unwrap(),
        vec![]
    );
    assert_value_is_the_sum_of_deals(&admin).await;
}

async fn assert_value_is_the_sum_of_deals(admin: &Client) {
    let range = format!("from={}&to={}", DAYS[0], DAYS[2]);
    let won = read(admin, &format!("/api/analytics/dashboard?{range}")).await["period"]["dealsWon"].clone();
    let deals = read(admin, &format!("/api/deals/company/{}?{range}", admin.company())).await;
    let sum: i64 = deals.as_array().unwrap().iter().map(|deal| deal["value"].as_i64().unwrap()).sum();
    assert_eq!(won["value"]["INR"], sum);
}
