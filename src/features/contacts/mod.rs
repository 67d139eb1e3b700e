//! Contacts: the one record of somebody we sell to. Leads and customers are views of it (seeds 000, 003 and 004).

pub mod activities;
mod addresses;
mod belongings;
pub mod bulk;
pub mod exports;
pub mod feedback;
mod filter;
pub mod imports;
mod merging;
mod model;
mod owners;
mod ownership;
pub mod phones;
pub mod routes;
mod scope;
pub mod sessions;
pub mod stages;
mod store;
mod tags;

use std::collections::BTreeMap;

use self::{
    activities::ActivityKind,
    addresses::{Held, duplicate, refuse_held},
    store::{ContactRow, Draft},
};
pub use self::{
    belongings::{Purse, put_deal},
    merging::merge,
    model::{
        Contact, ContactId, ContactPatch, ContactQuery, Details, Merge, NewContact, NewOwner, NewStatus,
        Qualification, Status, Tag,
    },
    owners::owners,
    ownership::assign,
    scope::Scope,
    stages::Stage,
    store::{count, find},
};
use crate::{
    access::{Actor, Permission, Person},
    db::{Conn, Listing, Paging, Slice, SortField, Tx},
    error::{Error, Result},
    events::{Fact, LeadDeleted, LeadStood},
    features::{
        accounts::{
            self,
            employees::{self, EmployeeStatus},
        },
        notifications::{self, About},
    },
    id::EmployeeId,
};

/// What a list of contacts may be sorted by.
pub const SORTS: &[SortField] = &[
    SortField::time("createdAt", "created_at"),
    SortField::time("updatedAt", "updated_at"),
    SortField::text("name", "name"),
];

/// Enters somebody new, as a LEAD.
///
/// 409 `duplicate_contact`, with the id of the first, when the company has their e-mail or phone already.
pub async fn create(tx: &mut Tx, new: NewContact) -> Result<Contact> {
    enter(tx, new, Stage::Lead, Status::New).await
}

/// Enters somebody who has bought before: a CUSTOMER from the start (seed 004).
pub async fn create_customer(tx: &mut Tx, new: NewContact) -> Result<Contact> {
    enter(tx, new, Stage::Customer, Status::Won).await
}

async fn enter(tx: &mut Tx, mut new: NewContact, stage: Stage, status: Status) -> Result<Contact> {
    tx.actor().must(Permission::LeadsWork)?;
    new.phone = accounts::phones::checked(tx, new.phone, None).await?;
    let owner = first_owner(tx, new.owner_id).await?;
    let allow_duplicate = new.allow_duplicate;
    let details = new.details();
    let draft = Draft { details: &details, stage, status, owner_id: owner.as_ref().map(|owner| owner.id) };
    let contact = add(tx, &draft, allow_duplicate).await?;
    tell_owner(tx, &contact).await?;
    Ok(contact)
}

/// The company's contact with this e-mail or phone; a new LEAD of the owner when there is none.
pub async fn link_or_create(tx: &mut Tx, details: Details, owner: Person) -> Result<Contact> {
    let (company_id, details) = (tx.company_id(), details.tidied());
    if let Some(known) = addresses::holder(tx, company_id, &Held::by(&details)).await? {
        return Ok(known);
    }
    let draft =
        Draft { details: &details, stage: Stage::Lead, status: Status::New, owner_id: Some(owner.id) };
    add(tx, &draft, false).await
}

/// Writes a new contact, counts it and tells of it.
async fn add(tx: &mut Tx, draft: &Draft<'_>, allow_duplicate: bool) -> Result<Contact> {
    let mut held = Held::by(draft.details);
    if allow_duplicate {
        held = addresses::free(tx, held, None).await?;
    }
    let Some(contact) = store::insert(tx, draft, &held).await? else {
        let company_id = tx.company_id();
        return Err(duplicate(addresses::holder(tx, company_id, &held).await?.map(|first| first.id)));
    };
    tx.note_text(contact.id.record(), draft.details.search_text()).await?;
    store::add_tags(tx, contact.id, &contact.tags).await?;
    stages::recount(tx, &contact, 1);
    let me = tx.actor().employee_id();
    tx.tally("contacts.created", me, 1);
    stages::entries::start(tx, &contact).await?;
    tx.emit(Fact::LeadCreated(contact.clone()));
    Ok(contact)
}

