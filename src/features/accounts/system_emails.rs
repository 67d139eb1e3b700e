//! Mails from the server about accounts. Composed when they are sent, so that the queue contains no tokens,
//! and mails that have become obsolete are not sent.

use super::jobs::SystemMail;
use crate::{
    access::Actor,
    db::{Db, Tx},
    error::Result,
    features::accounts::{
        companies::{self, Company},
        employees::{self, Employee, EmployeeStatus},
        invites,
        links::{self, Links, Purpose, RESET_VALIDITY},
    },
    id::{CompanyId, EmployeeId},
    mail::{Mailer, SystemEmail},
    text::single_line,
};

/// The maximum length of a name in a mail, in characters.
const MAX_NAME_LENGTH: usize = 80;

/// Sends a mail about an account, unless it has become obsolete.
pub async fn deliver(
    db: &Db,
    mailer: &Mailer,
    links: &Links,
    company_id: CompanyId,
    mail: SystemMail,
) -> Result<()> {
    let mut tx = Tx::begin(db, Actor::system(company_id, "jobs")).await?;
    let email = compose(&mut tx, links, mail).await?;
    tx.commit().await?;
    match email {
        Some(email) => mailer.send(&email).await,
        None => Ok(()),
    }
}

/// The recipient of a mail, if it is an employee.
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

async fn compose(tx: &mut Tx, links: &Links, mail: SystemMail) -> Result<Option<SystemEmail>> {
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
            // The link is valid for an hour from when the mail is sent.
            let until = tx.now().plus(RESET_VALIDITY);
            links::renew(tx, id.uuid().into(), until).await?;
            Ok(Some(reset(&employee, links.url(Purpose::Reset, &nonce).as_str())))
        }
        SystemMail::Confirm(id) => {
            let link = of_link(tx, id.uuid().into()).await?;
            Ok(link.map(|(employee, nonce)| confirm(&employee, links.url(Purpose::Confirm, &nonce).as_str())))
        }
    }
}

async fn active(tx: &mut Tx, id: EmployeeId) -> Result<Option<Employee>> {
    let company_id = tx.company_id();
    let employee = employees::find(tx, company_id, id).await?;
    Ok(employee.filter(|employee| employee.status == EmployeeStatus::Active))
}

/// The employee of a valid link, and its nonce.
async fn of_link(tx: &mut Tx, id: links::LinkId) -> Result<Option<(Employee, String)>> {
    let company_id = tx.company_id();
    let Some(link) = links::find(tx, company_id, id).await? else { return Ok(None) };
    let employee = employees::find(tx, company_id, link.employee_id).await?;
    Ok(employee.filter(|employee| link.is_valid_for(employee)).map(|employee| (employee, link.nonce)))
}

fn welcome(employee: &Employee) -> SystemEmail {
    SystemEmail {
        to: employee.email.clone(),
        subject: "Welcome to Tandem".into(),
        text: format!(
            "{}\n\nYour account is ready. Sign in with {}.\n\nIf you did not sign up, contact your administrator.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn confirm(employee: &Employee, link: &str) -> SystemEmail {
    SystemEmail {
        to: employee.email.clone(),
        subject: "Welcome to Tandem: confirm your e-mail address".into(),
        text: format!(
            "{}\n\nYour account is ready. Sign in with {}.\n\nUntil you confirm your e-mail address, Tandem does not send \
             e-mail for your company. Confirm it here:\n\n{link}\n\nIf you did not sign up, ignore this e-mail.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn approved(employee: &Employee) -> SystemEmail {
    SystemEmail {
        to: employee.email.clone(),
        subject: "Your account is approved".into(),
        text: format!(
            "{}\n\nAn administrator has approved your account. Sign in with {}.\n",
            greeting(&employee.name),
            employee.email
        ),
    }
}

fn reset(employee: &Employee, link: &str) -> SystemEmail {
    SystemEmail {
        to: employee.email.clone(),
        subject: "Set a new password".into(),
        text: format!(
            "{}\n\nUse this link to set a new password. It works once and expires in one hour:\n\n{link}\n\n\
             If you did not request this, ignore this e-mail. Your password stays the same.\n",
            greeting(&employee.name)
        ),
    }
}

fn invite(company: &Company, invite: &invites::Invite, link: &str) -> SystemEmail {
    let name = one_line(&company.name);
    let timezone: chrono_tz::Tz = company.timezone.parse().unwrap_or(chrono_tz::UTC);
    let until = invite.expires_at.utc().with_timezone(&timezone).format("%-d %B %Y");
    let role = invite.role.name().replace('_', " ");
    SystemEmail {
        to: invite.email.clone(),
        subject: format!("Join {name} on Tandem"),
        text: format!(
            "Hello,\n\nYou are invited to join {name} on Tandem as {role}. Use this link to sign up by {until}:\n\n{link}\n"
        ),
    }
}

/// A greeting with the name, unless it looks like a URL or an address. Anyone who signs up chooses both the
/// name and the recipient, so the mail could be used for spam.
fn greeting(name: &str) -> String {
    let name = one_line(name);
    let mut words = name.split_whitespace();
    if words.any(|word| word.contains(['/', '@', ':']) || word.trim_end_matches('.').contains('.')) {
        return "Hello,".into();
    }
    format!("Hello {name},")
}

fn one_line(name: &str) -> String {
    single_line(name).chars().take(MAX_NAME_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greeting_contains_no_urls_or_line_breaks() {
        assert_eq!(greeting("Asha Rao"), "Hello Asha Rao,");
        assert_eq!(greeting("Martin L. King Jr."), "Hello Martin L. King Jr.,");
        for spam in ["Win at https://evil.example", "evil.example", "Call me@evil.example", "http://x"] {
            assert_eq!(greeting(spam), "Hello,", "{spam}");
        }
        let paragraphs = greeting("Asha\r\n\r\nYou have won a car.");
        assert!(!paragraphs.contains(['\r', '\n']), "{paragraphs}");
        assert!(greeting(&"x".repeat(500)).chars().count() < 100);
    }
}
