//! A company with a million contacts, inserted by the database itself.

use sqlx::{Connection, Executor, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions};

/// How a number becomes a contact. Only these expressions differ between the databases.
struct Dialect {
    id: &'static str,
    time: &'static str,
    numbers: &'static str,
    /// The employee id of statistics of the whole company.
    whole_company: &'static str,
}

const SQLITE: Dialect = Dialect {
    id: "printf('01900000-%04x-7%03x-8000-%012x', i >> 12, i & 4095, i)",
    time: "strftime('%Y-%m-%dT%H:%M:%S', 1735689600 + i * 30, 'unixepoch') || '+00:00'",
    numbers: "with recursive numbers(i) as (select 1 union all select i + 1 from numbers where i < {n})",
    whole_company: "'00000000-0000-0000-0000-000000000000'",
};
const POSTGRES: Dialect = Dialect {
    id: "('01900000-' || lpad(to_hex(i >> 12), 4, '0') || '-7' || lpad(to_hex(i & 4095), 3, '0') || '-8000-' || lpad(to_hex(i), 12, '0'))::uuid",
    time: "to_timestamp(1735689600 + i * 30)",
    numbers: "with numbers(i) as (select generate_series(1, {n}))",
    whole_company: "'00000000-0000-0000-0000-000000000000'::uuid",
};

/// 24 first names, so that each is common, and a number, so that each is rare.
const NAME: &str = "trim(substr('Alice   Bilal   Chen    Divya   Elena   Femi    Gita    Hugo    Isha    Jonas   Kavya   Luca    Maya    Nikhil  Omar    Priya   Quentin Rosa    Sofia   Tariq   Uma     Viktor  Wanda   Zaid    ', (i % 24) * 8 + 1, 8)) || ' ' || trim(substr('Smith   Khan    Wei     Nair    Rossi   Adeyemi Menon   Martin  Kapoor  Weber   Reddy   ', (i % 11) * 8 + 1, 8)) || ' ' || i";
const STAGE: &str = "case when i % 100 < 60 then 'LEAD' when i % 100 < 80 then 'MQL' when i % 100 < 88 then 'SQL' when i % 100 < 93 then 'OPPORTUNITY' when i % 100 < 98 then 'CUSTOMER' when i % 100 < 99 then 'EVANGELIST' else 'DORMANT' end";
const STATUS: &str = "case when i % 100 < 30 then 'NEW' when i % 100 < 93 then 'CONTACTED' when i % 100 < 99 then 'WON' else 'LOST' end";

fn statements(dialect: &Dialect, n: u32) -> Vec<String> {
    let Dialect { id, time, numbers, whole_company } = dialect;
    let numbers = numbers.replace("{n}", &n.to_string());
    let owner = "case i % 3 when 0 then null when 1 then (select id from employees order by created_at, id limit 1) else (select id from employees order by created_at desc, id desc limit 1) end";
    let mut statements = vec![format!(
        "{numbers} insert into contacts (id, company_id, name, email, phone, phone_digits, stage, status, owner_id, tags, email_key,
                                         phone_key, search_text, stage_changed_at, created_at, updated_at, version)
         select {id}, (select id from companies), {NAME}, 'person' || i || '@example.com', '+91 ' || (9800000000 + i), '91' || (9800000000 + i),
                {STAGE}, {STATUS}, {owner}, '[]', 'person' || i || '@example.com', '91' || (9800000000 + i),
                lower({NAME}) || ' person' || i || '@example.com +91 ' || (9800000000 + i) || ' 91' || (9800000000 + i), {time}, {time}, {time}, 1
         from numbers"
    )];
    for (prefix, column) in [("contacts.", "stage"), ("contacts.status.", "status")] {
        statements.push(format!(
            "insert into counters (company_id, name, value) select company_id, '{prefix}' || {column}, count(*) from contacts group by company_id, {column}"
        ));
    }
    statements.push("insert into stage_entries (contact_id, company_id, stage, entered_on, advanced) select id, company_id, stage, date(created_at), 1 = 0 from contacts".into());
    statements.push(format!(
        "insert into daily_figures (company_id, employee_id, day, name, value)
         select company_id, {whole_company}, cast(entered_on as text), 'stage.' || stage, count(*) from stage_entries group by company_id, entered_on, stage"
    ));
    statements
}

/// Inserts them into the only company, without ANALYZE, as after an import.
pub async fn fill(url: &str, n: u32) {
    if let Some(file) = url.strip_prefix("sqlite://") {
        let options =
            SqliteConnectOptions::new().filename(file).foreign_keys(true).pragma("cache_size", "-200000");
        let mut conn = SqliteConnection::connect_with(&options).await.expect("SQLite");
        run(&mut conn, statements(&SQLITE, n)).await;
        let index = [
            "insert into text_index_rows (company_id, record_id) select company_id, id from contacts order by id",
            "insert into text_index (rowid, text) select r.number, c.search_text from text_index_rows r join contacts c on c.id = r.record_id",
        ];
        run(&mut conn, index.map(str::to_owned).to_vec()).await;
    } else {
        let mut conn = PgConnection::connect(url).await.expect("PostgreSQL");
        run(&mut conn, statements(&POSTGRES, n)).await;
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
