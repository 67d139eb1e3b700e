//! The texts that employees and customers write.

use super::{
    people::Prospect,
    random::{line, pick},
};

/// Lists of texts, one per line, each for a person or for a team.
pub struct Lines {
    person: &'static str,
    team: &'static str,
}

/// The files of a kind of text.
macro_rules! lines {
    ($person:literal) => {
        Lines { person: include_str!(concat!("texts/", $person)), team: "" }
    };
    ($person:literal, $team:literal) => {
        Lines {
            person: include_str!(concat!("texts/", $person)),
            team: include_str!(concat!("texts/", $team)),
        }
    };
}

pub const ENQUIRIES: Lines = lines!("enquiries_person.txt", "enquiries_team.txt");
pub const ENQUIRY_NOTES: Lines = lines!("enquiry_notes.txt");
pub const LOST_ENQUIRIES: Lines = lines!("lost_enquiries.txt");
pub const NOTES: Lines = lines!("notes.txt", "notes_team.txt");
pub const CALLS: Lines = lines!("calls.txt", "calls_team.txt");
pub const MEETINGS: Lines = lines!("meetings.txt", "meetings_team.txt");
pub const QUALIFIED: Lines = lines!("qualified.txt");
pub const GOOD_SESSIONS: Lines = lines!("sessions_good.txt", "sessions_good_team.txt");
pub const LOW_SESSIONS: Lines = lines!("sessions_low.txt", "sessions_low_team.txt");
pub const LOST_OPPORTUNITIES: Lines = lines!("lost_opportunities.txt", "lost_opportunities_team.txt");
pub const GOOD_FEEDBACK: Lines = lines!("feedback_good.txt");
pub const MIXED_FEEDBACK: Lines = lines!("feedback_mixed.txt");
pub const QUESTIONS: Lines = lines!("questions.txt");
pub const LEAD_TASKS: Lines = lines!("tasks_lead.txt");
pub const MQL_TASKS: Lines = lines!("tasks_mql.txt", "tasks_mql_team.txt");
pub const SQL_TASKS: Lines = lines!("tasks_sql.txt");
pub const OPPORTUNITY_TASKS: Lines = lines!("tasks_opportunity.txt", "tasks_opportunity_team.txt");
pub const CUSTOMER_TASKS: Lines = lines!("tasks_customer.txt");
/// Mails, separated by `---`. The first line is the subject.
pub const INTRODUCTIONS: Lines = lines!("mails/introduction.txt", "mails/introduction_team.txt");
pub const FOLLOW_UPS: Lines = lines!("mails/follow_up.txt");
pub const PROPOSALS: Lines = lines!("mails/proposal.txt");

impl Lines {
    fn for_prospect(&self, prospect: &Prospect) -> &'static str {
        if prospect.seats.is_some() && !self.team.is_empty() { self.team } else { self.person }
    }
    /// A random text, with the prospect's details filled in.
    pub fn about(&self, prospect: &Prospect) -> String {
        filled(line(self.for_prospect(prospect)), prospect)
    }
    /// A random mail from an employee: its subject and HTML.
    pub fn mail(&self, prospect: &Prospect, sender: &str) -> Mail {
        let mails: Vec<_> = self.for_prospect(prospect).split("---\n").collect();
        let mail = filled(pick(&mails), prospect).replace("{rep}", sender);
        let (subject, text) = mail.split_once('\n').unwrap_or((&mail, ""));
        let paragraphs = text.lines().map(|paragraph| format!("<p>{paragraph}</p>"));
        let body = paragraphs.chain([format!("<p>Kind regards<br>{sender}</p>")]).collect();
        Mail { subject: subject.into(), body }
    }
}

pub struct Mail {
    pub subject: String,
    pub body: String,
}

fn filled(text: &str, prospect: &Prospect) -> String {
    let seats = prospect.seats.unwrap_or(1).to_string();
    text.replace("{first}", &prospect.first)
        .replace("{course}", prospect.course.name)
        .replace("{organisation}", prospect.employer.unwrap_or("the company"))
        .replace("{seats}", &seats)
        .replace("{city}", prospect.city)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::people::{Channel, Prospects};

    const ALL: [&Lines; 21] = [
        &ENQUIRIES,
        &ENQUIRY_NOTES,
        &LOST_ENQUIRIES,
        &NOTES,
        &CALLS,
        &MEETINGS,
        &QUALIFIED,
        &GOOD_SESSIONS,
        &LOW_SESSIONS,
        &LOST_OPPORTUNITIES,
        &GOOD_FEEDBACK,
        &MIXED_FEEDBACK,
        &QUESTIONS,
        &LEAD_TASKS,
        &MQL_TASKS,
        &SQL_TASKS,
        &OPPORTUNITY_TASKS,
        &CUSTOMER_TASKS,
        &INTRODUCTIONS,
        &FOLLOW_UPS,
        &PROPOSALS,
    ];

    #[test]
    fn every_placeholder_is_filled() {
        let mut prospects = Prospects::default();
        for prospect in (0..30).map(|_| prospects.next(Channel::Rep)) {
            for lines in ALL {
                let texts =
                    [lines.person, lines.team].map(|text| filled(text, &prospect).replace("{rep}", ""));
                assert!(texts.iter().all(|text| !text.contains('{')), "{texts:?}");
            }
        }
    }

    #[test]
    fn every_mail_has_a_link() {
        let prospect = Prospects::default().next(Channel::Form);
        for mails in [INTRODUCTIONS, FOLLOW_UPS, PROPOSALS] {
            for mail in
                [mails.person, mails.team].join("---\n").split("---\n").filter(|mail| !mail.is_empty())
            {
                assert_eq!(mail.matches("<a href=\"https://lotus.example/").count(), 1, "{mail}");
            }
            let mail = mails.mail(&prospect, "Asha Rao");
            assert!(mail.body.ends_with("Asha Rao</p>") && !mail.subject.contains('<'));
        }
    }
}
