//! Applies rows of a file. Each is validated like other input, then created, updated, skipped or rejected.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use csv::ByteRecord;

use super::{
    Import, MatchPolicy,
    cells::{Cells, Values, body},
    model::{PreviewRow, RowOutcome},
    owners::Owners,
    results::{self, Change},
    row_errors::reasons,
};
use crate::{
    db::Tx,
    error::{Error, FieldError, Result},
    features::{
        accounts::companies,
        contacts::{
            self, Added, Contact, ContactFields, ContactId, Draft, NewContact, Scope, Stage, Status,
            keys::{self, ContactKeys},
        },
    },
    phone, schema,
};

/// Hashes of the keys that a dry run has seen, to detect duplicates within the file.
#[derive(Default)]
pub struct SeenKeys(HashSet<u64>);

impl SeenKeys {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Adds the keys. Returns whether any was seen before.
    fn insert(&mut self, keys: &ContactKeys) -> bool {
        let mut is_known = false;
        for key in [keys.email.as_ref(), keys.phone.as_ref()].into_iter().flatten() {
            let mut hasher = DefaultHasher::new();
            key.hash(&mut hasher);
            is_known |= !self.0.insert(hasher.finish());
        }
        is_known
    }
}

/// The outcome of a row.
enum AppliedRow {
    Created(Contact),
    Updated { contact: Contact, before: ContactFields },
    Skipped,
    DryRun(DryRunOutcome),
}

/// What importing a row would do.
enum DryRunOutcome {
    Create,
    Update,
}

/// Applies rows and updates the counts of the import.
pub async fn apply(
    tx: &mut Tx,
    mut import: Import,
    rows: Vec<ByteRecord>,
    seen: &mut SeenKeys,
) -> Result<Import> {
    let (cells, mut owners, mut changes) = (Cells::of(&import), Owners::default(), BTreeMap::new());
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    for row in rows {
        import.rows += 1;
        let (values, errors) = cells.read(&row);
        match apply_row(tx, &import, &country, &values, errors, &mut owners, seen).await {
            Ok(AppliedRow::Created(contact)) => {
                import.created += 1;
                record_change(&mut changes, &contact, None);
            }
            Ok(AppliedRow::Updated { contact, before }) => {
                import.updated += 1;
                record_change(&mut changes, &contact, Some(before));
            }
            Ok(AppliedRow::DryRun(DryRunOutcome::Create)) => import.created += 1,
            Ok(AppliedRow::DryRun(DryRunOutcome::Update)) => import.updated += 1,
            Ok(AppliedRow::Skipped) => import.skipped += 1,
            Err(error) => {
                let errors = reasons(error, &values)?;
                import.failed += 1;
                // The header is line 1.
                results::insert_error(tx, &import, import.rows + 1, &row, &errors).await?;
            }
        }
    }
    results::insert_changes(tx, import.id, &changes).await?;
    Ok(import)
}

/// Records a change. If the file contains the contact twice, keeps the first `before`.
fn record_change(
    changes: &mut BTreeMap<ContactId, Change>,
    contact: &Contact,
    before: Option<ContactFields>,
) {
    changes.entry(contact.id).or_insert(Change { before, version: 0 }).version = contact.version;
}

/// Applies the first rows in a transaction that is not committed.
pub async fn preview(tx: &mut Tx, import: &Import, rows: &[ByteRecord]) -> Result<Vec<PreviewRow>> {
    let (cells, mut owners, mut seen) = (Cells::of(import), Owners::default(), SeenKeys::default());
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    let mut preview = Vec::with_capacity(rows.len());
    for (line, row) in (2..).zip(rows) {
        let (values, errors) = cells.read(row);
        let result = apply_row(tx, import, &country, &values, errors, &mut owners, &mut seen).await;
        let (outcome, errors) = match result {
            Ok(AppliedRow::DryRun(DryRunOutcome::Update) | AppliedRow::Updated { .. }) => {
                (RowOutcome::Update, vec![])
            }
            Ok(AppliedRow::DryRun(DryRunOutcome::Create) | AppliedRow::Created(_)) => {
                (RowOutcome::Create, vec![])
            }
            Ok(AppliedRow::Skipped) => (RowOutcome::Skip, vec![]),
            Err(error) => (RowOutcome::Reject, reasons(error, &values)?),
        };
        preview.push(PreviewRow { line, outcome, values, errors });
    }
    Ok(preview)
}

