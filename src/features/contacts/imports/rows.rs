//! A row of a file: checked like any other input, then created, taken over, skipped or refused.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use csv::ByteRecord;
use serde_json::{Map, Value, json};

use super::{
    Import, MatchPolicy,
    findings::{self, Change},
};
use crate::{
    access::{Permission, Person},
    db::Tx,
    error::{Error, FieldError, Result},
    features::{
        accounts::employees,
        contacts::{
            self, Contact, ContactId, Details, NewContact, Scope, Stage, Status,
            addresses::{self, Held},
            exports::from_text,
            store::Draft,
        },
    },
    id::EmployeeId,
    schema,
};

/// The addresses that a dry run has met, so that it knows a file's own duplicates. A few bytes for each.
#[derive(Default)]
pub struct Seen(HashSet<u64>);

impl Seen {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Whether any was there before.
    fn meet(&mut self, held: &Held) -> bool {
        let mut met = false;
        for address in [held.email.as_ref(), held.phone.as_ref()].into_iter().flatten() {
            let mut hasher = DefaultHasher::new();
            address.hash(&mut hasher);
            met |= !self.0.insert(hasher.finish());
        }
        met
    }
}

/// What became of a row.
enum Taken {
    Created(Contact),
    Updated { contact: Contact, before: Details },
    Would(Would),
    Skipped,
}

enum Would {
    Create,
    Update,
}

/// Takes in some rows, and counts what became of them.
pub async fn take_in(
    tx: &mut Tx,
    mut import: Import,
    rows: Vec<ByteRecord>,
    seen: &mut Seen,
) -> Result<Import> {
    let columns: Vec<Option<String>> =
        import.mapping.in_order(&import.headers).into_iter().map(|field| field.map(str::to_owned)).collect();
    let mut owners = Owners::default();
    let mut changes = BTreeMap::new();
    for row in rows {
        import.rows += 1;
        match take(tx, &import, &columns, &row, &mut owners, seen).await {
            Ok(Taken::Created(contact)) => {
                import.created += 1;
                remember(&mut changes, &contact, None);
            }
            Ok(Taken::Updated { contact, before }) => {
                import.updated += 1;
                remember(&mut changes, &contact, Some(before));
            }
            Ok(Taken::Would(Would::Create)) => import.created += 1,
            Ok(Taken::Would(Would::Update)) => import.updated += 1,
            Ok(Taken::Skipped) => import.skipped += 1,
            Err(error) => {
                let errors = reasons(error)?;
                import.failed += 1;
                // The header is line 1, as a spreadsheet counts.
                findings::insert_error(tx, import.id, import.rows + 1, &row, &errors).await?;
            }
        }
    }
    findings::insert_changes(tx, import.id, &changes).await?;
    Ok(import)
}

/// A contact that the file names twice is remembered as it was before the first time.
fn remember(changes: &mut BTreeMap<ContactId, Change>, contact: &Contact, before: Option<Details>) {
    changes.entry(contact.id).or_insert(Change { before, version: 0 }).version = contact.version;
}

/// What is wrong with a row; an error of our own ends the import instead.
fn reasons(error: Error) -> Result<Vec<FieldError>> {
    match error {
        Error::Invalid(wrong) => Ok(wrong),
        Error::Conflict { code, message, .. } => Ok(vec![FieldError::new(code, message)]),
        Error::NotFound(_) => Ok(vec![FieldError::new("duplicate_contact", "is a colleague's contact")]),
        other => Err(other),
    }
}

async fn take(
    tx: &mut Tx,
    import: &Import,
    columns: &[Option<String>],
    row: &ByteRecord,
    owners: &mut Owners,
    seen: &mut Seen,
) -> Result<Taken> {
    let (fields, owner) = cells(columns, row)?;
    let new: NewContact = schema::read(fields)?;
    let owner = owners.of(tx, owner).await?;
    let details = new.details();
    let held = Held::by(&details);
    if import.dry_run {
        return would(tx, import, &held, seen).await;
    }
    let draft = Draft { details: &details, stage: Stage::Lead, status: Status::New, owner_id: owner };
    match contacts::add(tx, &draft, false).await {
        Ok(contact) => Ok(Taken::Created(contact)),
        Err(Error::Conflict { code: "duplicate_contact", data, .. }) => {
            let first = serde_json::from_value(data["contactId"].clone()).map_err(Error::internal)?;
            meet(tx, import, first, details).await
        }
        Err(other) => Err(other),
    }
}

