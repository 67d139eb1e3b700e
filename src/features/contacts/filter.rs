use super::{ContactId, ContactQuery, Stage};
use crate::{db::Listing, phone::digits};

impl ContactQuery {
    /// Narrows a list of contacts to those that are asked for.
    pub(super) fn narrow(&self, listing: &mut Listing) {
        if let Some(stage) = self.stage {
            listing.push(" and stage = ").bind(stage);
        }
        if let Some(status) = self.status {
            listing.push(" and status = ").bind(status);
        }
        if let Some(source) = &self.source {
            listing.push(" and source = ").bind(source);
        }
        if let Some(owner_id) = self.owner_id {
            listing.push(" and owner_id = ").bind(owner_id);
        }
        match self.unowned {
            Some(true) => listing.push(" and owner_id is null"),
            Some(false) => listing.push(" and owner_id is not null"),
            None => listing,
        };
        if let Some(email) = &self.email {
            listing.push(" and email = ").bind(email.to_lowercase());
        }
        if let Some(phone) = &self.phone {
            listing.push(" and phone_digits = ").bind(digits(phone));
        }
        if let Some(ids) = &self.ids {
            // What is no id is nobody's.
            let ids = ids.split(',').filter_map(|id| id.trim().parse::<ContactId>().ok());
            listing.push(" and id in (null");
            for id in ids {
                listing.push(", ").bind(id);
            }
            listing.push(")");
        }
        for (i, id) in self.only.iter().enumerate() {
            listing.push(if i == 0 { " and id in (" } else { ", " }).bind(*id);
        }
        if !self.only.is_empty() {
            listing.push(")");
        }
        if self.customers {
            listing.push(" and stage in ('CUSTOMER', 'EVANGELIST')");
        }
    }

    /// The counters that say together how many contacts are asked for, where there are such.
    pub(super) fn counters(&self) -> Option<Vec<String>> {
        let others = Self { stage: None, status: None, customers: false, ..self.clone() };
        if others != Self::default() {
            return None;
        }
        match (self.stage, self.status, self.customers) {
            (None, None, false) => Some(Stage::ALL.iter().map(|stage| stage.counter()).collect()),
            (None, None, true) => Some(vec![Stage::Customer.counter(), Stage::Evangelist.counter()]),
            (Some(stage), None, false) => Some(vec![stage.counter()]),
            (None, Some(status), false) => Some(vec![status.counter()]),
            _ => None,
        }
    }
}
