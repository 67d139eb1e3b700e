//! Contacts: fields, duplicates, lists, search and export. Leads and customers are views of contacts (seeds
//! 000, 003 and 004). Operations on leads are in `leads`, stage changes in `pipeline`.

mod commands;
pub mod events;
pub mod exports;
mod filter;
pub mod jobs;
pub mod keys;
mod model;
mod owners;
pub mod phones;
mod recount;
pub mod routes;
mod scope;
mod stage;
pub mod stage_entries;
mod store;
pub mod tags;

use crate::{
    access::{Permission, Person},
    app::{Feature, SchemaExtension, Search},
    db::{Paging, Read, Slice, SortField, Tx},
    error::{Error, Result},
    features::{
        accounts::{
            self,
            employees::{self, Employee},
        },
        notifications::{self, Subject},
    },
    id::EmployeeId,
};

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub use self::{
    filter::{ContactParams, ContactQuery, matching},
    keys::Added,
    model::{Contact, ContactFields, ContactId, ContactPatch, NewContact, Status, Tag},
    owners::owners,
    scope::Scope,
    stage::{Stage, invalid_move, set_stage, set_status},
    store::{Draft, find_all_for_update, set_owner},
};
use self::{
    keys::{ContactKeys, ensure_keys_free},
    stage::adjust_counters,
};

pub const FEATURE: Feature = Feature {
    tables: &["contacts", "contact_tags", "stage_entries"],
    events: events::ALL,
    jobs: jobs::ALL,
    commands: commands::ALL,
    search: Some(Search {
        field: "contacts",
        schema: "Contact",
        permission: Permission::LeadsWork,
        find: |read, q, limit| Box::pin(search(read, q, limit)),
    }),
    recount: Some(|conn, company_id| Box::pin(recount::recount(conn, company_id))),
    schemas: &[SchemaExtension { schema: "Stage", key: "x-moves", value: Stage::moves }],
    ..Feature::new("contacts", routes::router)
};

/// Sort fields of a list of contacts.
pub const SORTS: &[SortField] = &[
    SortField::time("createdAt", "created_at"),
    SortField::time("updatedAt", "updated_at"),
    SortField::text("name", "name"),
];

/// Creates a contact at stage LEAD.
///
/// # Errors
/// 409 `duplicate_contact` with the id of the existing contact that has this e-mail or phone.
pub async fn create(tx: &mut Tx, new: NewContact) -> Result<Contact> {
    create_at(tx, new, Stage::Lead, Status::New).await
}

/// Creates a contact at stage CUSTOMER (seed 004).
pub async fn create_customer(tx: &mut Tx, new: NewContact) -> Result<Contact> {
    create_at(tx, new, Stage::Customer, Status::Won).await
}

async fn create_at(tx: &mut Tx, mut new: NewContact, stage: Stage, status: Status) -> Result<Contact> {
    tx.actor().require(Permission::LeadsWork)?;
    new.phone = accounts::phones::checked(tx, new.phone, None).await?;
    let owner = first_owner(tx, new.owner_id).await?;
    let allow_duplicate = new.allow_duplicate;
    let fields = new.into_fields();
    let draft = Draft { fields: &fields, stage, status, owner_id: owner.as_ref().map(|owner| owner.id) };
    let contact = add(tx, &draft, allow_duplicate).await?.or_conflict()?;
    notify_owner(tx, &contact).await?;
    Ok(contact)
}

/// Finds the contact with this e-mail or phone, or creates a LEAD of the owner.
pub async fn link_or_create(tx: &mut Tx, fields: ContactFields, owner: Person) -> Result<Contact> {
    let (company_id, fields) = (tx.company_id(), fields.tidied());
    if let Some(existing) = keys::find_by_key(tx, company_id, &ContactKeys::by(&fields)).await? {
        return Ok(existing);
    }
    let draft = Draft { fields: &fields, stage: Stage::Lead, status: Status::New, owner_id: Some(owner.id) };
    add(tx, &draft, false).await?.or_conflict()
}

