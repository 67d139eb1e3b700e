//! A demo company with employees of every role and a year of data, created by the same verbs as real data.
//! With `--live`, also generates traffic through the public API.

mod live;
mod words;
mod year;
use crate::{
    access::Role,
    auth::Passwords,
    config::Config,
    db::{Db, Tx},
    error::{Error, Result},
    features::accounts::{
        companies,
        employees::{self, Employee, EmployeeStatus, HrFields, NewEmployee},
    },
    secrets::random_token,
};

const COMPANY: &str = "Lotus Academy";
/// The user agent of simulated e-mail readers.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

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

/// Creates the company unless it exists, prints the logins, and with `live` generates traffic until stopped.
pub async fn run(db: Db, config: Config, live: bool) -> Result<()> {
    let admin = employees::find_by_email(&mut db.read().await?, &address(TEAM[0].0)).await?;
    let team = match admin {
        Some(admin) => team_of(&db, &admin).await?,
        None => fill(&db, &config).await?,
    };
    if !live {
        return Ok(());
    }
    // Live traffic uses a clock that is not shifted.
    db.close().await;
    live::generate_traffic(config, team).await
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
            hr_fields: HrFields::default(),
        };
        team.push(employees::add(&mut tx, new).await?);
    }
    tx.commit().await?;
    year::simulate(db, config, &team).await?;
    println!("Created {COMPANY} with a year of data. Everyone's password: {password}");
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

/// The team members with `leads.work` but not `leads.manage`.
fn reps(team: &[Employee]) -> Result<Vec<&Employee>> {
    use crate::access::Permission::LeadsManage;
    use crate::access::Permission::LeadsWork;
    let reps: Vec<_> =
        team.iter().filter(|e| e.role.allows(LeadsWork) && !e.role.allows(LeadsManage)).collect();
    if reps.is_empty() { Err(Error::internal("the demo company has no reps")) } else { Ok(reps) }
}