async fn would(tx: &mut Tx, import: &Import, held: &Held, seen: &mut Seen) -> Result<Taken> {
    let company_id = tx.company_id();
    let known = addresses::holder(tx, company_id, held).await?;
    if let Some(known) = &known {
        Scope::of(tx.actor())?.admit(known.clone())?;
    }
    if !seen.meet(held) && known.is_none() {
        return Ok(Taken::Would(Would::Create));
    }
    match import.r#match {
        MatchPolicy::Skip => Ok(Taken::Skipped),
        MatchPolicy::Update => Ok(Taken::Would(Would::Update)),
        MatchPolicy::Refuse => Err(addresses::duplicate(known.map(|known| known.id))),
    }
}

/// The row is about somebody whom the company knows.
async fn meet(tx: &mut Tx, import: &Import, first: Option<ContactId>, row: Details) -> Result<Taken> {
    let (MatchPolicy::Update, Some(first)) = (import.r#match, first) else {
        return match import.r#match {
            MatchPolicy::Skip => Ok(Taken::Skipped),
            MatchPolicy::Update | MatchPolicy::Refuse => Err(addresses::duplicate(first)),
        };
    };
    let contact = contacts::find_for_work(tx, first).await?;
    let before = contact.details();
    let after = taken_over(before.clone(), row);
    let updated = contacts::write(tx, &contact, &after, false).await?;
    if updated.version == contact.version {
        return Ok(Taken::Skipped);
    }
    Ok(Taken::Updated { contact: updated, before })
}

/// The row's cells win where they say something; tags come to those that are there.
fn taken_over(known: Details, row: Details) -> Details {
    Details {
        name: row.name,
        email: row.email.or(known.email),
        phone: row.phone.or(known.phone),
        organisation: row.organisation.or(known.organisation),
        title: row.title.or(known.title),
        source: row.source.or(known.source),
        tags: known.tags.into_iter().chain(row.tags).collect(),
    }
    .tidied()
}

/// The row as the body of a POST would be, and its owner's address.
fn cells(columns: &[Option<String>], row: &ByteRecord) -> Result<(Value, Option<String>)> {
    let (mut fields, mut owner, mut wrong) = (Map::new(), None, vec![]);
    if row.len() > columns.len() {
        wrong.push(FieldError::new("row", format!("has {} cells for {} columns", row.len(), columns.len())));
    }
    for (field, cell) in columns.iter().zip(row.iter()) {
        let Some(field) = field else { continue };
        let Ok(text) = std::str::from_utf8(cell) else {
            wrong.push(FieldError::new(field, "is not UTF-8"));
            continue;
        };
        let text = from_text(text.trim());
        match field.as_str() {
            _ if text.is_empty() => {}
            "owner" => owner = Some(text.to_owned()),
            "tags" => {
                let tags = text.split([';', ',']).map(str::trim).filter(|tag| !tag.is_empty());
                fields.insert(field.clone(), json!(tags.collect::<Vec<_>>()));
            }
            _ => {
                fields.insert(field.clone(), json!(text));
            }
        }
    }
    if wrong.is_empty() { Ok((Value::Object(fields), owner)) } else { Err(Error::Invalid(wrong)) }
}

/// The owners that a file names, by their addresses.
#[derive(Default)]
struct Owners(HashMap<String, EmployeeId>);

impl Owners {
    /// Whose the row's contact is: whom the row names, where one may give leads away; otherwise nobody's, or one's own.
    async fn of(&mut self, tx: &mut Tx, address: Option<String>) -> Result<Option<EmployeeId>> {
        let me: Person = tx.actor().signed_in()?.clone();
        if !tx.actor().may(Permission::LeadsManage) {
            return Ok(Some(me.id));
        }
        let Some(address) = address.map(|address| address.to_lowercase()) else { return Ok(None) };
        if let Some(id) = self.0.get(&address) {
            return Ok(Some(*id));
        }
        let company_id = tx.company_id();
        let found =
            employees::find_by_email(tx, &address).await?.filter(|owner| owner.company_id == company_id);
        let owner = found
            .ok_or_else(|| Error::invalid("owner", "must be the e-mail of somebody who works on leads"))?;
        let id = contacts::worker(tx, owner.id, "owner").await?.id;
        self.0.insert(address, id);
        Ok(Some(id))
    }
}
