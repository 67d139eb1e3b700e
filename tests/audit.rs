//! `tandem check` finds what should not be.

use crate::{
    on_both,
    support::{Client, Database, Program, Server},
};

on_both!(
    a_sound_database_is_good,
    a_planted_hole_is_found,
    a_planted_wrong_counter_is_found,
    a_lost_newest_event_is_found
);

/// Fills a company, then stops its server. Answers its founder.
async fn filled(database: &Database) -> Client {
    let server = Server::start(database.clone()).await;
    let admin = server.found("Lotus").await;
    for n in 0..5 {
        admin.receive_enquiry(&format!("Alice {n}")).await;
    }
    server.stop().await;
    admin
}

/// Does to the database what no verb would do.
async fn tamper(database: &Database, sql: &str) {
    let server = Server::start(database.clone()).await;
    let (company,): (tandem::id::CompanyId,) =
        server.app.db.read().await.unwrap().one(tandem::sql!("select id from companies")).await.unwrap();
    let mut tx =
        tandem::db::Tx::begin(&server.app.db, tandem::access::Actor::company(company)).await.unwrap();
    assert_eq!(tx.exec(tandem::db::Sql::new(sql, vec![])).await.unwrap(), 1);
    tx.commit().await.unwrap();
    server.stop().await;
}

async fn a_sound_database_is_good(database: Database) {
    filled(&database).await;
    let printed = Program::run(&database, &["check"]).await;
    assert!(printed.success, "{}", printed.text);
    assert!(printed.text.contains("counters and event log: good"), "{}", printed.text);
    assert!(printed.text.contains(if database.is_postgres() { "PostgreSQL" } else { "SQLite" }));
}

async fn a_planted_hole_is_found(database: Database) {
    filled(&database).await;
    tamper(&database, "delete from events where seq = 3").await;
    let printed = Program::run(&database, &["check"]).await;
    assert!(!printed.success);
    assert!(printed.text.contains("lotus: the event log has a hole: 4 follows 2"), "{}", printed.text);
}

async fn a_planted_wrong_counter_is_found(database: Database) {
    filled(&database).await;
    tamper(&database, "update counters set value = 7 where name = 'enquiries.unclaimed'").await;
    let printed = Program::run(&database, &["check"]).await;
    assert!(!printed.success);
    assert!(
        printed.text.contains("lotus: the counter enquiries.unclaimed says 7, a recount 5"),
        "{}",
        printed.text
    );
}

async fn a_lost_newest_event_is_found(database: Database) {
    filled(&database).await;
    tamper(&database, "delete from events where seq = 6").await;
    let printed = Program::run(&database, &["check"]).await;
    assert!(!printed.success);
    assert!(printed.text.contains("lotus: the event number is 6, the newest event 5"), "{}", printed.text);
}
