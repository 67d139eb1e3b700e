//! Tags as a set: adding and removing do not conflict with concurrent changes.

use super::{Contact, ContactFields, ContactId, events, store};
use crate::{db::Tx, error::Result, sql};

/// Tags to add and tags to remove. A tag in both lists is added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagChange {
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl TagChange {
    pub fn apply(&self, tags: &[String]) -> Vec<String> {
        let kept = tags.iter().filter(|tag| !self.remove.contains(tag));
        let mut tags: Vec<String> = kept.chain(&self.add).cloned().collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

/// Changes the tags of a locked contact. Does nothing if there is no difference.
pub async fn change(tx: &mut Tx, contact: &Contact, change: &TagChange) -> Result<Contact> {
    let tags = change.apply(&contact.tags);
    let added = missing_in(&contact.tags, &tags);
    let removed = missing_in(&tags, &contact.tags);
    if added.is_empty() && removed.is_empty() {
        return Ok(contact.clone());
    }
    ContactFields { tags: tags.clone(), ..contact.fields() }.check_tags(contact.tags.len())?;
    let updated = store::update_tags(tx, contact.id, &tags).await?;
    remove(tx, contact.id, &removed).await?;
    store::add_tags(tx, contact.id, &added).await?;
    tx.emit(events::UPDATED.of(&updated));
    Ok(updated)
}

/// The tags that are not in the list.
fn missing_in(list: &[String], tags: &[String]) -> Vec<String> {
    tags.iter().filter(|tag| !list.contains(tag)).cloned().collect()
}

async fn remove(tx: &mut Tx, id: ContactId, tags: &[String]) -> Result<()> {
    for tag in tags {
        let company_id = tx.company_id();
        let delete = "delete from contact_tags where company_id = $1 and tag = $2 and contact_id = $3";
        tx.exec(sql!(delete, company_id, tag, id)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn tag_change_keeps_other_tags() {
        let change = TagChange { add: tags(&["vip", "new"]), remove: tags(&["old"]) };
        assert_eq!(change.apply(&tags(&["mine", "old", "vip"])), ["mine", "new", "vip"]);
        assert_eq!(TagChange::default().apply(&tags(&["b", "a"])), ["a", "b"]);
    }
}
