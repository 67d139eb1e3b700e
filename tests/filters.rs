//! Filters of lists: for random queries, each list returns exactly the rows that match when its filters are applied to all
//! rows here, as the OpenAPI document declares them.

use chrono::{Duration, NaiveDate, TimeZone};
use chrono_tz::Tz;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Map, Value, json};
use tandem::{
    access::{Actor, Role},
    db::Tx,
    features::contacts,
};

use crate::{
    on_both_databases,
    support::{Client, Database, Server, filter::Filter},
};

on_both_databases!(
    lists_return_exactly_the_matching_rows,
    bulk_changes_select_what_the_list_shows,
    wrong_filters_are_named,
);

/// A company in a time zone, with records from around its midnights.
struct Company {
    admin: Client,
    rep: Client,
    slug: String,
    zone: Tz,
}

impl Company {
    async fn found(server: &Server, zone: Tz, rng: &mut StdRng) -> Self {
        let admin = server.found_company(zone.name()).await;
        let path = format!("/api/companies/{}", admin.company());
        let founded = admin.patch(&path, json!({ "timezone": zone.name() })).await.expect(200).data();
        let slug = founded["slug"].as_str().unwrap().to_owned();
        let rep = server.employee(&admin, Role::Counselor).await;
        let company = Self { admin, rep, slug, zone };
        for n in 0..36 {
            server.clock.shift(Duration::days([0, 1, 3, 9][n % 4]));
            company.near_midnight(server, [-2, 1, 600][n % 3]);
            company.add_lead(server, n, rng).await;
            company.add_enquiry(server, n, rng).await;
        }
        company
    }

    fn today(&self, server: &Server) -> NaiveDate {
        server.clock.now().utc().with_timezone(&self.zone).date_naive()
    }

    /// Moves the clock to so many minutes after the next midnight.
    fn near_midnight(&self, server: &Server, minutes: i64) {
        let next = (self.today(server) + Duration::days(1)).and_hms_opt(0, 0, 0).unwrap();
        let midnight = self.zone.from_local_datetime(&next).earliest().unwrap();
        server.clock.shift(midnight.to_utc() - server.clock.now().utc() + Duration::minutes(minutes));
    }

