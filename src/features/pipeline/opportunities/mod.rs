//! Opportunities. Opening the first moves the contact to OPPORTUNITY, winning one to CUSTOMER, losing the
//! last one to DORMANT.

mod model;
pub mod store;

pub use self::{
    model::{
        ListedOpportunity, Lost, NewOpportunity, Opportunity, OpportunityId, OpportunityPatch,
        OpportunityQuery, OpportunityStatus, Terms, Won,
    },
    store::{count_open, count_opened_and_lost, list, reassign},
};
use super::{
    deals::{self, Deal},
    events,
};
use crate::{
    db::{Read, Tx},
    error::{Error, Result},
    features::{
        accounts::companies,
        contacts::{self, Contact, ContactId, Stage, invalid_move},
        pipeline::{MoneyTotals, add_deal, stages::advance},
    },
};

use store::Draft;

/// Opens an opportunity, and moves a contact at SQL to OPPORTUNITY. Later stages can have several.
pub async fn open(tx: &mut Tx, contact_id: ContactId, terms: Terms) -> Result<Opportunity> {
    let mut contact = contacts::find_for_work(tx, contact_id).await?;
    tx.check_version(contact.version)?;
    if !matches!(contact.stage, Stage::Sql | Stage::Opportunity | Stage::Customer | Stage::Evangelist) {
        return Err(invalid_move(contact.stage, Stage::Opportunity));
    }
    let currency = match terms.currency {
        Some(currency) => currency,
        None => companies::find(tx, contact.company_id).await?.currency,
    };
    let owner = contact.owner.as_ref().map(|owner| owner.id).or(tx.actor().employee_id());
    let draft = Draft {
        title: terms.title,
        expected_value: terms.expected_value,
        currency,
        expected_close_on: terms.expected_close_on,
        owner,
    };
    let opportunity = store::insert(tx, contact.id, draft).await?;
    if contact.stage == Stage::Sql {
        contact =
            advance(tx, &contact, Stage::Opportunity, &format!("opportunity “{}” opened", opportunity.title))
                .await?;
    }
    MoneyTotals::OpenOpportunities.add(tx, 1, opportunity.expected_value, &opportunity.currency);
    let me = tx.actor().employee_id();
    tx.record_daily("opportunities.opened", me, 1);
    tx.emit(events::OPPORTUNITY_CREATED.of(&contact.related(opportunity.clone())));
    Ok(opportunity)
}

/// Changes an opportunity while it is open.
pub async fn change(tx: &mut Tx, id: OpportunityId, patch: OpportunityPatch) -> Result<Opportunity> {
    let (before, contact) = find_for_update(tx, id).await?;
    tx.check_version(before.version)?;
    ensure_open(&before)?;
    let owner = match patch.owner_id {
        Some(owner) => Some(contacts::lead_worker(tx, owner, "ownerId").await?.id),
        None => before.owner.as_ref().map(|owner| owner.id),
    };
    let draft = Draft {
        title: patch.title.unwrap_or_else(|| before.title.clone()),
        expected_value: patch.expected_value.unwrap_or(before.expected_value),
        currency: patch.currency.unwrap_or_else(|| before.currency.clone()),
        expected_close_on: patch.expected_close_on.or(before.expected_close_on),
        owner,
    };
    let after = store::update(tx, id, draft).await?;
    MoneyTotals::OpenOpportunities.add(tx, -1, before.expected_value, &before.currency);
    MoneyTotals::OpenOpportunities.add(tx, 1, after.expected_value, &after.currency);
    tx.emit(events::OPPORTUNITY_UPDATED.of(&contact.related(after.clone())));
    Ok(after)
}

