//! Tags are a set: adding or removing some leaves alone what others have added or removed in the meantime.

use super::{Contact, ContactId, ContactQuery, Details, store};
use crate::{
    db::{Conn, Listing, Related, Tx},
    error::Result,
    events::Fact,
    sql,
};

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

/// Narrows a list of contacts to those with the tag that is asked for.
pub async fn narrow(conn: &mut Conn, query: &ContactQuery, listing: &mut Listing) -> Result<()> {
    let Some(tag) = &query.tag else { return Ok(()) };
    let conditions = vec![("tag =", tag.into())];
    listing.find_related(conn, &Related { table: "contact_tags", key: "contact_id", conditions }).await
}

/// Changes the tags of a contact that this transaction holds. Without a difference it stays as it is.
pub async fn change(tx: &mut Tx, contact: &Contact, change: &TagChange) -> Result<Contact> {
    let tags = change.apply(&contact.tags);
    let added = missing_in(&contact.tags, &tags);
    let removed = missing_in(&tags, &contact.tags);
    if added.is_empty() && removed.is_empty() {
        return Ok(contact.clone());
    }
    Details { tags: tags.clone(), ..contact.details() }.check_tags(contact.tags.len())?;
    let updated = store::update_tags(tx, contact.id, &tags).await?;
    remove(tx, contact.id, &removed).await?;
    store::add_tags(tx, contact.id, &added).await?;
    tx.emit(Fact::LeadUpdated(updated.clone()));
    Ok(updated)
}

/// The tags of the second list that the first lacks.
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
    fn a_tag_change_touches_only_the_tags_it_names() {
        let change = TagChange { add: tags(&["vip", "new"]), remove: tags(&["old"]) };
        assert_eq!(change.apply(&tags(&["mine", "old", "vip"])), ["mine", "new", "vip"]);
        assert_eq!(TagChange::default().apply(&tags(&["b", "a"])), ["a", "b"]);
    }
}