/// Inserts a contact, updates counters and statistics, and emits its event.
pub async fn add(tx: &mut Tx, draft: &Draft<'_>, allow_duplicate: bool) -> Result<Added> {
    let mut keys = ContactKeys::by(draft.fields);
    if allow_duplicate {
        keys = keys::unused_keys(tx, keys, None).await?;
    }
    let Some(contact) = store::insert(tx, draft, &keys).await? else {
        let company_id = tx.company_id();
        let first = keys::find_by_key(tx, company_id, &keys).await?;
        return Ok(Added::DuplicateOf(first.map(|first| first.id)));
    };
    tx.index_text(contact.id.record(), draft.fields.search_text()).await?;
    store::add_tags(tx, contact.id, &contact.tags).await?;
    adjust_counters(tx, &contact, 1);
    let me = tx.actor().employee_id();
    tx.record_daily("contacts.created", me, 1);
    stage_entries::start(tx, &contact).await?;
    tx.emit(events::CREATED.of(&contact));
    Ok(Added::New(Box::new(contact)))
}

/// Changes the fields of a contact.
pub async fn update(tx: &mut Tx, id: ContactId, mut patch: ContactPatch) -> Result<Contact> {
    let contact = find_for_work(tx, id).await?;
    tx.check_version(contact.version)?;
    if let Some(phone) = patch.phone {
        patch.phone = Some(accounts::phones::checked(tx, phone, contact.phone.as_deref()).await?);
    }
    let allow_duplicate = patch.allow_duplicate;
    let fields = patch.applied_to(contact.fields())?;
    write(tx, &contact, &fields, allow_duplicate).await
}

/// Updates the fields of a locked contact. Does nothing if there is no difference.
pub async fn write(
    tx: &mut Tx,
    contact: &Contact,
    fields: &ContactFields,
    allow_duplicate: bool,
) -> Result<Contact> {
    let before = contact.fields();
    if *fields == before {
        return Ok(contact.clone());
    }
    fields.check_tags(before.tags.len())?;
    if !allow_duplicate {
        ensure_keys_free(tx, contact, fields).await?;
    }
    let keys = keys::unused_keys(tx, ContactKeys::by(fields), Some(contact.id)).await?;
    let updated = store::update(tx, contact.id, fields, &keys).await?;
    if ContactKeys::by(&before) != ContactKeys::by(fields) {
        keys::reassign_key(tx, &ContactKeys::by(&before)).await?;
    }
    tx.index_text(contact.id.record(), fields.search_text()).await?;
    if fields.tags != before.tags {
        store::set_tags(tx, contact.id, &fields.tags).await?;
    }
    tx.emit(events::UPDATED.of(&updated));
    Ok(updated)
}

/// Updates the fields of a locked contact after a merge. `unsubscribed` says whether the other contact was.
pub async fn write_merged(
    tx: &mut Tx,
    contact: &Contact,
    fields: &ContactFields,
    unsubscribed: bool,
) -> Result<Contact> {
    let keys = keys::unused_keys(tx, ContactKeys::by(fields), Some(contact.id)).await?;
    let mut merged = store::update(tx, contact.id, fields, &keys).await?;
    if unsubscribed {
        merged = store::unsubscribe(tx, contact.id).await?.unwrap_or(merged);
    }
    tx.index_text(contact.id.record(), fields.search_text()).await?;
    store::set_tags(tx, contact.id, &fields.tags).await?;
    Ok(merged)
}

/// Deletes the record of a locked contact, without related records, for which use `leads::remove`.
///
/// Subtracts the contact from the daily statistics of its creation and stage entries, so that these agree
/// with lists. Statistics of work on it (sessions, activities, e-mails) are unchanged.
pub async fn delete_record(tx: &mut Tx, contact: &Contact) -> Result<()> {
    stage_entries::remove(tx, contact).await?;
    tx.unindex_text(contact.id.record()).await?;
    let created_by = store::delete(tx, contact.id).await?;
    tx.record_daily_at(contact.created_at, "contacts.created", created_by, -1);
    keys::reassign_key(tx, &ContactKeys::by(&contact.fields())).await?;
    adjust_counters(tx, contact, -1);
    Ok(())
}

