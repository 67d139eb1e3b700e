//! Rooms: the audience of an event, for live delivery, replay and REST.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Actor, Permission};
use crate::id::{CompanyId, EmployeeId};

/// A group of employees of one company. Serialises as its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Room {
    /// Everyone in the company.
    Everyone,
    /// Employees whose role has the permission.
    Holders(Permission),
    /// One employee.
    Employee(EmployeeId),
    /// The owner of a contact, if their role has `leads.work`.
    Owner(EmployeeId),
}

impl Room {
    /// The name of the Socket.IO room. It identifies the company, so that no room spans two.
    pub fn name(self, company_id: CompanyId) -> String {
        match self {
            Self::Everyone => format!("company:{company_id}"),
            Self::Holders(permission) => format!("company:{company_id}:{permission}"),
            Self::Employee(id) => format!("user:{id}"),
            Self::Owner(id) => format!("owner:{id}"),
        }
    }
    fn includes(self, actor: &Actor) -> bool {
        match self {
            Self::Everyone => true,
            Self::Holders(permission) => actor.can(permission),
            Self::Employee(id) => actor.employee_id() == Some(id),
            Self::Owner(id) => actor.employee_id() == Some(id) && actor.can(Permission::LeadsWork),
        }
    }
}

impl Actor {
    /// Whether this actor is in any of the rooms, and so receives what is sent to them.
    pub fn is_in_any(&self, rooms: &[Room]) -> bool {
        rooms.iter().any(|room| room.includes(self))
    }
    /// The rooms that this actor is in.
    pub fn rooms(&self) -> Vec<Room> {
        let held = self.permissions().iter().copied().map(Room::Holders);
        let own = self.employee_id().into_iter().flat_map(|id| [Room::Employee(id), Room::Owner(id)]);
        let own = own.filter(|room| room.includes(self));
        [Room::Everyone].into_iter().chain(held).chain(own).collect()
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => f.write_str("everyone"),
            Self::Holders(permission) => write!(f, "{permission}"),
            Self::Employee(id) => write!(f, "employee:{id}"),
            Self::Owner(id) => write!(f, "owner:{id}"),
        }
    }
}
impl FromStr for Room {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':') {
            Some(("employee", id)) => Ok(Self::Employee(id.parse().map_err(drop)?)),
            Some(("owner", id)) => Ok(Self::Owner(id.parse().map_err(drop)?)),
            _ if text == "everyone" => Ok(Self::Everyone),
            _ => Permission::try_from(text.to_owned()).map(Self::Holders).map_err(drop),
        }
    }
}

impl From<Room> for String {
    fn from(room: Room) -> Self {
        room.to_string()
    }
}
impl TryFrom<String> for Room {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map_err(|()| "not a room")
    }
}
