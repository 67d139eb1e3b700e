//! Made-up people who ask for a course, alone or for their team. First and last names belong to one region, and all
//! e-mail addresses are in the reserved domain `.example`.

mod abroad;
mod india;

use std::collections::HashSet;

use super::{
    courses::{self, Course},
    random::{between, chance, pick, weighted},
};

/// Names that belong together. Lists are separated by commas, and `#` is a random digit.
struct Region {
    weight: u32,
    given: &'static str,
    family: &'static str,
    phones: &'static [&'static str],
    employers: &'static str,
    cities: &'static str,
    is_abroad: bool,
}

const TEAM_TITLES: &[&str] = &[
    "L&D Manager",
    "HR Manager",
    "Head of People",
    "Training Coordinator",
    "CTO",
    "Head of Engineering",
    "Operations Manager",
    "Finance Director",
    "Managing Director",
    "Team Lead",
    "VP Technology",
    "Plant Manager",
];
const JOB_TITLES: &[&str] = &[
    "Software Engineer",
    "Business Analyst",
    "Accountant",
    "Marketing Executive",
    "Support Engineer",
    "Sales Associate",
    "Graphic Designer",
    "Test Engineer",
    "Assistant Manager",
    "Project Coordinator",
    "Operations Executive",
    "Data Analyst",
];
const OTHER_TITLES: &[&str] =
    &["Student", "Student", "Graduate", "Freelance Designer", "Freelance Writer", "Returning to work"];
const MAIL_DOMAINS: &[&str] = &["mail.example", "post.example", "inbox.example", "webmail.example"];

/// Sources of the public form, and of leads that a rep creates, with their weights.
const FORM_SOURCES: &[(&str, u32)] = &[
    ("website", 40),
    ("google ads", 14),
    ("instagram", 13),
    ("linkedin", 12),
    ("webinar", 11),
    ("newsletter", 10),
];
const REP_SOURCES: &[(&str, u32)] = &[
    ("referral", 35),
    ("education fair", 20),
    ("linkedin", 15),
    ("partner", 12),
    ("walk-in", 10),
    ("phone", 8),
];

/// A person who is interested in a course.
#[derive(Debug, Clone)]
pub struct Prospect {
    pub name: String,
    pub first: String,
    pub email: String,
    pub phone: String,
    pub city: &'static str,
    pub employer: Option<&'static str>,
    pub title: &'static str,
    /// The number of people to train, if it is not for the person alone.
    pub seats: Option<i64>,
    pub course: Course,
    pub batch: &'static str,
    pub source: &'static str,
    pub tags: Vec<String>,
}

/// Where a prospect comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The public form.
    Form,
    /// A rep.
    Rep,
}

/// Creates prospects, each name and address once.
#[derive(Default)]
pub struct Prospects {
    used: HashSet<String>,
}

impl Prospects {
    pub fn next(&mut self, channel: Channel) -> Prospect {
        let region = region();
        let (given, family) = self.name(region);
        let seats = chance(0.34).then(|| between(2, 10) * between(1, 3));
        let employer = (seats.is_some() || chance(0.45)).then(|| item(region.employers));
        let title = pick(match (seats, employer) {
            (Some(_), _) => TEAM_TITLES,
            (None, Some(_)) => JOB_TITLES,
            (None, None) => OTHER_TITLES,
        });
        let at_work = employer.filter(|_| seats.is_some() || chance(0.3));
        let sources = if channel == Channel::Form { FORM_SOURCES } else { REP_SOURCES };
        let (source, _) = weighted(sources, |(_, weight)| *weight);
        let batch = pick(courses::BATCHES);
        Prospect {
            name: format!("{given} {family}"),
            first: given.into(),
            email: self.email(given, family, at_work),
            phone: self.phone(region),
            city: item(region.cities),
            employer,
            title,
            seats,
            course: if seats.is_some() { courses::for_team() } else { courses::for_person() },
            batch,
            source,
            tags: tags(region, seats, batch, source),
        }
    }