/// Unsubscribes a contact from e-mail. Idempotent.
pub async fn unsubscribe(tx: &mut Tx, id: ContactId) -> Result<()> {
    if let Some(contact) = store::unsubscribe(tx, id).await? {
        tx.emit(events::UPDATED.of(&contact));
    }
    Ok(())
}

/// Lists the matching contacts that the actor may see.
pub async fn list(
    read: &mut Read,
    query: &ContactQuery,
    q: Option<&str>,
    paging: &Paging,
) -> Result<Slice<Contact>> {
    let listing = matching(read, query, q).await?;
    let (scope, company_id) = (Scope::of(read.actor())?, read.company_id());
    let counters = query.counters().filter(|_| scope == Scope::All && q.is_none());
    let slice: Slice<Contact> = match counters {
        // The dashboard's counters know the total.
        Some(names) if paging.wants_total() => {
            let total = store::sum_counters(read, company_id, &names).await?;
            paging.read_counted(read, store::COLUMNS, listing, total).await?
        }
        _ => paging.read(read, store::COLUMNS, listing).await?,
    };
    Ok(slice)
}

async fn search(read: &mut Read, q: &str, limit: i64) -> Result<Value> {
    let found = list(read, &ContactQuery::default(), Some(q), &Paging::newest(SORTS[0], limit)).await?;
    Ok(json!(found.rows))
}

/// Counts the matching contacts that the actor may see, by stage.
pub async fn count_by_stage(
    read: &mut Read,
    query: &ContactQuery,
    q: Option<&str>,
) -> Result<BTreeMap<Stage, i64>> {
    let company_id = read.company_id();
    let is_unfiltered =
        Scope::of(read.actor())? == Scope::All && q.is_none() && *query == ContactQuery::default();
    if is_unfiltered {
        return store::counted_by_stage(read, company_id).await;
    }
    let counts = matching(read, query, q).await?.count_by("stage");
    Ok(read.all::<(Stage, i64)>(counts).await?.into_iter().collect())
}

/// Finds a contact that the actor may see; 404 otherwise.
pub async fn find_visible(read: &mut Read, id: ContactId) -> Result<Contact> {
    let (scope, company_id) = (Scope::of(read.actor())?, read.company_id());
    scope.ensure_in_scope(read.find(company_id, id).await?)
}

/// Finds and locks a contact that the actor may work on; 404 otherwise.
pub async fn find_for_work(tx: &mut Tx, id: ContactId) -> Result<Contact> {
    let scope = Scope::of(tx.actor())?;
    scope.ensure_in_scope(tx.find_for_update(id).await?)
}

/// Finds an ACTIVE employee with `leads.work`. Fails with a field error for any other id.
pub async fn lead_worker(tx: &mut Tx, id: EmployeeId, field: &str) -> Result<Employee> {
    employees::find_active_with(tx, id, Permission::LeadsWork)
        .await?
        .ok_or_else(|| Error::invalid(field, "must be an active employee who works on leads"))
}

async fn first_owner(tx: &mut Tx, requested: Option<Option<EmployeeId>>) -> Result<Option<Person>> {
    let me = tx.actor().employee()?.clone();
    match requested {
        None => Ok(Some(me)),
        Some(None) => Ok(None),
        Some(Some(id)) if id == me.id => Ok(Some(me)),
        Some(Some(id)) => {
            tx.actor().require(Permission::LeadsManage)?;
            Ok(Some(lead_worker(tx, id, "ownerId").await?.person()))
        }
    }
}

/// Notifies the owner that the contact was assigned to them.
pub async fn notify_owner(tx: &mut Tx, contact: &Contact) -> Result<()> {
    let Some(owner) = &contact.owner else { return Ok(()) };
    notifications::assigned(tx, owner.id, &Subject::contact(contact.id, &contact.name)).await
}
