//! What the company teaches, and what it costs.

use super::{
    people::Prospect,
    random::{between, chance, pick},
};

/// A course, with the fee for one person in rupees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    pub name: &'static str,
    fee: i64,
}

const fn course(name: &'static str, fee: i64) -> Course {
    Course { name, fee }
}

const FOR_PERSONS: &[Course] = &[
    course("Data Science with Python", 78_000),
    course("Full-Stack Web Development", 72_000),
    course("Cloud Operations", 64_000),
    course("UX Design", 58_000),
    course("Product Management", 85_000),
    course("Cyber Security", 69_000),
    course("Business Analytics", 52_000),
    course("Digital Marketing", 38_000),
];
const FOR_TEAMS: &[Course] = &[
    course("Leadership for New Managers", 24_000),
    course("Dashboards and Reporting", 16_000),
    course("Agile Project Management", 18_000),
    course("Secure Coding", 22_000),
    course("Cloud Operations", 26_000),
    course("Business Analytics", 20_000),
    course("Negotiation and Sales", 15_000),
    course("Business English", 9_000),
];
pub const BATCHES: &[&str] = &["weekend", "evening", "online", "weekday"];
const DEPARTMENTS: &[&str] = &["finance", "sales", "support", "engineering", "operations", "HR"];

pub fn for_person() -> Course {
    pick(FOR_PERSONS)
}
pub fn for_team() -> Course {
    pick(FOR_TEAMS)
}

/// The title of an opportunity.
pub fn title(prospect: &Prospect) -> String {
    let course = prospect.course.name;
    let Some(seats) = prospect.seats else { return format!("{course}, {} batch", prospect.batch) };
    match between(0, 2) {
        0 => format!("{course} for {seats} people"),
        1 => format!("{course} for the {} team", pick(DEPARTMENTS)),
        _ => format!("{course}, in-house in {}", prospect.city),
    }
}

/// The expected value of an opportunity in paise.
pub fn value(prospect: &Prospect) -> i64 {
    let fee = prospect.course.fee;
    let rupees = match prospect.seats {
        // Larger teams pay less per person.
        Some(seats) => fee * seats * (100 - seats.min(25)) / 100 / 5_000 * 5_000,
        None if chance(0.2) => fee * 9 / 10,
        None => fee,
    };
    rupees.max(fee / 2) * 100
}

/// The agreed value, which may be lower than the expected one.
pub fn agreed(expected: i64) -> i64 {
    if chance(0.6) { expected } else { expected * between(85, 97) / 100 / 50_000 * 50_000 }.max(100_000)
}
