//! `tandem check` detects inconsistencies in the database.

use crate::{
    on_both_databases,
    support::{Client, Database, Program, Server},
};

on_both_databases!(
    consistent_database_passes_the_check,
    check_finds_a_gap_in_the_log,
    check_finds_a_wrong_counter,
    check_finds_a_lost_newest_event
);

/// Fills a company and stops its server. Returns its founder.
async fn filled(database: &Database) -> Client {
    let server = Server::start(database.clone()).await;
    let admin = server.found_company("Lotus").await;
    for n in 0..5 {
        admin.submit_enquiry(&format!("Alice {n}")).await;
    }
    server.stop().await;
    admin
}

/// Makes a change that the application never makes.
async fn tamper(database: &Database, sql: &str) {
    let server = Server::start(database.clone()).await;
    let (company,): (tandem::id::CompanyId,) =
        server.app.db.read().await.unwrap().one(tandem::sql!("select id from companies")).await.unwrap();
    let mut tx =
        tandem::db::Tx::begin(&server.app.db, tandem::access::Actor::system(company, "test")).await.unwrap();
    assert_eq!(tx.exec(tandem::db::Sql::new(sql, vec![])).await.unwrap(), 1);
    tx.commit().await.unwrap();
    server.stop().await;
}

async fn consistent_database_passes_the_check(database: Database) {
    filled(&database).await;
    let output = Program::run(&database, &["check"]).await;
    assert!(output.success, "{}", output.text);
    assert!(output.text.contains("Counters and event log: ok"), "{}", output.text);
    assert!(output.text.contains(if database.is_postgres() { "PostgreSQL" } else { "SQLite" }));
}

async fn check_finds_a_gap_in_the_log(database: Database) {
    filled(&database).await;
    tamper(&database, "delete from events where seq = 3").await;
    let output = Program::run(&database, &["check"]).await;
    assert!(!output.success);
    assert!(output.text.contains("lotus: the event log has a gap: 4 follows 2"), "{}", output.text);
}

async fn check_finds_a_wrong_counter(database: Database) {
    filled(&database).await;
    tamper(&database, "update counters set value = 7 where name = 'enquiries.unclaimed'").await;
    let output = Program::run(&database, &["check"]).await;
    assert!(!output.success);
    assert!(
        output.text.contains("lotus: counter enquiries.unclaimed is 7, but a recount gives 5"),
        "{}",
        output.text
    );
}

async fn check_finds_a_lost_newest_event(database: Database) {
    filled(&database).await;
    tamper(&database, "delete from events where seq = 6").await;
    let output = Program::run(&database, &["check"]).await;
    assert!(!output.success);
    assert!(
        output.text.contains("lotus: the event number is 6, but the newest event is 5"),
        "{}",
        output.text
    );
}
