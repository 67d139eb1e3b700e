//! Converting an enquiry: it becomes a lead, whose timeline begins with what was asked and what was said about it.

use super::Enquiry;
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        accounts::companies,
        contacts::{
            self, Contact, ContactId, Details,
            activities::{self, ActivityKind, Entry},
        },
    },
    phone,
};

/// Creates the enquiry's contact, or finds the one that the company has, and carries the enquiry into its timeline.
pub async fn convert(tx: &mut Tx, enquiry: &Enquiry) -> Result<ContactId> {
    let owner =
        enquiry.claimed_by.clone().ok_or_else(|| Error::internal("a contacted enquiry has no claimer"))?;
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    let details = Details {
        name: enquiry.name.clone(),
        email: Some(enquiry.email.clone()),
        // What is no number would be a key that others share.
        phone: enquiry.phone.as_deref().and_then(|text| phone::normalized(text, &country).ok()),
        source: Some(enquiry.source.clone()),
        ..Details::default()
    };
    let contact = contacts::link_or_create(tx, details, owner).await?;
    for entry in entries(enquiry, &contact) {
        activities::carry_over(tx, &contact, entry).await?;
    }
    Ok(contact.id)
}

/// The enquiry itself, which nobody who works here wrote, and the notes about it: each at its own time.
fn entries(enquiry: &Enquiry, contact: &Contact) -> Vec<Entry> {
    let asked = Entry {
        kind: ActivityKind::Note,
        text: summary(enquiry, contact),
        occurred_at: enquiry.created_at,
        by: None,
    };
    let notes = enquiry.notes.iter().flatten().map(|note| Entry {
        kind: ActivityKind::Note,
        text: note.text.clone(),
        occurred_at: note.added_at,
        by: Some(note.added_by.id),
    });
    std::iter::once(asked).chain(notes).collect()
}

/// What was asked, by whom and how. Their name and addresses are named where the contact has others.
fn summary(enquiry: &Enquiry, contact: &Contact) -> String {
    let is_same = enquiry.name == contact.name && contact.email.as_ref() == Some(&enquiry.email);
    let mut lines = vec![if is_same {
        format!("Enquiry via {}", enquiry.source)
    } else {
        format!("Enquiry from {} ({}) via {}", enquiry.name, enquiry.email, enquiry.source)
    }];
    let interest = enquiry.course_interest.as_ref().map(|interest| format!("Interested in: {interest}"));
    let phone = enquiry.phone.as_ref().filter(|phone| contact.phone.as_ref() != Some(phone));
    lines.extend(interest);
    lines.extend(phone.map(|phone| format!("Phone: {phone}")));
    lines.extend(enquiry.message.as_ref().map(|message| format!("\n{message}")));
    lines.join("\n")
}