/// Wins an opportunity: creates its deal and makes its contact a CUSTOMER.
pub async fn win(tx: &mut Tx, id: OpportunityId, won: Won) -> Result<(Opportunity, Deal)> {
    let (before, mut contact) = find_for_update(tx, id).await?;
    tx.check_version(before.version)?;
    ensure_open(&before)?;
    let opportunity =
        store::close(tx, id, OpportunityStatus::Won, None).await?.ok_or_else(|| closed(&before))?;
    let deal = deals::store::insert(tx, &opportunity, &won).await?;
    if contact.stage == Stage::Opportunity {
        contact = advance(tx, &contact, Stage::Customer, &format!("opportunity “{}” won", opportunity.title))
            .await?;
    }
    MoneyTotals::OpenOpportunities.add(tx, -1, before.expected_value, &before.currency);
    let me = tx.actor().employee_id();
    add_deal(tx, 1, (deal.value, &deal.currency), deal.closed_at, me);
    tx.emit(events::OPPORTUNITY_WON.of(&contact.related(opportunity.clone())));
    tx.emit(events::DEAL_CREATED.of(&contact.related(deal.clone())));
    Ok((opportunity, deal))
}

/// Loses an opportunity. If it was the last open one, a contact at OPPORTUNITY becomes DORMANT.
pub async fn lose(tx: &mut Tx, id: OpportunityId, reason: Option<String>) -> Result<Opportunity> {
    let (before, mut contact) = find_for_update(tx, id).await?;
    tx.check_version(before.version)?;
    ensure_open(&before)?;
    let updated = store::close(tx, id, OpportunityStatus::Lost, reason).await?;
    let opportunity = updated.ok_or_else(|| closed(&before))?;
    if contact.stage == Stage::Opportunity && !store::any_open(tx, contact.id).await? {
        let reason = opportunity.lost_reason.as_deref().unwrap_or("no reason given");
        contact = advance(
            tx,
            &contact,
            Stage::Dormant,
            &format!("opportunity “{}” lost: {reason}", opportunity.title),
        )
        .await?;
    }
    MoneyTotals::OpenOpportunities.add(tx, -1, before.expected_value, &before.currency);
    let me = tx.actor().employee_id();
    tx.record_daily("opportunities.lost", me, 1);
    tx.emit(events::OPPORTUNITY_LOST.of(&contact.related(opportunity.clone())));
    Ok(opportunity)
}

/// Finds an opportunity whose contact the actor may see.
pub async fn find(read: &mut Read, id: OpportunityId) -> Result<Opportunity> {
    contacts::Scope::of(read.actor())?;
    let company_id = read.company_id();
    let opportunity = read.find::<Opportunity>(company_id, id).await?;
    let contact = contacts::find_visible(read, opportunity.contact_id).await;
    contact.map(|_| opportunity).map_err(|error| error.as_missing("opportunity"))
}

/// Finds an opportunity and its contact, and locks the contact, which serialises changes.
async fn find_for_update(tx: &mut Tx, id: OpportunityId) -> Result<(Opportunity, Contact)> {
    contacts::Scope::of(tx.actor())?;
    let company_id = tx.company_id();
    let contact_id = tx.find::<Opportunity>(company_id, id).await?.contact_id;
    let contact =
        contacts::find_for_work(tx, contact_id).await.map_err(|error| error.as_missing("opportunity"))?;
    Ok((tx.find(company_id, id).await?, contact))
}

fn ensure_open(opportunity: &Opportunity) -> Result<()> {
    if opportunity.status == OpportunityStatus::Open { Ok(()) } else { Err(closed(opportunity)) }
}

fn closed(opportunity: &Opportunity) -> Error {
    let status = opportunity.status.name().to_lowercase();
    Error::conflict("invalid_transition", format!("{} is already {status}", opportunity.title))
}

/// Subtracts a contact's opportunities from the counters and daily statistics, before the contact is deleted.
pub async fn subtract_totals(tx: &mut Tx, contact_id: ContactId) -> Result<()> {
    for opportunity in store::totals_of(tx, contact_id).await? {
        if opportunity.status == OpportunityStatus::Open {
            MoneyTotals::OpenOpportunities.add(tx, -1, opportunity.expected_value, &opportunity.currency);
        }
        tx.record_daily_at(opportunity.created_at, "opportunities.opened", opportunity.created_by, -1);
        let lost = opportunity.status == OpportunityStatus::Lost;
        if let Some(closed_at) = opportunity.closed_at.filter(|_| lost) {
            tx.record_daily_at(closed_at, "opportunities.lost", opportunity.closed_by, -1);
        }
    }
    Ok(())
}
