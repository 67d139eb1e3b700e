//! A company with a million contacts, written by the database itself.

use sqlx::{Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::Database;

/// How a number becomes a contact: the same on both databases but for a few functions.
struct Tongue {
    id: &'static str,
    time: &'static str,
    numbers: &'static str,
}

const SQLITE: Tongue = Tongue {
    id: "printf('01900000-%04x-7%03x-8000-%012x', i >> 12, i & 4095, i)",
    time: "strftime('%Y-%m-%dT%H:%M:%S', 1735689600 + i * 30, 'unixepoch') || '+00:00'",
    numbers: "with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < {n})",
};
const POSTGRES: Tongue = Tongue {
    id: "('01900000-' || lpad(to_hex(i >> 12), 4, '0') || '-7' || lpad(to_hex(i & 4095), 3, '0') || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid",
    time: "to_timestamp(1735689600 + i * 30)",
    numbers: "with numbers(i) as (select generate_series(1, {n}))",
};

/// 24 first names, so that each is common, and a number, so that each is rare.
const NAME: &str = "trim(substr('Alice   Bilal   Chen    Divya   Elena   Femi    Gita    Hugo    Isha    Jonas   Kavya   Luca    Maya    Nikhil  Omar    Priya   Quentin Rosa    Sofia   Tariq   Uma     Viktor  Wanda   Zaid    ', (i % 24) * 8 + 1, 8)) || ' ' || trim(substr('Smith   Khan    Wei     Nair    Rossi   Adeyemi Menon   Martin  Kapoor  Weber   Reddy   ', (i % 11) * 8 + 1, 8)) || ' ' || i";
const STAGE: &str = "case when i % 100 < 60 then 'LEAD' when i % 100 < 80 then 'MQL' when i % 100 < 88 then 'SQL' when i % 100 < 93 then 'OPPORTUNITY' when i % 100 < 98 then 'CUSTOMER' when i % 100 < 99 then 'EVANGELIST' else 'DORMANT' end";
const STATUS: &str = "case when i % 100 < 30 then 'NEW' when i % 100 < 93 then 'CONTACTED' when i % 100 < 99 then 'WON' else 'LOST' end";

fn statements(tongue: &Tongue, n: u32) -> Vec<String> {
    let Tongue { id, time, numbers } = tongue;
    let numbers = numbers.replace("{n}", &n.to_string());
    let owner = "case i % 3 when 0 then null when 1 then (select id from employees where role = 'admin') else (select id from employees where role = 'counselor') end";
    let mut statements = vec![format!(
        "{numbers} insert into contacts (id, company_id, name, email, phone, phone_digits, stage, status, owner_id, tags, email_key,
                                         phone_key, search_text, created_at, updated_at, version)
         select {id}, (select id from companies), {NAME}, 'person' || i || '@example.com', '+91 ' || (9800000000 + i), '91' || (9800000000 + i),
                {STAGE}, {STATUS}, {owner}, '[]', 'person' || i || '@example.com', '91' || (9800000000 + i),
                lower({NAME}) || ' person' || i || '@example.com +91 ' || (9800000000 + i) || ' 91' || (9800000000 + i), {time}, {time}, 1
         from numbers"
    )];
    for (prefix, column) in [("contacts.", "stage"), ("contacts.status.", "status")] {
        statements.push(format!(
            "insert into counters (company_id, name, value) select company_id, '{prefix}' || {column}, count(*) from contacts group by company_id, {column}"
        ));
    }
    statements
}

/// Writes them into the company that is there.
pub async fn fill(database: &Database, n: u32) {
    if let Some(file) = database.url.strip_prefix("sqlite://") {
        let options =
            SqliteConnectOptions::new().filename(file).foreign_keys(true).pragma("cache_size", "-200000");
        let mut conn = SqliteConnection::connect_with(&options).await.expect("SQLite");
        run(&mut conn, statements(&SQLITE, n)).await;
        let index = [
            "insert into text_index_rows (company_id, record_id) select company_id, id from contacts order by id",
            "insert into text_index (rowid, text) select r.number, c.search_text from text_index_rows r join contacts c on c.id = r.record_id",
            "analyze",
        ];
        run(&mut conn, index.map(str::to_owned).to_vec()).await;
    } else {
        let mut conn = PgConnection::connect(&database.url).await.expect("PostgreSQL");
        run(&mut conn, statements(&POSTGRES, n)).await;
        run(&mut conn, vec!["vacuum analyze contacts".into()]).await;
    }
}

async fn run<'c, C>(conn: &'c mut C, statements: Vec<String>)
where
    for<'e> &'e mut C: Executor<'e>,
{
    for statement in statements {
        let sql = sqlx::raw_sql(sqlx::AssertSqlSafe(statement));
        (&mut *conn).execute(sql).await.expect("written");
    }
}
