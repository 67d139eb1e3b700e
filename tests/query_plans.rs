//! Query plans of every statement right after an import, without ANALYZE: none reads a whole table. PostgreSQL plans
//! by table size, so it gets 100,000 records; SQLite plans by the schema alone.

use reqwest::Method;
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use tandem::{access::Role, maintenance};

use crate::{
    on_both_databases,
    support::{
        Client, Database, Server,
        calls::{call_validly, prepare},
        dataset,
        routes::{Operation, Records, kind_of, operations, records},
        statements::Statements,
    },
};

on_both_databases!(no_statement_reads_a_whole_table);

const RECORDS_ON_POSTGRES: u32 = 100_000;
const RECORDS_ON_SQLITE: u32 = 500;

/// Tables that grow over the years. The others have as many rows as a company has employees, imports or settings.
const LARGE: [&str; 22] = [
    "activities",
    "bulk_results",
    "bulk_selections",
    "contact_tags",
    "contacts",
    "counters",
    "daily_figures",
    "deals",
    "email_hits",
    "email_links",
    "emails",
    "enquiries",
    "enquiry_notes",
    "events",
    "feedback",
    "idempotency_keys",
    "import_changes",
    "jobs",
    "notifications",
    "opportunities",
    "sessions",
    "stage_entries",
];

/// Rows derived from the contacts, with the same SQL on both databases.
const OTHERS: [&str; 5] = [
    "insert into enquiries (id, company_id, name, email, phone, source, priority, status, note_count, created_at, updated_at, version)
     select id, company_id, name, email, phone, 'web', 'medium', 'unclaimed', 0, created_at, updated_at, 1 from contacts",
    "insert into activities (id, company_id, contact_id, kind, text, occurred_at, created_at, updated_at, version)
     select id, company_id, id, 'NOTE', name, created_at, created_at, updated_at, 1 from contacts",
    "insert into opportunities (id, company_id, contact_id, title, expected_value, currency, status, created_at, updated_at, version)
     select id, company_id, id, name, 100000, 'INR', 'OPEN', created_at, updated_at, 1 from contacts",
    "insert into contact_tags (company_id, contact_id, tag) select company_id, id, 'imported' from contacts",
    "insert into notifications (id, company_id, employee_id, kind, text, entity_type, entity_id, created_at, updated_at, version)
     select c.id, c.company_id, e.id, 'ASSIGNED', c.name, 'contact', c.id, c.created_at, c.updated_at, 1
     from contacts c join employees e on e.id = (select id from employees order by created_at limit 1)",
];

/// Typical queries, sent to every list.
const QUERIES: [&str; 21] = [
    "",
    "cursor=start",
    "page=3",
    "q=person77@example.com&cursor=start",
    "q=smith%20person&cursor=start",
    "q=al&cursor=start",
    "sort=name&cursor=start",
    "sort=createdAt&cursor=start",
    "stage=SQL&cursor=start",
    "status=NEW&cursor=start",
    "tag=imported&cursor=start",
    "entered=LEAD&cursor=start",
    "entered=LEAD&enteredFrom=2020-01-01&cursor=start",
    "stage=LEAD,SQL",
    "status=NEW,CONTACTED&cursor=start",
    "status=unclaimed,lost",
    "ownerId=none&cursor=start",
    "claimedBy=none&cursor=start",
    "source=none,web&cursor=start",
    "tag=none,imported&cursor=start",
    "createdAt=last-30-days&cursor=start",
];

async fn no_statement_reads_a_whole_table(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    fill(&database).await;
    let statements = Statements::record();
    let ids = records(&server, &admin).await;
    for client in [&admin, &rep] {
        read_lists(client).await;
    }
    let mut operations = operations();
    // What others need is deleted after them, and the company last.
    operations.sort_by_key(|operation| (operation.method == Method::DELETE, operation.path == COMPANY));
    let company = operations.pop().expect("operations");
    let mut failures = vec![];
    for operation in &operations {
        failures.extend(failure(&server, &admin, operation, &ids).await);
    }
    maintenance::clean_up(&server.app).await.expect("cleanup succeeds");
    failures.extend(failure(&server, &admin, &company, &ids).await);
    assert!(failures.is_empty(), "{} calls failed:\n{}", failures.len(), failures.join("\n"));
    server.stop().await;
    let statements = statements.lookups();
    assert!(statements.len() > 100, "only {} statements were recorded", statements.len());
    let found = if database.is_postgres() {
        explain_on_postgres(&database.url, &statements).await
    } else {
        explain_on_sqlite(&database.url, &statements).await
    };
    assert!(found.is_empty(), "{} statements:\n\n{}", found.len(), found.join("\n\n"));
}