/// Changes what is known of a contact.
pub async fn update(tx: &mut Tx, id: ContactId, mut patch: ContactPatch) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    if let Some(phone) = patch.phone {
        patch.phone = Some(accounts::phones::checked(tx, phone, contact.phone.as_deref()).await?);
    }
    let allow_duplicate = patch.allow_duplicate;
    let details = patch.applied_to(contact.details())?;
    write(tx, &contact, &details, allow_duplicate).await
}

/// Writes changed details of a contact that this transaction holds. What is as it was changes nothing.
async fn write(tx: &mut Tx, contact: &Contact, details: &Details, allow_duplicate: bool) -> Result<Contact> {
    let before = contact.details();
    if *details == before {
        return Ok(contact.clone());
    }
    details.check_tags(before.tags.len())?;
    if !allow_duplicate {
        refuse_held(tx, contact, details).await?;
    }
    let held = addresses::free(tx, Held::by(details), Some(contact.id)).await?;
    let updated = store::update(tx, contact.id, details, &held).await?;
    if Held::by(&before) != Held::by(details) {
        addresses::pass_on(tx, &Held::by(&before)).await?;
    }
    tx.note_text(contact.id.record(), details.search_text()).await?;
    if details.tags != before.tags {
        store::set_tags(tx, contact.id, &details.tags).await?;
    }
    tx.emit(Fact::LeadUpdated(updated.clone()));
    Ok(updated)
}

/// Moves the work inside a stage on, and writes it into the timeline. WON and LOST come from an opportunity, and stay.
pub async fn set_status(tx: &mut Tx, id: ContactId, to: Status) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    change_status(tx, &contact, to).await
}

/// Changes the status of a contact that this transaction holds.
async fn change_status(tx: &mut Tx, contact: &Contact, to: Status) -> Result<Contact> {
    let from = contact.status;
    if from == to {
        return Ok(contact.clone());
    }
    if from.is_of_an_opportunity() || to.is_of_an_opportunity() {
        return Err(Error::conflict(
            "invalid_transition",
            format!("{from} and {to} cannot be changed by hand: WON and LOST are set by an opportunity"),
        ));
    }
    let updated = store::set_status(tx, contact.id, to).await?;
    tx.count(from.counter(), -1);
    tx.count(to.counter(), 1);
    let activity =
        activities::write(tx, &updated, ActivityKind::StatusChange, format!("{from} → {to}")).await?;
    tx.emit(Fact::LeadStatus(LeadStood { contact: updated.clone(), from, to, activity }));
    Ok(updated)
}

/// Deletes a contact with everything that belongs to it.
pub async fn delete(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    tx.actor().must(Permission::LeadsManage)?;
    let contact = find_for_work(tx, id).await?;
    tx.must_match(contact.version)?;
    delete_held(tx, &contact).await?;
    Ok(contact)
}

/// Deletes a contact that this transaction holds.
async fn delete_held(tx: &mut Tx, contact: &Contact) -> Result<()> {
    tx.actor().must(Permission::LeadsManage)?;
    remove(tx, contact, None).await
}

/// Takes a contact that this transaction holds out of everything: also out of the figures of the days on which it was
/// created and moved, so that each agrees with the list behind it. What was done with it (sessions, activities, e-mails)
/// has been done, and stays counted.
async fn remove(tx: &mut Tx, contact: &Contact, merged_into: Option<ContactId>) -> Result<()> {
    belongings::discount(tx, contact.id).await?;
    stages::entries::forget(tx, contact).await?;
    tx.forget_text(contact.id.record()).await?;
    let created_by = store::delete(tx, contact.id).await?;
    tx.tally_at(contact.created_at, "contacts.created", created_by, -1);
    addresses::pass_on(tx, &Held::by(&contact.details())).await?;
    stages::recount(tx, contact, -1);
    tx.emit(Fact::LeadDeleted(LeadDeleted { contact: contact.clone(), merged_into }));
    Ok(())
}

