//! Audiences: who can see a record and the events about it, in live delivery, replay, presence and REST.

use crate::{
    access::{Actor, Permission, Room},
    id::EmployeeId,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Everyone in the company.
    Everyone,
    /// Employees with any of these permissions.
    Holders(&'static [Permission]),
    /// Employees who can see a contact: those with `leads.manage`, its owner and, while it has no owner,
    /// those with `leads.work`.
    ContactTeam {
        owner: Option<EmployeeId>,
    },
    Employees(Vec<EmployeeId>),
}

impl Audience {
    pub fn rooms(&self) -> Vec<Room> {
        match self {
            Self::Everyone => vec![Room::Everyone],
            Self::Holders(permissions) => permissions.iter().copied().map(Room::Holders).collect(),
            Self::ContactTeam { owner } => vec![Room::Holders(Permission::LeadsManage), owner_room(*owner)],
            Self::Employees(ids) => ids.iter().copied().map(Room::Employee).collect(),
        }
    }
    /// Whether these are the rooms of a `ContactTeam`: `leads.manage`, and the owner's or `leads.work`.
    pub fn is_contact_team(rooms: &[Room]) -> bool {
        let is_owner = |room: &Room| matches!(room, Room::Owner(_) | Room::Holders(Permission::LeadsWork));
        rooms.contains(&Room::Holders(Permission::LeadsManage)) && rooms.iter().any(is_owner)
    }
    pub fn includes(&self, actor: &Actor) -> bool {
        actor.is_in_any(&self.rooms())
    }
}

/// The employees without `leads.manage` who can see a contact of this owner.
pub fn owner_room(owner: Option<EmployeeId>) -> Room {
    owner.map_or(Room::Holders(Permission::LeadsWork), Room::Owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_contacts_have_the_rooms_of_a_contact_team() {
        for owner in [None, Some(EmployeeId::new())] {
            assert!(Audience::is_contact_team(&Audience::ContactTeam { owner }.rooms()));
        }
        for other in [
            Audience::Everyone,
            Audience::Holders(&[Permission::LeadsManage]),
            Audience::Holders(&[Permission::LeadsWork]),
            Audience::Employees(vec![EmployeeId::new()]),
        ] {
            assert!(!Audience::is_contact_team(&other.rooms()), "{other:?}");
        }
    }
}