const COMPANY: &str = "/api/companies/{id}";

/// Operations that cannot succeed here, and why. Their statements up to the refusal are planned.
const REFUSED: [(&str, u16, &str); 2] = [
    ("POST /api/auth/confirm", 400, "the token is only in an e-mail; a reset redeems one in the same way"),
    ("POST /api/auth/confirm/resend", 409, "the address of an employee is confirmed already"),
];

/// Calls an operation with the records that it needs. Returns what is wrong with the answer, if anything.
async fn failure(
    server: &Server,
    admin: &Client,
    operation: &Operation,
    records: &Records,
) -> Option<String> {
    let (name, mut records) = (operation.name(), records.clone());
    prepare(server, admin, operation, &mut records).await;
    // Some of these end the session.
    let is_session = operation.path.starts_with("/api/auth/");
    let client = if is_session { &server.employee(admin, Role::Counselor).await } else { admin };
    let id = records.get(kind_of(operation)).map_or("", String::as_str);
    let reply = call_validly(client, operation, id, &records).await;
    let expected = REFUSED.iter().find(|(refused, ..)| *refused == name);
    let is_expected =
        expected.map_or((200..400).contains(&reply.status), |(_, status, _)| reply.status == *status);
    (!is_expected).then(|| format!("{name}: {} {}", reply.status, reply.body))
}

/// Without autovacuum, so that nothing is analysed yet, as right after an import.
async fn fill(database: &Database) {
    if database.is_postgres() {
        let mut conn = PgConnection::connect(&database.url).await.expect("a connection");
        for table in LARGE {
            run(&mut conn, &format!("alter table {table} set (autovacuum_enabled = false)")).await;
        }
    }
    let records = if database.is_postgres() { RECORDS_ON_POSTGRES } else { RECORDS_ON_SQLITE };
    dataset::fill(&database.url, records).await;
    for statement in OTHERS {
        if database.is_postgres() {
            run(&mut PgConnection::connect(&database.url).await.expect("a connection"), statement).await;
        } else {
            run(&mut SqliteConnection::connect(&database.url).await.expect("a connection"), statement).await;
        }
    }
}

async fn run<'c, C>(conn: &'c mut C, statement: &str)
where
    for<'e> &'e mut C: Executor<'e>,
{
    let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statement.to_owned()));
    (&mut *conn).execute(sql).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// Sends every query to every list. A list rejects filters that it does not have, but each query suits one.
async fn read_lists(client: &Client) {
    let lists: Vec<_> = operations()
        .into_iter()
        .filter(|it| it.method == Method::GET && !it.path.contains('{') && !it.public)
        .collect();
    let ids: Vec<_> = (0..20).map(|_| uuid::Uuid::now_v7().to_string()).collect();
    let by_ids = format!("ids={}", ids.join(","));
    for query in QUERIES.into_iter().chain([by_ids.as_str()]) {
        let mut succeeded = 0;
        for list in &lists {
            let reply = client.get(&format!("{}?{query}", list.path)).await;
            assert!([200, 400, 403].contains(&reply.status), "{} {query}: {}", list.path, reply.body);
            succeeded += usize::from(reply.status == 200);
        }
        assert!(succeeded > 0, "no list accepts {query}");
    }
}

