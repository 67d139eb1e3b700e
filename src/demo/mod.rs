//! A demo company with employees of every role and a year of data, created by the same verbs as real data.
//! With `--live`, also generates traffic through the public API.

mod calendar;
mod courses;
mod live;
mod people;
mod random;
mod team;
mod texts;
mod year;

use self::team::Member;
use crate::{
    auth::Passwords,
    config::Config,
    db::{Db, Tx},
    error::Result,
    features::accounts::companies,
    secrets::random_token,
};

const COMPANY: &str = "Lotus Academy";
/// The user agent of simulated e-mail readers.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// Creates the company unless it exists, prints the logins, and with `live` generates traffic until stopped.
pub async fn run(db: Db, config: Config, live: bool) -> Result<()> {
    let known = team::find(&mut db.read().await?).await?;
    let team = match known {
        Some(team) => team,
        None => fill(&db, &config).await?,
    };
    if !live {
        return Ok(());
    }
    // Live traffic uses a clock that is not shifted.
    db.close().await;
    live::generate_traffic(config, team).await
}

async fn fill(db: &Db, config: &Config) -> Result<Vec<Member>> {
    let password = random_token();
    let hash = Passwords::new(config.bcrypt_cost).hash(password.clone()).await?;
    db.clock.shift(-chrono::Duration::days(year::DAYS));
    let mut tx = Tx::begin(db, companies::founding()).await?;
    companies::found(&mut tx, COMPANY.into(), companies::Region::default(), companies::Origin::Known).await?;
    let team = team::add(&mut tx, &hash).await?;
    tx.commit().await?;
    year::simulate(db, config, &team).await?;
    println!("Created {COMPANY} with a year of data. Everyone's password: {password}");
    team.iter().for_each(|Member { employee, .. }| {
        println!("  {:<16} {:<16} {}", employee.name, employee.role.name(), employee.email);
    });
    Ok(team)
}
