//! Converts an enquiry to a lead, with the enquiry and its notes in the timeline.

use super::Enquiry;
use crate::{
    db::Tx,
    error::{Error, Result},
    features::{
        accounts::companies,
        contacts::{self, Contact, ContactFields, ContactId},
        timeline::{self, ActivityKind, PastActivity},
    },
    phone,
};

/// Creates or finds the enquiry's contact, and adds the enquiry and its notes to the timeline.
pub async fn convert(tx: &mut Tx, enquiry: &Enquiry) -> Result<ContactId> {
    let owner =
        enquiry.claimed_by.clone().ok_or_else(|| Error::internal("a contacted enquiry has no claimer"))?;
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    let fields = ContactFields {
        name: enquiry.name.clone(),
        email: Some(enquiry.email.clone()),
        // An invalid number must not become a key of the contact.
        phone: enquiry.phone.as_deref().and_then(|text| phone::normalized(text, &country).ok()),
        source: Some(enquiry.source.clone()),
        ..ContactFields::default()
    };
    let contact = contacts::link_or_create(tx, fields, owner).await?;
    for entry in entries(enquiry, &contact) {
        timeline::log_past(tx, &contact, entry).await?;
    }
    Ok(contact.id)
}

/// Activities for the enquiry itself, without an author, and for its notes, at their original times.
fn entries(enquiry: &Enquiry, contact: &Contact) -> Vec<PastActivity> {
    let submission = PastActivity {
        kind: ActivityKind::Note,
        text: summary(enquiry, contact),
        occurred_at: enquiry.created_at,
        by: None,
    };
    let notes = enquiry.notes.iter().flatten().map(|note| PastActivity {
        kind: ActivityKind::Note,
        text: note.text.clone(),
        occurred_at: note.added_at,
        by: Some(note.added_by.id),
    });
    std::iter::once(submission).chain(notes).collect()
}

/// The text of the enquiry. Includes name, e-mail and phone if they differ from those of the contact.
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
