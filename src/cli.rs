//! The commands of the program.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use serde_json::json;

use crate::{
    access::Actor,
    app,
    config::Config,
    db::{Db, Tx, Wake},
    demo,
    error::{Error, Result},
    features::{
        accounts::{
            companies,
            employees::{self, Details, EmployeeStatus, NewEmployee},
            sign_in::{self, Passwords},
            users::NewUser,
        },
        insights::audit,
    },
    http, private_files, protocol, schema, telemetry,
    time::Clock,
};

/// A CRM in which a whole sales team works at the same time.
#[derive(Parser)]
#[command(name = "tandem", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the live hub (what `tandem` alone does too)
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Check settings, database, counters against a recount, and the event log for holes
    Check,
    /// Fill a demo company with people and a year of work; prints logins
    Demo {
        /// Go on with traffic through the public API, until stopped; serves too, if no server does
        #[arg(long)]
        live: bool,
    },
    /// Add an employee, or set a new password
    #[command(subcommand)]
    Employee(EmployeeCommand),
    /// Write a consistent copy of the database to a file, also while it serves
    Backup { file: PathBuf },
    /// Print the OpenAPI document
    Openapi,
    /// Print the AsyncAPI document of the live hub
    Asyncapi,
}

#[derive(Subcommand)]
enum EmployeeCommand {
    /// Add an employee with any role; prints a password when none is given
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        role: String,
        /// The company's slug; not needed when there is only one
        #[arg(long)]
        company: Option<String>,
        #[arg(long)]
        password: Option<String>,
    },
    /// Set a new password; every sign-in of the employee ends
    ResetPassword {
        #[arg(long)]
        email: String,
        #[arg(long)]
        password: Option<String>,
    },
}

/// Reads the settings and does what the command line says.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    private_files::close_to_others();
    let config = match Config::load() {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("These settings are wrong:");
            problems.iter().for_each(|problem| eprintln!("  {problem}"));
            return ExitCode::from(2);
        }
    };
    let _logs = telemetry::start_logs(&config.log);
    match obey(cli.command.unwrap_or(Command::Serve), config).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", explain(&error));
            ExitCode::FAILURE
        }
    }
}

fn explain(error: &Error) -> String {
    match error {
        Error::Internal(what) => what.clone(),
        Error::Database(source) => source.to_string(),
        Error::Invalid(fields) => {
            fields.iter().map(|f| format!("{} {}", f.field, f.message)).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

async fn obey(command: Command, config: Config) -> Result<ExitCode> {
    match command {
        Command::Serve => serve(config).await?,
        Command::Migrate => {
            open(&config).await?;
            println!("the database is up to date");
        }
        Command::Check => return check(&config).await,
        Command::Demo { live } => {
            demo::run(open(&config).await?, config, live).await?;
        }
        Command::Employee(EmployeeCommand::Create { name, email, role, company, password }) => {
            create_employee(&config, NewLogin { name, email, role, company, password }).await?;
        }
        Command::Employee(EmployeeCommand::ResetPassword { email, password }) => {
            reset_password(&config, &email, password).await?;
        }
        Command::Backup { file } => {
            connect(&config).await?.backup(config.database_url.expose(), &file).await?;
            println!("written to {}", file.display());
        }
        Command::Openapi => println!("{:#}", http::document()),
        Command::Asyncapi => print!("{}", protocol::asyncapi_yaml()),
    }
    Ok(ExitCode::SUCCESS)
}

async fn connect(config: &Config) -> Result<Db> {
    let (wake, _) = Wake::new();
    Db::connect(config.database_url.expose(), config.database_max_connections, Clock::default(), wake).await
}

async fn open(config: &Config) -> Result<Db> {
    let db = connect(config).await?;
    db.migrate().await?;
    Ok(db)
}

async fn serve(config: Config) -> Result<()> {
    // Each connection is a file to the system, and what it allows by default is soon reached.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "only as many connections as the system allows at first");
    }
    let running = app::start(config, Clock::default()).await?;
    println!("listening on http://{}", running.address);
    stop_asked().await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Ctrl-C, or SIGTERM.
async fn stop_asked() {
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::error!(%error, "SIGTERM is not heard; Ctrl-C is");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

async fn check(config: &Config) -> Result<ExitCode> {
    println!("settings: good");
    let db = connect(config).await?;
    db.ready().await?;
    println!("database: {}, up to date", db.dialect().name());
    let findings = audit::check(&mut db.read().await?).await?;
    if findings.is_empty() {
        println!("counters and event log: good");
        return Ok(ExitCode::SUCCESS);
    }
    findings.iter().for_each(|finding| println!("{finding}"));
    Ok(ExitCode::FAILURE)
}

struct NewLogin {
    name: String,
    email: String,
    role: String,
    company: Option<String>,
    password: Option<String>,
}

async fn create_employee(config: &Config, new: NewLogin) -> Result<()> {
    let fields = json!({ "name": new.name, "email": new.email, "role": new.role, "password": new.password });
    let account: NewUser = schema::read(fields)?;
    let db = open(config).await?;
    let mut conn = db.read().await?;
    let company = match &new.company {
        Some(slug) => companies::find_by_slug(&mut conn, slug).await?,
        None => companies::find_only(&mut conn).await?,
    };
    let company =
        company.ok_or_else(|| Error::invalid("company", "must be the slug of a company on this server"))?;
    drop(conn);
    let password = chosen(account.password, &[&account.name, &account.email])?;
    let hash = Passwords::new(config.bcrypt_cost).hash(password.text.clone()).await?;
    let mut tx = Tx::begin(&db, Actor::company(company.id)).await?;
    let employee = NewEmployee {
        name: account.name,
        email: account.email.to_lowercase(),
        role: account.role,
        status: EmployeeStatus::Active,
        password_hash: Some(hash),
        details: Details::default(),
    };
    let employee = employees::add(&mut tx, employee).await?;
    tx.commit().await?;
    println!("{} ({}) is {} of {}", employee.name, employee.email, employee.role, company.name);
    password.tell();
    Ok(())
}

async fn reset_password(config: &Config, email: &str, password: Option<String>) -> Result<()> {
    let db = open(config).await?;
    let found = employees::find_by_email(&mut db.read().await?, email).await?;
    let employee = found.ok_or_else(|| Error::invalid("email", "belongs to no employee on this server"))?;
    let password = chosen(password, &[&employee.name, &employee.email])?;
    let hash = Passwords::new(config.bcrypt_cost).hash(password.text.clone()).await?;
    let mut tx = Tx::begin(&db, Actor::company(employee.company_id)).await?;
    let employee = employees::find_for_update(&mut tx, employee.id).await?;
    sign_in::set_password(&mut tx, &employee, hash).await?;
    tx.commit().await?;
    println!("{} has a new password", employee.email);
    password.tell();
    Ok(())
}

struct Chosen {
    text: String,
    made: bool,
}

impl Chosen {
    /// Only a password that was made here is printed.
    fn tell(&self) {
        if self.made {
            println!("password: {}", self.text);
        }
    }
}

fn chosen(given: Option<String>, known: &[&str]) -> Result<Chosen> {
    match given {
        Some(text) => {
            sign_in::check_strength("password", &text, known)?;
            Ok(Chosen { text, made: false })
        }
        None => Ok(Chosen { text: crate::secrets::random_token(), made: true }),
    }
}
