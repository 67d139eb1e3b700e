//! A row of a file: checked like any other input, then created, taken over, skipped or refused.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use csv::ByteRecord;

use super::{
    Import, MatchPolicy,
    cells::{Cells, Values, body},
    findings::{self, Change},
    model::{PreviewRow, RowOutcome},
    owners::Owners,
    row_errors::reasons,
};
use crate::{
    db::Tx,
    error::{Error, FieldError, Result},
    features::{
        accounts::companies,
        contacts::{
            self, Contact, ContactId, Details, NewContact, Scope, Stage, Status,
            addresses::{self, Held},
            store::Draft,
        },
    },
    phone, schema,
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
    let (cells, mut owners, mut changes) = (Cells::of(&import), Owners::default(), BTreeMap::new());
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    for row in rows {
        import.rows += 1;
        let (values, wrong) = cells.read(&row);
        match take(tx, &import, &country, &values, wrong, &mut owners, seen).await {
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
                let errors = reasons(error, &values)?;
                import.failed += 1;
                // The header is line 1, as a spreadsheet counts.
                findings::insert_error(tx, &import, import.rows + 1, &row, &errors).await?;
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

/// What would become of the first rows, in a transaction that is not committed.
pub async fn preview(tx: &mut Tx, import: &Import, rows: &[ByteRecord]) -> Result<Vec<PreviewRow>> {
    let (cells, mut owners, mut seen) = (Cells::of(import), Owners::default(), Seen::default());
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    let mut preview = Vec::with_capacity(rows.len());
    for (line, row) in (2..).zip(rows) {
        let (values, wrong) = cells.read(row);
        let (outcome, errors) = match take(tx, import, &country, &values, wrong, &mut owners, &mut seen).await
        {
            Ok(Taken::Would(Would::Update) | Taken::Updated { .. }) => (RowOutcome::Update, vec![]),
            Ok(Taken::Would(Would::Create) | Taken::Created(_)) => (RowOutcome::Create, vec![]),
            Ok(Taken::Skipped) => (RowOutcome::Skip, vec![]),
            Err(error) => (RowOutcome::Reject, reasons(error, &values)?),
        };
        preview.push(PreviewRow { line, outcome, values, errors });
    }
    Ok(preview)
}

async fn take(
    tx: &mut Tx,
    import: &Import,
    country: &str,
    values: &Values,
    mut wrong: Vec<FieldError>,
    owners: &mut Owners,
    seen: &mut Seen,
) -> Result<Taken> {
    let new = schema::read::<NewContact>(body(values));
    // Everything that is wrong with a row is said at once.
    if let Err(Error::Invalid(errors)) = &new {
        wrong.extend(errors.iter().filter(|error| !is_named(&wrong, error)).cloned().collect::<Vec<_>>());
    }
    let phone = values.get("phone").map(|text| phone::normalized(text, country)).transpose();
    if let Err(why) = &phone {
        wrong.push(FieldError::new("phone", why));
    }
    let owner = match owners.of(tx, values.get("owner")).await {
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            None
        }
        owner => owner?,
    };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let new = NewContact { phone: phone.unwrap_or_default(), ..new? };
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

fn is_named(wrong: &[FieldError], error: &FieldError) -> bool {
    wrong.iter().any(|known| known.field == error.field)
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
