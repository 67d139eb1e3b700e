//! A server in this process.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use tandem::{
    access::{Actor, Role},
    app::App,
    config::{Config, Source},
    db::Tx,
    features::accounts::employees::{self, EmployeeStatus, HrFields, NewEmployee},
    id::CompanyId,
    server::{self, Running},
    time::Clock,
};

use super::{Client, Database, until};

/// Accepted by the password rules.
pub const PASSWORD: &str = "moss-lantern-orbit";

/// Settings that differ from the defaults of the tests.
pub type Settings<'a> = &'a [(&'a str, &'a str)];

pub struct Server {
    pub app: App,
    pub clock: Clock,
    pub url: String,
    pub database: Database,
    running: Mutex<Option<Running>>,
    employees: AtomicU32,
}

impl Server {
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, &[]).await
    }

    pub async fn start_with(database: Database, settings: Settings<'_>) -> Self {
        let config = Config::read(Source::new(variables(&database, settings))).expect("valid settings");
        let clock = Clock::default();
        let running = server::start(config, clock.clone()).await.expect("the server starts");
        Self {
            app: running.app.clone(),
            clock,
            url: format!("http://{}", running.address),
            database,
            running: Mutex::new(Some(running)),
            employees: AtomicU32::new(0),
        }
    }

    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// Registers the founder of a new company, who becomes its senior admin.
    pub async fn found_company(&self, company: &str) -> Client {
        let n = self.employees.fetch_add(1, Ordering::Relaxed);
        let email = format!("founder{n}.{}@example.com", uuid::Uuid::now_v7().simple());
        let body = serde_json::json!({ "name": format!("Founder {n}"), "email": email, "password": PASSWORD, "company": company });
        let reply = self.client().post("/api/auth/register", body).await.expect(201);
        self.client().signed_in(&reply.data())
    }

    /// Adds an employee with this role, signed in.
    pub async fn employee(&self, of: &Client, role: Role) -> Client {
        let n = self.employees.fetch_add(1, Ordering::Relaxed);
        self.named(of, role, &format!("{role} {n}")).await
    }

    pub async fn named(&self, of: &Client, role: Role, name: &str) -> Client {
        let company_id: CompanyId = of.company().parse().expect("an id");
        let new = NewEmployee {
            name: name.into(),
            email: format!("{}@example.com", uuid::Uuid::now_v7().simple()),
            role,
            status: EmployeeStatus::Active,
            password_hash: Some(self.app.passwords.hash(PASSWORD.into()).await.expect("a hash")),
            hr_fields: HrFields::default(),
        };
        let mut tx = Tx::begin(&self.app.db, Actor::system(company_id, "test")).await.expect("a transaction");
        let employee = employees::add(&mut tx, new).await.expect("an employee");
        tx.commit().await.expect("a commit");
        let token =
            self.app.tokens.issue(employee.id, company_id, employee.token_generation).expect("a token");
        self.client().signed_in(&serde_json::json!({ "employee": employee, "token": token }))
    }

    /// Waits until no company has a job left.
    pub async fn wait_for_jobs(&self) {
        until("the jobs of all companies", async || self.count_jobs().await == 0).await;
    }

    /// Renames a table, so that statements that need it fail until it is renamed back.
    pub async fn rename_table(&self, of: &Client, from: &str, to: &str) {
        let company_id: CompanyId = of.company().parse().expect("an id");
        let mut tx = Tx::begin(&self.app.db, Actor::system(company_id, "test")).await.expect("a transaction");
        tx.exec(tandem::sql!(format!("alter table {from} rename to {to}"))).await.expect("renamed");
        tx.commit().await.expect("a commit");
    }

    async fn count_jobs(&self) -> i64 {
        let mut conn = self.app.db.read().await.expect("a connection");
        conn.one::<(i64,)>(tandem::sql!("select count(*) from jobs")).await.expect("a count").0
    }

    pub async fn stop(&self) {
        let running = self.running.lock().expect("not poisoned").take();
        if let Some(running) = running {
            running.stop().await;
        }
    }
}

pub fn variables(database: &Database, settings: Settings<'_>) -> Vec<(String, String)> {
    let folder = database.folder.path().display().to_string();
    let own = [
        ("PORT", "0"),
        ("DATA_DIR", folder.as_str()),
        ("DATABASE_URL", database.url.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT_MAX", "0"),
        ("AUTH_RATE_LIMIT_MAX", "0"),
        ("RUST_LOG", "warn"),
    ];
    own.iter().chain(settings).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