/// Notes that somebody wants no more mail. Once is enough.
pub async fn unsubscribe(tx: &mut Tx, id: ContactId) -> Result<()> {
    if let Some(contact) = store::unsubscribe(tx, id).await? {
        tx.emit(Fact::LeadUpdated(contact));
    }
    Ok(())
}

/// The contacts that the employee may see and the query asks for.
pub async fn list(
    conn: &mut Conn,
    actor: &Actor,
    query: &ContactQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<Contact>> {
    let listing = chosen(conn, actor, query, q).await?;
    let (scope, company_id) = (Scope::of(actor)?, actor.company_id());
    let counters = query.counters().filter(|_| scope == Scope::All && q.is_none());
    let slice: Slice<ContactRow> = match counters {
        // What the dashboard's counters know already is not counted again.
        Some(names) if paging.wants_total() => {
            let total = store::counted(conn, company_id, &names).await?;
            paging.read_counted(conn, store::COLUMNS, listing, total).await?
        }
        _ => paging.read(conn, store::COLUMNS, listing).await?,
    };
    Ok(slice.map(Contact::from))
}

/// Those of the contacts asked for that the employee may see.
pub async fn chosen(
    conn: &mut Conn,
    actor: &Actor,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<Listing> {
    let mut listing = Listing::of("contacts", actor.company_id());
    Scope::of(actor)?.narrow(&mut listing);
    phones::in_query(conn, actor.company_id(), query).await?.narrow(&mut listing);
    stages::entries::narrow(conn, query, &mut listing).await?;
    tags::narrow(conn, query, &mut listing).await?;
    listing.between_days(conn, "created_at", (query.created_from, query.created_to)).await?;
    if let Some(q) = q {
        listing.find_text(conn, q).await?;
    }
    Ok(listing)
}

/// How many of the contacts asked for stand at each stage.
pub async fn count_by_stage(
    conn: &mut Conn,
    actor: &Actor,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<BTreeMap<Stage, i64>> {
    let everyone = Scope::of(actor)? == Scope::All && q.is_none() && *query == ContactQuery::default();
    if everyone {
        return store::counted_by_stage(conn, actor.company_id()).await;
    }
    let counts = chosen(conn, actor, query, q).await?.count_by("stage");
    store::by_stage(conn.all(counts).await?)
}

/// The contact, if the employee may see it; 404 otherwise.
pub async fn find_visible(conn: &mut Conn, actor: &Actor, id: ContactId) -> Result<Contact> {
    let scope = Scope::of(actor)?;
    scope.admit(find(conn, actor.company_id(), id).await?)
}

/// The contact, held until this transaction ends, if whoever acts may work on it.
pub async fn find_for_work(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let scope = Scope::of(tx.actor())?;
    scope.admit(store::find_for_update(tx, id).await?)
}

/// As `find_for_work`, for what happens by itself: a click in a mail.
pub async fn find_for_update(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    store::find_for_update(tx, id).await
}

/// An ACTIVE employee of this company who works on leads. Anybody else is as good as nobody.
pub async fn worker(tx: &mut Tx, id: EmployeeId, field: &str) -> Result<Person> {
    let company_id = tx.company_id();
    let found = employees::find(tx, company_id, id).await?;
    found
        .filter(|e| e.status == EmployeeStatus::Active && e.role.allows(Permission::LeadsWork))
        .map(|e| e.person())
        .ok_or_else(|| Error::invalid(field, "must be an active employee who works on leads"))
}

async fn first_owner(tx: &mut Tx, wanted: Option<Option<EmployeeId>>) -> Result<Option<Person>> {
    let me = tx.actor().signed_in()?.clone();
    match wanted {
        None => Ok(Some(me)),
        Some(None) => Ok(None),
        Some(Some(id)) if id == me.id => Ok(Some(me)),
        Some(Some(id)) => {
            tx.actor().must(Permission::LeadsManage)?;
            Ok(Some(worker(tx, id, "ownerId").await?))
        }
    }
}

async fn tell_owner(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let Some(owner) = &contact.owner else { return Ok(()) };
    notifications::assigned(tx, owner.id, &About::contact(contact.id, &contact.name)).await
}
