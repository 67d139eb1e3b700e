//! A demo company: people of every role and a year of enquiries, made by the same verbs as real ones.

use std::time::Duration;

use rand::{RngExt, seq::IndexedRandom};

use crate::{
    access::{Actor, Role},
    db::{Db, Tx},
    error::Result,
    features::{
        accounts::{
            companies,
            employees::{self, Details, Employee, EmployeeStatus, NewEmployee},
            sign_in::Passwords,
        },
        enquiries::{self, Enquiry, EnquiryStatus, NewEnquiry, Priority},
    },
    secrets::random_token,
};

const COMPANY: &str = "Lotus Academy";
const ENQUIRIES: i64 = 400;
const DAYS: i64 = 365;

const TEAM: [(&str, Role); 8] = [
    ("Asha Rao", Role::Admin),
    ("Farhan Qureshi", Role::Manager),
    ("Ravi Iyer", Role::SalesExecutive),
    ("Meera Shah", Role::Counselor),
    ("Tom Becker", Role::Counselor),
    ("Li Na", Role::Employee),
    ("Grace Okafor", Role::Hr),
    ("Ines Duarte", Role::SeniorAdmin),
];
const FIRST: [&str; 16] = [
    "Alice", "Bilal", "Chen", "Divya", "Elena", "Femi", "Gita", "Hugo", "Isha", "Jonas", "Kavya", "Luca",
    "Maya", "Nikhil", "Omar", "Priya",
];
const LAST: [&str; 12] = [
    "Smith", "Khan", "Wei", "Nair", "Rossi", "Adeyemi", "Menon", "Martin", "Kapoor", "Weber", "Reddy",
    "Costa",
];
const COURSES: [&str; 6] = [
    "Web Development",
    "Data Science",
    "UX Design",
    "Cloud Operations",
    "Product Management",
    "Cyber Security",
];
const SOURCES: [&str; 5] = ["website", "referral", "fair", "instagram", "partner"];
const MESSAGES: [&str; 5] = [
    "I would like to start next month. Is there a place left?",
    "Do you offer evening classes?",
    "What does the course cost, and can I pay in parts?",
    "A friend recommended you. Please call me after six.",
    "Is there a certificate at the end?",
];
const NOTES: [&str; 4] = [
    "Called; asked for the syllabus by mail.",
    "No answer, trying again tomorrow.",
    "Wants the evening batch, deciding with the family.",
    "Met at the campus, very interested.",
];

/// Fills the company, tells the logins, and with `live` goes on until stopped.
pub async fn run(db: &Db, passwords: &Passwords, live: bool) -> Result<()> {
    let team = match employees::find_by_email(&mut db.read().await?, &address(TEAM[0].0)).await? {
        Some(admin) => team_of(db, &admin).await?,
        None => fill(db, passwords).await?,
    };
    if !live {
        return Ok(());
    }
    loop {
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(300..2_000))).await;
        happen(db, &team).await?;
    }
}

fn address(name: &str) -> String {
    format!("{}@lotus.example", name.to_lowercase().replace(' ', "."))
}

async fn fill(db: &Db, passwords: &Passwords) -> Result<Vec<Employee>> {
    let password = random_token();
    let hash = passwords.hash(password.clone()).await?;
    let founder = companies::founding();
    let mut tx = Tx::begin(db, founder).await?;
    companies::found(&mut tx, COMPANY.into(), None, None).await?;
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
    a_year(db, &team).await?;
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

/// The clock is set back a year and walks up to now, so that every record and event has its own day.
async fn a_year(db: &Db, team: &[Employee]) -> Result<()> {
    let step = chrono::Duration::minutes(DAYS * 24 * 60 / ENQUIRIES);
    db.clock.shift(-chrono::Duration::days(DAYS));
    for _ in 0..ENQUIRIES {
        happen(db, team).await?;
        db.clock.shift(step);
    }
    Ok(())
}

/// Somebody asks, and more often than not somebody answers.
async fn happen(db: &Db, team: &[Employee]) -> Result<()> {
    let company_id = team[0].company_id;
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let enquiry = enquiries::submit(&mut tx, anybody()).await?;
    tx.commit().await?;
    if rand::rng().random_bool(0.85) {
        work(db, team, &enquiry).await?;
    }
    Ok(())
}

async fn work(db: &Db, team: &[Employee], enquiry: &Enquiry) -> Result<()> {
    let reps: Vec<_> =
        team.iter().filter(|e| e.role.allows(crate::access::Permission::EnquiriesWork)).collect();
    let rep = *pick(&reps);
    let actor = Actor::employee(rep.company_id, rep.person(), rep.role);
    let mut tx = Tx::begin(db, actor).await?;
    enquiries::claim(&mut tx, enquiry.id).await?;
    let (contacted, noted, ends, well) = {
        let mut dice = rand::rng();
        (dice.random_bool(0.8), dice.random_bool(0.5), dice.random_bool(0.75), dice.random_bool(0.4))
    };
    if noted {
        enquiries::add_note(&mut tx, enquiry.id, (*pick(&NOTES)).into()).await?;
    }
    if contacted {
        enquiries::set_status(&mut tx, enquiry.id, EnquiryStatus::Contacted).await?;
        if ends {
            let end = if well { EnquiryStatus::Converted } else { EnquiryStatus::Lost };
            enquiries::set_status(&mut tx, enquiry.id, end).await?;
        }
    }
    tx.commit().await
}

fn anybody() -> NewEnquiry {
    let (first, last, number) = (pick(&FIRST), pick(&LAST), rand::rng().random_range(100..1_000_000));
    NewEnquiry {
        company: None,
        name: format!("{first} {last}"),
        email: format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase()),
        phone: Some(format!("+91 98{:08}", rand::rng().random_range(0..100_000_000))),
        course_interest: Some((*pick(&COURSES)).into()),
        message: Some((*pick(&MESSAGES)).into()),
        source: Some((*pick(&SOURCES)).into()),
        priority: Some(*pick(Priority::ALL)),
    }
}

fn pick<T>(from: &[T]) -> &T {
    from.choose(&mut rand::rng()).expect("the lists are not empty")
}
