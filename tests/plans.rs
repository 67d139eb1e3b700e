//! Every statement of the product, as the database plans it right after an import, with nothing analysed: none of them
//! reads a whole table. PostgreSQL looks at how large its tables are, and gets 100,000 records; SQLite plans by the
//! schema alone.

use reqwest::Method;
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection, Row, SqliteConnection};
use tandem::{access::Role, housekeeping};

use crate::{
    on_both,
    support::{
        Client, Database, Server, million,
        routes::{good_body, kind_of, operations, records},
        statements::Statements,
    },
};

on_both!(no_statement_reads_a_whole_table);

const RECORDS_ON_POSTGRES: u32 = 100_000;
const RECORDS_ON_SQLITE: u32 = 500;

/// What grows with the years of a company. The others hold as many rows as it has people, imports or settings.
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

/// Rows beside the contacts, made of them: the same text on both databases.
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

/// What people look for, on every list.
const QUERIES: [&str; 13] = [
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
];

async fn no_statement_reads_a_whole_table(database: Database) {
    let server = Server::start(database.clone()).await;
    let admin = server.found("Lotus").await;
    let rep = server.employee(&admin, Role::Counselor).await;
    fill(&database).await;
    let statements = Statements::record();
    let ids = records(&server, &admin).await;
    for client in [&admin, &rep] {
        read_lists(client).await;
    }
    let (deletions, others): (Vec<_>, Vec<_>) =
        operations().into_iter().partition(|operation| operation.method == Method::DELETE);
    for operation in others.iter().chain(&deletions) {
        let id = ids.get(kind_of(operation)).cloned().unwrap_or_else(|| uuid::Uuid::now_v7().to_string());
        admin.send(operation.method.clone(), &operation.at(&id), good_body(operation, &ids), &[]).await;
    }
    housekeeping::clean_up(&server.app).await.expect("cleaned up");
    server.stop().await;
    let statements = statements.that_read();
    assert!(statements.len() > 100, "only {} statements were recorded", statements.len());
    let found = if database.is_postgres() {
        explain_on_postgres(&database.url, &statements).await
    } else {
        explain_on_sqlite(&database.url, &statements).await
    };
    assert!(found.is_empty(), "{} statements:\n\n{}", found.len(), found.join("\n\n"));
}

/// Where nothing has been analysed yet, as after an import.
async fn fill(database: &Database) {
    if database.is_postgres() {
        let mut conn = PgConnection::connect(&database.url).await.expect("a connection");
        for table in LARGE {
            run(&mut conn, &format!("alter table {table} set (autovacuum_enabled = false)")).await;
        }
    }
    let records = if database.is_postgres() { RECORDS_ON_POSTGRES } else { RECORDS_ON_SQLITE };
    million::fill(&database.url, records).await;
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

/// What a list has no such field for is refused, which is fine here.
async fn read_lists(client: &Client) {
    let lists = operations().into_iter().filter(|operation| {
        operation.method == Method::GET && !operation.path.contains('{') && !operation.public
    });
    for list in lists {
        for query in QUERIES {
            let reply = client.get(&format!("{}?{query}", list.path)).await;
            assert!(reply.status < 500, "{} {query}: {}", list.path, reply.body);
        }
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

/// A line of SQLite's plan; those with the same parent are nested loops, the outermost first.
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
            // Inside another loop the index of texts is asked once for each of its rows.
            siblings(&steps[..i]).any(|other| is_loop(&other))
        } else {
            let sorted = siblings(steps).any(|other| other.detail == "USE TEMP B-TREE FOR ORDER BY");
            let whole_company = step.detail.ends_with("(company_id=?)") && sorted;
            is_large(statement, name) && (verb == "SCAN" || (verb == "SEARCH" && whole_company))
        };
        wrong.then_some(step.detail.as_str())
    })
}

/// Whether a name in a statement, which may be an alias, is that of a large table.
fn is_large(statement: &str, name: &str) -> bool {
    let is_alias = |table: &&str| {
        statement.contains(&format!("{table} {name} ")) || statement.contains(&format!("{table} as {name} "))
    };
    LARGE.contains(&name) || LARGE.iter().any(is_alias)
}

/// With the plan that serves any values, as a prepared statement comes to have.
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

/// The large tables that a plan reads from beginning to end.
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