    fn name(&mut self, region: &Region) -> (&'static str, &'static str) {
        let name = || (item(region.given), item(region.family));
        let unused = (0..50)
            .map(|_| name())
            .find(|(given, family)| given != family && self.used.insert(format!("{given} {family}")));
        unused.unwrap_or_else(name)
    }

    fn phone(&mut self, region: &Region) -> String {
        let number = || digits(pick(region.phones));
        (0..50).map(|_| number()).find(|number| self.used.insert(number.clone())).unwrap_or_else(number)
    }

    fn email(&mut self, given: &str, family: &str, employer: Option<&str>) -> String {
        let (given, family) = (ascii(given), ascii(family));
        let initial: String = given.chars().take(1).collect();
        let domain = match employer {
            Some(employer) => format!("{}.example", ascii(employer)),
            None => pick(MAIL_DOMAINS).to_owned(),
        };
        let plain = match between(0, if employer.is_some() { 3 } else { 6 }) {
            0..=2 => format!("{given}.{family}"),
            3 => format!("{initial}.{family}"),
            4 => format!("{given}{family}"),
            5 => format!("{family}.{given}"),
            _ => format!("{given}.{family}{:02}", between(78, 105) % 100),
        };
        let address = format!("{plain}@{domain}");
        if self.used.insert(address.clone()) {
            return address;
        }
        format!("{given}.{family}.{}@{domain}", between(10, 99))
    }
}

fn region() -> &'static Region {
    let all: Vec<_> = india::REGIONS.iter().chain(&abroad::REGIONS).collect();
    weighted(&all, |region| region.weight)
}

fn item(list: &'static str) -> &'static str {
    let items: Vec<_> = list.split(',').map(str::trim).collect();
    pick(&items)
}

fn digits(pattern: &str) -> String {
    let digit = |c| if c == '#' { char::from(b'0' + u8::try_from(between(0, 9)).unwrap_or(0)) } else { c };
    pattern.chars().map(digit).collect()
}

/// The letters and digits of a name, as in an e-mail address.
fn ascii(name: &str) -> String {
    deunicode::deunicode(name).to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

fn tags(region: &Region, seats: Option<i64>, batch: &str, source: &str) -> Vec<String> {
    let mut tags = vec![];
    match seats {
        Some(seats) if seats >= 15 => tags.extend(["corporate", "key account"]),
        Some(_) => tags.push("corporate"),
        None if chance(0.5) => tags.push(batch),
        None => {}
    }
    if region.is_abroad {
        tags.push("international");
    }
    if source == "referral" && chance(0.5) {
        tags.push("alumni referral");
    }
    if seats.is_none() {
        tags.extend(["scholarship", "instalments"].into_iter().filter(|_| chance(0.1)));
    }
    tags.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone;

    #[test]
    fn prospects_are_plausible() {
        let mut prospects = Prospects::default();
        let all: Vec<_> = (0..700).map(|_| prospects.next(Channel::Form)).collect();
        for prospect in &all {
            assert!(phone::normalized(&prospect.phone, "IN").is_ok(), "{}", prospect.phone);
            assert!(prospect.email.ends_with(".example") && prospect.email.is_ascii(), "{}", prospect.email);
            assert!(prospect.seats.is_none() || prospect.employer.is_some());
        }
        let names: HashSet<_> = all.iter().map(|prospect| &prospect.name).collect();
        let addresses: HashSet<_> = all.iter().map(|prospect| &prospect.email).collect();
        assert!(names.len() > 690 && addresses.len() > 690);
    }

    #[test]
    fn phone_numbers_of_every_region_are_valid() {
        let regions = india::REGIONS.iter().chain(&abroad::REGIONS);
        for pattern in regions.flat_map(|region| region.phones) {
            let numbers = (0..100).map(|_| digits(pattern));
            let invalid: Vec<_> = numbers.filter(|number| phone::normalized(number, "IN").is_err()).collect();
            assert!(invalid.is_empty(), "{pattern}: {invalid:?}");
        }
    }
}
