//! The command line interface.

use std::{path::PathBuf, process::ExitCode};

use crate::{
    access::Actor,
    audit,
    auth::{self, Passwords},
    config::Config,
    db::{CommitNotifier, Db, Tx},
    demo,
    error::{Error, Result},
    features::{
        self,
        accounts::{
            companies,
            employees::{self, EmployeeStatus, HrFields, NewEmployee},
            passwords,
            users::NewUser,
        },
    },
    http, private_files, protocol, schema, server, telemetry,
    time::Clock,
};

use clap::{Parser, Subcommand};
use serde_json::json;

/// A real-time CRM for sales teams
#[derive(Parser)]
#[command(name = "tandem", version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server (default)
    Serve,
    /// Apply pending database migrations
    Migrate,
    /// Check the settings, the database, the counters and the event log for errors
    Check,
    /// Create a demo company with a year of data, and print its logins
    Demo {
        /// Then generate traffic through the public API until stopped; starts a server if needed
        #[arg(long)]
        live: bool,
    },
    /// Create employees and reset passwords
    #[command(subcommand)]
    Employee(EmployeeCommand),
    /// Write a consistent backup of the database to a file, also while the server runs
    Backup { file: PathBuf },
    /// Print the OpenAPI document
    Openapi,
    /// Print the AsyncAPI document of the Socket.IO endpoint
    Asyncapi,
}

#[derive(Subcommand)]
enum EmployeeCommand {
    /// Create an employee with any role; generates a password if none is given
    Create {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        #[arg(long)]
        role: String,
        /// The company's slug; optional if there is only one company
        #[arg(long)]
        company: Option<String>,
        #[arg(long)]
        password: Option<String>,
    },
    /// Set a new password and revoke all tokens of the employee; generates one if none is given
    ResetPassword {
        #[arg(long)]
        email: String,
        #[arg(long)]
        password: Option<String>,
    },
}

/// Reads the settings and runs the command.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    private_files::set_private_umask();
    let config = match Config::load() {
        Ok(config) => config,
        Err(problems) => {
            eprintln!("Invalid settings:");
            problems.iter().for_each(|problem| eprintln!("  {problem}"));
            return ExitCode::from(2);
        }
    };
    let _logs = telemetry::start_logs(&config.log);
    match execute(cli.command.unwrap_or(Command::Serve), config).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", explain(&error));
            ExitCode::FAILURE
        }
    }
}

fn explain(error: &Error) -> String {
    match error {
        Error::Internal(message) => message.clone(),
        Error::Database(source) => source.to_string(),
        Error::Unavailable(reason) => (*reason).to_owned(),
        Error::Invalid(fields) => {
            fields.iter().map(|f| format!("{} {}", f.field, f.message)).collect::<Vec<_>>().join("\n")
        }
        other => other.to_string(),
    }
}

async fn execute(command: Command, config: Config) -> Result<ExitCode> {
    match command {
        Command::Serve => serve(config).await?,
        Command::Migrate => {
            open(&config).await?;
            println!("The database is up to date");
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
            println!("Backup written to {}", file.display());
        }
        Command::Openapi => println!("{:#}", http::document(features::ALL)),
        Command::Asyncapi => print!("{}", protocol::asyncapi_yaml(features::ALL)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn connect(config: &Config) -> Result<Db> {
    let (notifier, _) = CommitNotifier::new();
    Db::connect(config.database_url.expose(), config.database_max_connections, Clock::default(), notifier)
        .await
}

async fn open(config: &Config) -> Result<Db> {
    let db = connect(config).await?;
    db.migrate().await?;
    Ok(db)
}

async fn serve(config: Config) -> Result<()> {
    // Each connection uses a file descriptor, and the default limit is low.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "cannot raise the limit of open files");
    }
    let running = server::start(config, Clock::default()).await?;
    println!("listening on http://{}", running.address);
    shutdown_signal().await;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
async fn shutdown_signal() {
    #[cfg(unix)]
    let sigterm = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(error) => {
                tracing::error!(%error, "cannot handle SIGTERM; use Ctrl-C");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let sigterm = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = sigterm => {}
    }
}

async fn check(config: &Config) -> Result<ExitCode> {
    println!("Settings: ok");
    let db = connect(config).await?;
    db.ready().await?;
    println!("Database: {}, up to date", db.dialect().name());
    let findings = audit::check(&mut db.read().await?, features::ALL).await?;
    if findings.is_empty() {
        println!("Counters and event log: ok");
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
    let password = given_or_generated(account.password, &[&account.name, &account.email])?;
    let hash = Passwords::new(config.bcrypt_cost).hash(password.text.clone()).await?;
    let mut tx = Tx::begin(&db, Actor::system(company.id, "command line")).await?;
    let employee = NewEmployee {
        name: account.name,
        email: account.email.to_lowercase(),
        role: account.role,
        status: EmployeeStatus::Active,
        password_hash: Some(hash),
        hr_fields: HrFields::default(),
    };
    let employee = employees::add(&mut tx, employee).await?;
    tx.commit().await?;
    println!("Added {} ({}) to {} as {}", employee.name, employee.email, company.name, employee.role);
    password.print_if_generated();
    Ok(())
}

async fn reset_password(config: &Config, email: &str, password: Option<String>) -> Result<()> {
    let db = open(config).await?;
    let employee = employees::find_by_email(&mut db.read().await?, email).await?;
    let employee =
        employee.ok_or_else(|| Error::invalid("email", "does not belong to an employee on this server"))?;
    let password = given_or_generated(password, &[&employee.name, &employee.email])?;
    let hash = Passwords::new(config.bcrypt_cost).hash(password.text.clone()).await?;
    let mut tx = Tx::begin(&db, Actor::system(employee.company_id, "command line")).await?;
    let employee = employees::find_for_update(&mut tx, employee.id).await?;
    passwords::set_password(&mut tx, &employee, hash).await?;
    tx.commit().await?;
    println!("New password set for {}", employee.email);
    password.print_if_generated();
    Ok(())
}

struct Password {
    text: String,
    generated: bool,
}

impl Password {
    fn print_if_generated(&self) {
        if self.generated {
            println!("Password: {}", self.text);
        }
    }
}

fn given_or_generated(given: Option<String>, known: &[&str]) -> Result<Password> {
    match given {
        Some(text) => {
            auth::check_strength("password", &text, known)?;
            Ok(Password { text, generated: false })
        }
        None => Ok(Password { text: crate::secrets::random_token(), generated: true }),
    }
}
