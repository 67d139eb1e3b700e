//! Presence: who is online and who is watching which record. Held in memory and broadcast on change, not
//! logged as events.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::visibility::Owners;
use crate::{
    access::{Actor, Person, Room},
    error::{Error, Result},
    events::{Audience, Payload},
    id::{CompanyId, EmployeeId, RecordId},
};

/// The maximum number of records that one socket can watch.
const MAX_WATCHED: usize = 50;

/// A watched record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Watched {
    pub r#type: String,
    pub id: RecordId,
    /// The contact's current owner. Only the owner and employees with `leads.manage` see the watchers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<EmployeeId>,
    /// Who can see the record. Shared between nodes, and not sent to clients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(ignore)]
    audience: Vec<Room>,
}

impl Watched {
    pub fn new(record: &impl Payload) -> Self {
        let (entity_type, audience) = (record.entity_type().to_owned(), record.audience().rooms());
        Self { r#type: entity_type, id: record.id(), owner_id: None, audience }
    }
    /// Identifies the record.
    fn key(&self) -> (String, RecordId) {
        (self.r#type.clone(), self.id)
    }
    fn is_contact(&self) -> bool {
        Audience::is_contact_team(&self.audience)
    }
    fn for_client(self) -> Self {
        Self { audience: vec![], ..self }
    }
}

/// A record and who is watching it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Watchers {
    pub entity: Watched,
    pub people: Vec<Person>,
}

/// The data of `presence:list`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenceList {
    pub online: Vec<Person>,
    pub watching: Vec<Watchers>,
}

impl PresenceList {
    /// The part of the list that the actor may see.
    pub fn visible_to(&self, actor: &Actor) -> Self {
        let visible = self.watching.iter().filter(|watchers| actor.is_in_any(&watchers.entity.audience));
        let watching = visible
            .cloned()
            .map(|Watchers { entity, people }| Watchers { entity: entity.for_client(), people })
            .collect();
        Self { online: self.online.clone(), watching }
    }
    /// The watched contacts.
    pub fn contacts(&self) -> Vec<RecordId> {
        let entities = self.watching.iter().map(|watchers| &watchers.entity);
        entities.filter(|entity| entity.is_contact()).map(|entity| entity.id).collect()
    }
    /// Sets the owner of each contact, who may have changed since it was watched, and removes deleted contacts.
    pub fn with_owners(mut self, owners: &Owners) -> Self {
        self.watching.retain_mut(|Watchers { entity, .. }| {
            if !entity.is_contact() {
                return true;
            }
            let Some(owner) = owners.get(&entity.id).copied() else { return false };
            entity.owner_id = owner;
            entity.audience = Audience::ContactTeam { owner }.rooms();
            true
        });
        self
    }
    /// Merges the lists of several nodes, without duplicates.
    pub fn merged(lists: impl IntoIterator<Item = Self>) -> Self {
        let mut online = BTreeMap::new();
        let mut watching = BTreeMap::<_, (Watched, BTreeMap<EmployeeId, Person>)>::new();
        for list in lists {
            online.extend(list.online.into_iter().map(|person| (person.id, person)));
            for Watchers { entity, people } in list.watching {
                let (_, all) = watching.entry(entity.key()).or_insert_with(|| (entity, BTreeMap::new()));
                all.extend(people.into_iter().map(|person| (person.id, person)));
            }
        }
        let watching = watching.into_values();
        Self {
            online: online.into_values().collect(),
            watching: watching
                .map(|(entity, people)| Watchers { entity, people: people.into_values().collect() })
                .collect(),
        }
    }
}

/// The presence of all sockets of this node.
#[derive(Default)]
pub struct Presence {
    companies: DashMap<CompanyId, Mutex<HashMap<String, SocketPresence>>>,
}

struct SocketPresence {
    person: Person,
    watched: BTreeMap<(String, RecordId), Watched>,
}

impl Presence {
    pub fn add(&self, company_id: CompanyId, socket: String, person: Person) {
        self.with(company_id, |sockets| {
            // A socket that joins again after catching up keeps its watched records.
            sockets.entry(socket).or_insert(SocketPresence { person, watched: BTreeMap::new() });
        });
    }
    pub fn remove(&self, company_id: CompanyId, socket: &str) {
        self.with(company_id, |sockets| {
            sockets.remove(socket);
        });
    }
    pub fn watch(&self, company_id: CompanyId, socket: &str, record: Watched) -> Result<()> {
        self.with(company_id, |sockets| {
            let Some(presence) = sockets.get_mut(socket) else { return Ok(()) };
            if presence.watched.len() >= MAX_WATCHED && !presence.watched.contains_key(&record.key()) {
                let message =
                    format!("A connection can watch at most {MAX_WATCHED} records; unwatch one first");
                return Err(Error::conflict("too_many_watched", message));
            }
            presence.watched.insert(record.key(), record);
            Ok(())
        })
    }
    pub fn unwatch(&self, company_id: CompanyId, socket: &str, entity_type: &str, id: RecordId) {
        self.with(company_id, |sockets| {
            if let Some(presence) = sockets.get_mut(socket) {
                presence.watched.remove(&(entity_type.to_owned(), id));
            }
        });
    }
    /// A company's presence on this node.
    pub fn list(&self, company_id: CompanyId) -> PresenceList {
        self.with(company_id, |sockets| {
            PresenceList::merged(sockets.values().map(|presence| {
                PresenceList {
                    online: vec![presence.person.clone()],
                    watching: presence
                        .watched
                        .values()
                        .map(|entity| Watchers {
                            entity: entity.clone(),
                            people: vec![presence.person.clone()],
                        })
                        .collect(),
                }
            }))
        })
    }
    fn with<T>(
        &self,
        company_id: CompanyId,
        change: impl FnOnce(&mut HashMap<String, SocketPresence>) -> T,
    ) -> T {
        let company = self.companies.entry(company_id).or_default();
        let mut sockets = company.lock().expect("not poisoned");
        change(&mut sockets)
    }
}