async fn explain_on_sqlite(url: &str, statements: &[String]) -> Vec<String> {
    let mut conn = SqliteConnection::connect(url).await.expect("a connection");
    let mut found = vec![];
    for statement in statements {
        let sql = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
        let rows = match sqlx::raw_sql(sql).fetch_all(&mut conn).await {
            Ok(rows) => rows,
            Err(error) => {
                found.push(format!("{statement}\n→ cannot be explained: {error}"));
                continue;
            }
        };
        let steps: Vec<Step> =
            rows.iter().map(|row| Step { parent: row.get("parent"), detail: row.get("detail") }).collect();
        if let Some(wrong) = wrong_step(statement, &steps) {
            found.push(format!("{statement}\n→ {wrong}"));
        }
    }
    found
}

/// A line of SQLite's plan; lines with the same parent are nested loops, the outermost first.
struct Step {
    parent: i64,
    detail: String,
}

fn wrong_step<'a>(statement: &str, steps: &'a [Step]) -> Option<&'a str> {
    let is_loop = |step: &&Step| step.detail.starts_with("SCAN") || step.detail.starts_with("SEARCH");
    steps.iter().enumerate().find_map(|(i, step)| {
        let mut words = step.detail.split_whitespace();
        let (verb, name) = (words.next()?, words.next()?);
        let siblings = |steps: &'a [Step]| steps.iter().filter(|other| other.parent == step.parent);
        let wrong = if step.detail.contains("VIRTUAL TABLE") {
            // Inside another loop the text index would be searched once for each row.
            siblings(&steps[..i]).any(|other| is_loop(&other))
        } else {
            let sorted = siblings(steps).any(|other| other.detail == "USE TEMP B-TREE FOR ORDER BY");
            let by_ids = statement.contains(" and id in ($");
            let whole_company = step.detail.ends_with("(company_id=?)") && (sorted || by_ids);
            is_large(statement, name) && (verb == "SCAN" || (verb == "SEARCH" && whole_company))
        };
        wrong.then_some(step.detail.as_str())
    })
}

/// Whether a name in a statement, possibly an alias, is that of a large table.
fn is_large(statement: &str, name: &str) -> bool {
    let is_alias = |table: &&str| {
        statement.contains(&format!("{table} {name} ")) || statement.contains(&format!("{table} as {name} "))
    };
    LARGE.contains(&name) || LARGE.iter().any(is_alias)
}

/// Uses the generic plan, which a prepared statement ends up with.
async fn explain_on_postgres(url: &str, statements: &[String]) -> Vec<String> {
    let mut conn = PgConnection::connect(url).await.expect("a connection");
    run(&mut conn, "set plan_cache_mode = force_generic_plan").await;
    let mut found = vec![];
    for statement in statements {
        match generic_plan(&mut conn, statement).await {
            Ok(plan) => {
                let mut tables = vec![];
                read_whole(&plan[0]["Plan"], &mut tables);
                if !tables.is_empty() {
                    found.push(format!("{statement}\n→ reads all of {}", tables.join(", ")));
                }
            }
            Err(error) => found.push(format!("{statement}\n→ cannot be explained: {error}")),
        }
    }
    found
}

async fn generic_plan(conn: &mut PgConnection, statement: &str) -> Result<Value, sqlx::Error> {
    let prepare = sqlx::AssertSqlSafe(format!("prepare explained as {statement}"));
    sqlx::raw_sql(prepare).execute(&mut *conn).await?;
    let placeholders = (1..).take_while(|n| statement.contains(&format!("${n}"))).count();
    let nulls = vec!["null"; placeholders].join(", ");
    let values = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let explain = sqlx::AssertSqlSafe(format!("explain (format json) execute explained{values}"));
    let explained = sqlx::raw_sql(explain).fetch_one(&mut *conn).await;
    run(conn, "deallocate explained").await;
    explained?.try_get(0)
}

/// The large tables that a plan scans completely.
fn read_whole(node: &Value, tables: &mut Vec<String>) {
    let table = node["Relation Name"].as_str().unwrap_or_default();
    let by_index = node["Node Type"].as_str().is_some_and(|kind| kind.starts_with("Index"));
    let whole = node["Node Type"] == "Seq Scan" || (by_index && node["Index Cond"].is_null());
    if whole && LARGE.contains(&table) {
        tables.push(table.to_owned());
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        read_whole(child, tables);
    }
}
