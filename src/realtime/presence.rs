//! Who is online, and who looks at which record. Kept in memory, told when it changes, never stored as events.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Mutex,
};

use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::visibility::{Owners, may_see};
use crate::{
    access::{Actor, Permission, Person},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id, RecordId},
};

const CONTACT: &str = "contact";
/// Records that one socket may look at: more than anybody has on a screen.
const MOST_WATCHED: usize = 50;

/// A record that people look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Watched {
    pub r#type: String,
    pub id: RecordId,
    /// Whose contact it is today: only they, and those who manage leads, see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<EmployeeId>,
}

impl Watched {
    pub fn enquiry<T>(id: Id<T>) -> Self {
        Self { r#type: "enquiry".into(), id: id.record(), owner_id: None }
    }
    /// Whose contact it is, is looked up whenever it is told.
    pub fn contact<T>(id: Id<T>) -> Self {
        Self { r#type: CONTACT.into(), id: id.record(), owner_id: None }
    }
    fn is(&self, other: &Self) -> bool {
        (&self.r#type, self.id) == (&other.r#type, other.id)
    }
    /// Who may know that it is being looked at: those who may see it.
    fn is_seen_by(&self, actor: &Actor) -> bool {
        match self.r#type.as_str() {
            "enquiry" => actor.may(Permission::EnquiriesWork),
            CONTACT => may_see(actor, self.owner_id),
            _ => false,
        }
    }
}

/// A record and who looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Watchers {
    pub entity: Watched,
    pub people: Vec<Person>,
}

/// What `presence:list` says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PresenceList {
    pub online: Vec<Person>,
    pub watching: Vec<Watchers>,
}

impl PresenceList {
    /// As this employee may see it.
    pub fn seen_by(&self, actor: &Actor) -> Self {
        let watching =
            self.watching.iter().filter(|watchers| watchers.entity.is_seen_by(actor)).cloned().collect();
        Self { online: self.online.clone(), watching }
    }
    /// The contacts that are looked at.
    pub fn contacts(&self) -> Vec<RecordId> {
        let entities = self.watching.iter().map(|watchers| &watchers.entity);
        entities.filter(|entity| entity.r#type == CONTACT).map(|entity| entity.id).collect()
    }
    /// With the owner that each contact has; nobody looks at one that is no more.
    pub fn owned_by(mut self, owners: &Owners) -> Self {
        self.watching.retain_mut(|Watchers { entity, .. }| {
            if entity.r#type != CONTACT {
                return true;
            }
            let owner = owners.get(&entity.id);
            entity.owner_id = owner.copied().flatten();
            owner.is_some()
        });
        self
    }
    /// Several nodes' lists as one: everybody once.
    pub fn merged(lists: impl IntoIterator<Item = Self>) -> Self {
        let (mut online, mut watching) =
            (BTreeMap::new(), BTreeMap::<Watched, BTreeMap<EmployeeId, Person>>::new());
        for list in lists {
            online.extend(list.online.into_iter().map(|person| (person.id, person)));
            for watchers in list.watching {
                let people = watchers.people.into_iter().map(|person| (person.id, person));
                watching.entry(watchers.entity).or_default().extend(people);
            }
        }
        Self {
            online: online.into_values().collect(),
            watching: watching
                .into_iter()
                .map(|(entity, people)| Watchers { entity, people: people.into_values().collect() })
                .collect(),
        }
    }
}

/// The sockets of this node, by what they say about people.
#[derive(Default)]
pub struct Presence {
    companies: DashMap<CompanyId, Mutex<HashMap<String, Looking>>>,
}

struct Looking {
    person: Person,
    at: BTreeSet<Watched>,
}

impl Presence {
    pub fn came(&self, company_id: CompanyId, socket: String, person: Person) {
        self.with(company_id, |sockets| {
            // A socket that catches up comes in again and still looks where it looked.
            sockets.entry(socket).or_insert(Looking { person, at: BTreeSet::new() });
        });
    }
    pub fn left(&self, company_id: CompanyId, socket: &str) {
        self.with(company_id, |sockets| {
            sockets.remove(socket);
        });
    }
    pub fn watch(&self, company_id: CompanyId, socket: &str, record: Watched) -> Result<()> {
        self.with(company_id, |sockets| {
            let Some(looking) = sockets.get_mut(socket) else { return Ok(()) };
            if looking.at.len() >= MOST_WATCHED && !looking.at.contains(&record) {
                let why = format!("A connection watches at most {MOST_WATCHED} records; unwatch one first");
                return Err(Error::conflict("too_many_watched", why));
            }
            looking.at.insert(record);
            Ok(())
        })
    }
    pub fn unwatch(&self, company_id: CompanyId, socket: &str, record: &Watched) {
        self.with(company_id, |sockets| {
            if let Some(looking) = sockets.get_mut(socket) {
                looking.at.retain(|other| !other.is(record));
            }
        });
    }
    /// What this node knows of the company.
    pub fn list(&self, company_id: CompanyId) -> PresenceList {
        self.with(company_id, |sockets| {
            PresenceList::merged(sockets.values().map(|looking| {
                PresenceList {
                    online: vec![looking.person.clone()],
                    watching: looking
                        .at
                        .iter()
                        .map(|entity| Watchers {
                            entity: entity.clone(),
                            people: vec![looking.person.clone()],
                        })
                        .collect(),
                }
            }))
        })
    }
    fn with<T>(&self, company_id: CompanyId, change: impl FnOnce(&mut HashMap<String, Looking>) -> T) -> T {
        let company = self.companies.entry(company_id).or_default();
        let mut sockets = company.lock().expect("no panic while people are listed");
        change(&mut sockets)
    }
}
