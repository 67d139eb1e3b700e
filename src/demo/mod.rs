//! A demo company: people of every role and a year of work, made by the same verbs as real ones; and with `--live`
//! traffic that keeps happening, through the public API.

mod live;
mod words;
mod year;

use crate::{
    access::Role,
    config::Config,
    db::{Db, Tx},
    error::{Error, Result},
    features::accounts::{
        companies,
        employees::{self, Details, Employee, EmployeeStatus, NewEmployee},
        sign_in::Passwords,
    },
    secrets::random_token,
};

const COMPANY: &str = "Lotus Academy";

const TEAM: [(&str, Role); 10] = [
    ("Asha Rao", Role::SeniorAdmin),
    ("Farhan Qureshi", Role::Manager),
    ("Ravi Iyer", Role::SalesExecutive),
    ("Meera Shah", Role::Counselor),
    ("Tom Becker", Role::Counselor),
    ("Li Na", Role::Employee),
    ("Noor Haddad", Role::SalesExecutive),
    ("Samuel Okoye", Role::Counselor),
    ("Grace Okafor", Role::Hr),
    ("Ines Duarte", Role::Admin),
];

/// Fills the company unless it is there, tells the logins, and with `live` goes on until stopped.
pub async fn run(db: Db, config: Config, live: bool) -> Result<()> {
    let admin = employees::find_by_email(&mut db.read().await?, &address(TEAM[0].0)).await?;
    let team = match admin {
        Some(admin) => team_of(&db, &admin).await?,
        None => fill(&db, &config).await?,
    };
    if !live {
        return Ok(());
    }
    // What follows happens by a clock that has not been turned back.
    db.close().await;
    live::go_on(config, team).await
}

fn address(name: &str) -> String {
    format!("{}@lotus.example", name.to_lowercase().replace(' ', "."))
}

async fn fill(db: &Db, config: &Config) -> Result<Vec<Employee>> {
    let password = random_token();
    let hash = Passwords::new(config.bcrypt_cost).hash(password.clone()).await?;
    db.clock.shift(-chrono::Duration::days(year::DAYS));
    let mut tx = Tx::begin(db, companies::founding()).await?;
    companies::found(&mut tx, COMPANY.into(), companies::Region::default(), companies::Origin::Known).await?;
    let mut team = vec![];
    for (name, role) in TEAM {
        let new = NewEmployee {
            name: name.into(),
            email: address(name),
            role,
            status: EmployeeStatus::Active,
            password_hash: Some(hash.clone()),
            details: Details::default(),
        };
        team.push(employees::add(&mut tx, new).await?);
    }
    tx.commit().await?;
    year::pass(db, config, &team).await?;
    println!("{COMPANY} is filled. Everybody's password: {password}");
    team.iter().for_each(|employee| {
        println!("  {:<16} {:<16} {}", employee.name, employee.role.name(), employee.email);
    });
    Ok(team)
}

async fn team_of(db: &Db, admin: &Employee) -> Result<Vec<Employee>> {
    let mut conn = db.read().await?;
    let mut team = vec![];
    for (name, _) in TEAM {
        team.extend(employees::find_by_email(&mut conn, &address(name)).await?);
    }
    team.retain(|employee| employee.company_id == admin.company_id);
    Ok(team)
}

/// Those of the team who work on leads, without the managers.
fn reps(team: &[Employee]) -> Result<Vec<&Employee>> {
    use crate::access::Permission::{LeadsManage, LeadsWork};
    let reps: Vec<_> =
        team.iter().filter(|e| e.role.allows(LeadsWork) && !e.role.allows(LeadsManage)).collect();
    if reps.is_empty() { Err(Error::internal("nobody of the demo's team is left")) } else { Ok(reps) }
}
