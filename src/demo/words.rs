//! Random names and texts.

use rand::{RngExt, seq::IndexedRandom};

const FIRST: [&str; 24] = [
    "Alice", "Bilal", "Chen", "Divya", "Elena", "Femi", "Gita", "Hugo", "Isha", "Jonas", "Kavya", "Luca",
    "Maya", "Nikhil", "Omar", "Priya", "Quentin", "Rosa", "Sofia", "Tariq", "Uma", "Viktor", "Wanda", "Zoë",
];
const LAST: [&str; 18] = [
    "Smith", "Khan", "Wei", "Nair", "Rossi", "Adeyemi", "Menon", "Martin", "Kapoor", "Weber", "Reddy",
    "Costa", "Novak", "Iyer", "Silva", "Haddad", "Larsen", "Okoye",
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
const ORGANISATIONS: [&str; 8] = [
    "Blue Mill",
    "Northwind Labs",
    "Sona Textiles",
    "Harbour Bank",
    "Kite Logistics",
    "Fern & Co",
    "Orbit Media",
    "Delta Foods",
];
const TITLES: [&str; 6] = ["CTO", "Head of People", "Student", "Team lead", "Analyst", "Founder"];
const TAGS: [&str; 5] = ["evening", "weekend", "scholarship", "corporate", "vip"];
const MESSAGES: [&str; 5] = [
    "I would like to start next month. Is there a place left?",
    "Do you offer evening classes?",
    "What does the course cost, and can I pay in parts?",
    "A friend recommended you. Please call me after six.",
    "Is there a certificate at the end?",
];
const NOTES: [&str; 8] = [
    "Called; asked for the syllabus by mail.",
    "No answer, trying again tomorrow.",
    "Wants the evening batch, deciding with the family.",
    "Met at the campus, very interested.",
    "Asked whether the employer pays.",
    "Compares us with two others; the price matters.",
    "Sat in on a class and liked the teacher.",
    "Needs an invoice in the company's name.",
];
const LOST: [&str; 4] =
    ["the price", "chose another school", "no time this year", "does not answer any more"];
const PRAISE: [&str; 4] = [
    "Worth every hour.",
    "The teacher took time for everybody.",
    "Good, but the room was cold.",
    "Got a new job with it.",
];

pub fn pick<T>(from: &[T]) -> &T {
    from.choose(&mut rand::rng()).expect("the lists are not empty")
}
fn word(from: &[&'static str]) -> &'static str {
    from.choose(&mut rand::rng()).copied().unwrap_or_default()
}
/// Returns true with this probability.
pub fn chance(probability: f64) -> bool {
    rand::rng().random_bool(probability)
}
pub fn between(min: i64, max: i64) -> i64 {
    rand::rng().random_range(min..=max)
}

/// A fictional person.
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: String,
}

pub fn person() -> Person {
    let (first, last) = (pick(&FIRST), pick(&LAST));
    let ascii = deunicode::deunicode(&format!("{first}.{last}")).to_lowercase();
    Person {
        name: format!("{first} {last}"),
        email: format!("{ascii}{}@example.com", between(100, 999_999)),
        phone: format!("+91 98{:08}", between(0, 99_999_999)),
    }
}
pub fn course() -> &'static str {
    word(&COURSES)
}
pub fn source() -> &'static str {
    word(&SOURCES)
}
pub fn organisation() -> &'static str {
    word(&ORGANISATIONS)
}
pub fn title() -> &'static str {
    word(&TITLES)
}
pub fn tag() -> &'static str {
    word(&TAGS)
}
pub fn message() -> &'static str {
    word(&MESSAGES)
}
pub fn note() -> &'static str {
    word(&NOTES)
}
pub fn reason_to_lose() -> &'static str {
    word(&LOST)
}
pub fn praise() -> &'static str {
    word(&PRAISE)
}
/// The HTML of a mail with a link.
pub fn mail(name: &str, course: &str) -> String {
    format!(
        "<p>Dear {name},</p><p>the next {course} batch begins soon. <a href=\"https://lotus.example/courses\">See the \
         syllabus and the dates</a>, and write back with any question.</p>"
    )
}
/// The price of a course in the minor unit.
pub fn price() -> i64 {
    between(25, 180) * 100_000
}