async fn apply_row(
    tx: &mut Tx,
    import: &Import,
    country: &str,
    values: &Values,
    mut errors: Vec<FieldError>,
    owners: &mut Owners,
    seen: &mut SeenKeys,
) -> Result<AppliedRow> {
    let new = schema::read::<NewContact>(body(values));
    // Collects all errors of the row.
    if let Err(Error::Invalid(more)) = &new {
        errors.extend(more.iter().filter(|error| !has_field(&errors, error)).cloned().collect::<Vec<_>>());
    }
    let phone = values.get("phone").map(|text| phone::normalized(text, country)).transpose();
    if let Err(message) = &phone {
        errors.push(FieldError::new("phone", message));
    }
    let owner = match owners.of(tx, values.get("owner")).await {
        Err(Error::Invalid(more)) => {
            errors.extend(more);
            None
        }
        owner => owner?,
    };
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let new = NewContact { phone: phone.unwrap_or_default(), ..new? };
    let fields = new.into_fields();
    let keys = ContactKeys::by(&fields);
    if import.dry_run {
        return dry_run(tx, import, &keys, seen).await;
    }
    let draft = Draft { fields: &fields, stage: Stage::Lead, status: Status::New, owner_id: owner };
    match contacts::add(tx, &draft, false).await? {
        Added::New(contact) => Ok(AppliedRow::Created(*contact)),
        Added::DuplicateOf(first) => match_existing(tx, import, first, fields).await,
    }
}

fn has_field(errors: &[FieldError], error: &FieldError) -> bool {
    errors.iter().any(|other| other.field == error.field)
}

async fn dry_run(
    tx: &mut Tx,
    import: &Import,
    keys: &ContactKeys,
    seen: &mut SeenKeys,
) -> Result<AppliedRow> {
    let company_id = tx.company_id();
    let existing = keys::find_by_key(tx, company_id, keys).await?;
    if let Some(existing) = &existing {
        Scope::of(tx.actor())?.ensure_in_scope(existing.clone())?;
    }
    if !seen.insert(keys) && existing.is_none() {
        return Ok(AppliedRow::DryRun(DryRunOutcome::Create));
    }
    match import.r#match {
        MatchPolicy::Skip => Ok(AppliedRow::Skipped),
        MatchPolicy::Update => Ok(AppliedRow::DryRun(DryRunOutcome::Update)),
        MatchPolicy::Refuse => Err(keys::duplicate(existing.map(|existing| existing.id))),
    }
}

/// Applies a row whose e-mail or phone an existing contact has.
async fn match_existing(
    tx: &mut Tx,
    import: &Import,
    first: Option<ContactId>,
    row: ContactFields,
) -> Result<AppliedRow> {
    let (MatchPolicy::Update, Some(first)) = (import.r#match, first) else {
        return match import.r#match {
            MatchPolicy::Skip => Ok(AppliedRow::Skipped),
            MatchPolicy::Update | MatchPolicy::Refuse => Err(keys::duplicate(first)),
        };
    };
    let contact = contacts::find_for_work(tx, first).await?;
    let before = contact.fields();
    let after = row.merged_with(before.clone());
    let updated = contacts::write(tx, &contact, &after, false).await?;
    if updated.version == contact.version {
        return Ok(AppliedRow::Skipped);
    }
    Ok(AppliedRow::Updated { contact: updated, before })
}