    async fn add_lead(&self, server: &Server, n: usize, rng: &mut StdRng) {
        let source =
            *[Some("web"), Some("Fair, Berlin"), Some(r"a\b"), Some("none"), None].choose(rng).unwrap();
        let tags: Vec<_> =
            ["vip", "new, hot", "none"].into_iter().filter(|_| rng.random_range(0..3) == 0).collect();
        let owner = [Some(self.admin.id()), Some(self.rep.id()), None].choose(rng).unwrap().clone();
        let email = (n.is_multiple_of(3)).then(|| format!("{n}@example.com"));
        let lead = json!({ "name": format!("Lead {n}"), "source": source, "tags": tags, "ownerId": owner, "email": email });
        let kind = if n.is_multiple_of(4) { "customers" } else { "leads" };
        let lead = self.admin.post(&format!("/api/{kind}"), lead).await.expect(201).data()["id"].clone();
        let path = format!("/api/leads/{}", lead.as_str().unwrap());
        if n % 4 == 1 {
            self.admin.patch(&format!("{path}/status"), json!({ "status": "CONTACTED" })).await.expect(200);
        }
        if n.is_multiple_of(5) {
            let actor = Actor::system(self.admin.company().parse().unwrap(), "test");
            let mut tx = Tx::begin(&server.app.db, actor).await.unwrap();
            contacts::unsubscribe(&mut tx, lead.as_str().unwrap().parse().unwrap()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let due = server.clock.now().plus(Duration::hours(rng.random_range(-900..900)));
        let task = json!({ "kind": "TASK", "text": "call", "dueAt": due, "assigneeId": if n.is_multiple_of(2) { self.admin.id() } else { owner.unwrap_or(self.rep.id()) } });
        self.admin.post(&format!("{path}/activity"), task).await.expect(201);
    }

    async fn add_enquiry(&self, server: &Server, n: usize, rng: &mut StdRng) {
        let priority = *["low", "medium", "high"].choose(rng).unwrap();
        let source = *[None, Some("Fair, Berlin"), Some("none")].choose(rng).unwrap();
        let enquiry = json!({ "company": self.slug, "name": "Alice", "email": "alice@example.com", "priority": priority, "source": source });
        let enquiry = server.client().post("/api/enquiries", enquiry).await.expect(201).data()["id"].clone();
        if n.is_multiple_of(3) {
            let claimer = if n.is_multiple_of(2) { &self.admin } else { &self.rep };
            let path = format!("/api/enquiries/{}/claim", enquiry.as_str().unwrap());
            claimer.post(&path, json!({})).await.expect(200);
        }
    }

    async fn compare(&self, server: &Server, reader: &Client, path: &str, rng: &mut StdRng) {
        let everyone = format!("{},{}", self.admin.id(), self.rep.id());
        let is_tasks = path == "/api/tasks";
        let all = if is_tasks { format!("&assigneeId={everyone}") } else { String::new() };
        let all = reader.get(&format!("{path}?limit=100{all}")).await.expect(200).data();
        let all = all.as_array().unwrap();
        assert!(all.len() > 10 && all.len() < 100, "{path}: {}", all.len());
        let (filters, today) = (Filter::all_of(path), self.today(server));
        let mut matching = vec![];
        for n in 0..30 {
            let mut chosen = vec![];
            for (i, filter) in filters.iter().enumerate() {
                // Each by itself and with others. Without an assignee, tasks are one's own.
                let is_chosen = i == n % filters.len() || rng.random_range(0..8) == 0;
                if is_chosen || (is_tasks && filter.name == "assigneeId") {
                    chosen.push((filter, filter.random_query(all, today, self.zone, rng)));
                }
            }
            let expected: Vec<_> = all
                .iter()
                .filter(|row| chosen.iter().all(|(filter, query)| filter.matches(row, query, self.zone)))
                .map(|row| row["id"].as_str().unwrap().to_owned())
                .collect();
            let filter: Map<_, _> =
                chosen.iter().map(|(filter, query)| (filter.name.clone(), query.json())).collect();
            lists_agree(reader, path, &filter, &expected).await;
            matching.push(expected.len());
        }
        assert!(matching.iter().filter(|n| (1..all.len()).contains(n)).count() > 6, "{path}: {matching:?}");
    }
}

/// The page, its total, the walk by cursor, and for leads the exports and the board.
async fn lists_agree(reader: &Client, path: &str, filter: &Map<String, Value>, expected: &[String]) {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in filter {
        query.append_pair(name, &value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    }
    let query = query.finish();
    let page = reader.get(&format!("{path}?limit=100&{query}")).await.expect(200).body;
    assert_eq!(
        (ids(&page), &page["total"]),
        (expected.to_vec(), &json!(expected.len())),
        "{path} {filter:?}"
    );
    let walked = reader.get(&format!("{path}?limit=100&cursor=start&{query}")).await.expect(200).body;
    assert_eq!(ids(&walked), expected, "{path} {filter:?}");
    if path != "/api/leads" {
        return;
    }
    let mut sorted = expected.to_vec();
    sorted.sort_unstable();
    let export = reader.get(&format!("{path}/export.csv?{query}")).await.expect(200).body;
    assert_eq!(ids_of_csv(&export), sorted, "{filter:?}");
    let selected = reader.post("/api/leads/export.csv", json!({ "filter": filter })).await.expect(200).body;
    assert_eq!(ids_of_csv(&selected), sorted, "{filter:?}");
    let board = reader.get(&format!("{path}/board?{query}")).await.expect(200).data();
    let counts = board.as_array().unwrap().iter().map(|column| column["count"].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), expected.len() as u64, "{filter:?}");
}

fn ids(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn ids_of_csv(file: &Value) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(file.as_str().unwrap().as_bytes());
    let mut ids: Vec<_> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    ids.sort_unstable();
    ids
}

async fn lists_return_exactly_the_matching_rows(database: Database) {
    let server = Server::start_with(database, &[("JWT_EXPIRE", "900d")]).await;
    for (seed, zone) in [(1, Tz::Asia__Kolkata), (2, Tz::Pacific__Auckland)] {
        let mut rng = StdRng::seed_from_u64(seed);
        let company = Company::found(&server, zone, &mut rng).await;
        for minutes in [-15, 1] {
            company.near_midnight(&server, minutes);
            for reader in [&company.admin, &company.rep] {
                company.compare(&server, reader, "/api/leads", &mut rng).await;
                company.compare(&server, reader, "/api/enquiries", &mut rng).await;
            }
            company.compare(&server, &company.admin, "/api/tasks", &mut rng).await;
        }
    }
}

async fn bulk_changes_select_what_the_list_shows(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    for (name, source) in [("A", Some("web")), ("B", Some("Fair, Berlin")), ("C", None), ("D", Some("fair"))]
    {
        admin.lead_with(json!({ "name": name, "source": source })).await;
    }
    let filter = json!({ "source": r"Fair\, Berlin,none", "createdAt": "2020-01-01.." });
    let done =
        crate::bulk::bulk(&admin, json!({ "filter": filter, "change": { "addTags": ["x, y"] } })).await;
    assert_eq!(crate::bulk::counts(&done), [2, 2, 0, 0]);
    let tagged = admin.get(r"/api/leads?sort=name&tag=x\, y").await.expect(200).data();
    let names: Vec<_> =
        tagged.as_array().unwrap().iter().map(|lead| lead["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["B", "C"]);
}

async fn wrong_filters_are_named(database: Database) {
    let server = Server::start(database).await;
    let admin = server.found_company("Lotus").await;
    let statuses = "must be one of NEW, CONTACTED, QUALIFIED, UNQUALIFIED, WON, LOST";
    let days = "must be a date or a date range, such as 2026-11-21, 2026-11-01..2026-11-30 or last-30-days";
    for (path, query, message) in [
        ("leads", "status=OLD", statuses),
        ("leads", "status=NEW,OLD", statuses),
        ("leads", "status=none", statuses),
        ("customers", "ownerId=none,x", "must be a valid id"),
        ("leads", "unsubscribed=maybe", "must be a boolean, not a string"),
        ("contacts", "createdAt=2026-02-31", days),
        ("leads", "createdAt=..", days),
        ("enquiries", "createdAt=2026-1-1", days),
        ("enquiries", "priority=high,urgent", "must be one of low, medium, high"),
        ("tasks", "dueAt=soon", days),
        ("tasks", "assigneeId=none", "must be a valid id"),
    ] {
        let reply = admin.get(&format!("/api/{path}?{query}")).await.expect_error(400, "invalid");
        assert_eq!(reply.fields(), [query.split('=').next().unwrap()], "{query}");
        assert_eq!(reply.body["errors"][0]["message"], message, "{query}");
    }
    let several = admin.get("/api/leads?status=OLD&createdAt=soon&limit=0&ownerId=x").await;
    assert_eq!(several.expect_error(400, "invalid").fields(), ["limit", "createdAt", "ownerId", "status"]);
    let selection = json!({ "filter": { "createdAt": "soon", "status": "OLD", "stage": ["LEAD"] } });
    let refused = admin.post("/api/leads/export.csv", selection).await.expect_error(400, "invalid");
    assert_eq!(refused.fields(), ["filter.createdAt", "filter.stage", "filter.status"]);
}
