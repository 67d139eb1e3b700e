//! The mails that the server itself writes about accounts. They are made when they are sent, so that what is queued
//! holds no token, and what has become void meanwhile is not sent.

use crate::{
    access::Actor,
    db::{Db, Tx},
    error::Result,
    features::accounts::{
        companies::{self, Company},
        employees::{self, Employee, EmployeeStatus},
        invites,
        links::{self, Links, Purpose, RESET_GOOD_FOR},
    },
    id::{CompanyId, EmployeeId},
    jobs::SystemMail,
    mail::{Letter, Mailer},
    text::single_line,
};

/// The longest name that a mail carries, in characters.
const LONGEST_NAME: usize = 80;

/// Sends a mail about an account, unless it has become void.
pub async fn deliver(
    db: &Db,
    mailer: &Mailer,
    links: &Links,
    company_id: CompanyId,
    mail: SystemMail,
) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::company(company_id)).await?;
    let letter = written(&mut tx, links, mail).await?;
    tx.commit().await?;
    match letter {
        Some(letter) => mailer.send(&letter).await,
        None => Ok(()),
    }
}

/// The employee to whom a mail goes, if it goes to one.
pub async fn addressee(db: &Db, company_id: CompanyId, mail: SystemMail) -> Result<Option<EmployeeId>> {
    Ok(match mail {
        SystemMail::Welcome(id) | SystemMail::Approved(id) => Some(id),
        SystemMail::Invite(_) => None,
        SystemMail::Reset(id) | SystemMail::Confirm(id) => {
            let link = links::find(&mut db.read().await?, company_id, id.uuid().into()).await?;
            link.map(|link| link.employee_id)
        }
    })
}

async fn written(tx: &mut Tx, links: &Links, mail: SystemMail) -> Result<Option<Letter>> {
    let company_id = tx.company_id();
    match mail {
        SystemMail::Welcome(id) => Ok(active(tx, id).await?.as_ref().map(welcome)),
        SystemMail::Approved(id) => Ok(active(tx, id).await?.as_ref().map(approved)),
        SystemMail::Invite(id) => {
            let Some(invite) = invites::find(tx, company_id, id.uuid().into()).await? else {
                return Ok(None);
            };
            let company = companies::find(tx, company_id).await?;
            Ok(invite.link(links).map(|link| self::invite(&company, &invite, link.as_str())))
        }
        SystemMail::Reset(id) => {
            let Some((employee, nonce)) = of_link(tx, id.uuid().into()).await? else { return Ok(None) };
            // The hour begins when the mail goes out, however long it waited.
            let until = tx.now().plus(RESET_GOOD_FOR);
            links::renew(tx, id.uuid().into(), until).await?;
            Ok(Some(reset(&employee, links.url(Purpose::Reset, &nonce).as_str())))
        }
        SystemMail::Confirm(id) => {
            let found = of_link(tx, id.uuid().into()).await?;
            Ok(found
                .map(|(employee, nonce)| confirm(&employee, links.url(Purpose::Confirm, &nonce).as_str())))
        }
    }
}

async fn active(tx: &mut Tx, id: EmployeeId) -> Result<Option<Employee>> {
    let company_id = tx.company_id();
    let found = employees::find(tx, company_id, id).await?;
    Ok(found.filter(|employee| employee.status == EmployeeStatus::Active))
}

/// Whom a link is for, and its nonce, while it works.
async fn of_link(tx: &mut Tx, id: links::LinkId) -> Result<Option<(Employee, String)>> {
    let company_id = tx.company_id();
    let Some(link) = links::find(tx, company_id, id).await? else { return Ok(None) };
    let employee = employees::find(tx, company_id, link.employee_id).await?;
    Ok(employee.filter(|employee| link.works_for(employee)).map(|employee| (employee, link.nonce)))
}

fn welcome(employee: &Employee) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Welcome to Tandem".into(),
        text: format!(
            "{}\n\nyour account is ready. You sign in with {}.\n\nIf you did not sign up, tell your administrator.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn confirm(employee: &Employee, link: &str) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Welcome to Tandem: confirm your address".into(),
        text: format!(
            "{}\n\nyour account is ready. You sign in with {}.\n\nPlease confirm that this address is yours. Until then \
             Tandem sends no mail for your company:\n\n{link}\n\nIf you did not sign up, ignore this mail.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn approved(employee: &Employee) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Your account is approved".into(),
        text: format!(
            "{}\n\nan administrator has approved your account. You sign in with {}.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn reset(employee: &Employee, link: &str) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Set a new password".into(),
        text: format!(
            "{}\n\nwith this link you set a new password. It works once, within an hour:\n\n{link}\n\n\
             If you did not ask for it, nothing happens and your password stays as it is.\n",
            greeting(&employee.name)
        ),
    }
}

fn invite(company: &Company, invite: &invites::Invite, link: &str) -> Letter {
    let name = one_line(&company.name);
    let timezone: chrono_tz::Tz = company.timezone.parse().unwrap_or(chrono_tz::UTC);
    let until = invite.expires_at.utc().with_timezone(&timezone).format("%-d %B %Y");
    let role = invite.role.name().replace('_', " ");
    Letter {
        to: invite.email.clone(),
        subject: format!("Join {name} on Tandem"),
        text: format!(
            "Hello,\n\nyou are invited to join {name} as {role}. With this link you sign up, until {until}:\n\n{link}\n"
        ),
    }
}

/// Names the person, unless the name could be read as an address: whoever signs up chooses both the name and to whom
/// the mail goes.
fn greeting(name: &str) -> String {
    let name = one_line(name);
    let mut words = name.split_whitespace();
    if words.any(|word| word.contains(['/', '@', ':']) || word.trim_end_matches('.').contains('.')) {
        return "Hello,".into();
    }
    format!("Hello {name},")
}

fn one_line(name: &str) -> String {
    single_line(name).chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_holds_a_name_and_nothing_else() {
        assert_eq!(greeting("Asha Rao"), "Hello Asha Rao,");
        assert_eq!(greeting("Martin L. King Jr."), "Hello Martin L. King Jr.,");
        for advertisement in
            ["Win at https://evil.example", "evil.example", "Call me@evil.example", "http://x"]
        {
            assert_eq!(greeting(advertisement), "Hello,", "{advertisement}");
        }
        let paragraphs = greeting("Asha\r\n\r\nYou have won a car.");
        assert!(!paragraphs.contains(['\r', '\n']), "{paragraphs}");
        assert!(greeting(&"x".repeat(500)).chars().count() < 100);
    }
}
