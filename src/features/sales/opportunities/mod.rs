//! Opportunities move their contact: opening the first makes it an OPPORTUNITY, winning one a CUSTOMER, losing the last
//! lets it go DORMANT.

mod model;
pub mod store;

pub use self::{
    model::{
        ListedOpportunity, Lost, NewOpportunity, Opportunity, OpportunityId, OpportunityPatch,
        OpportunityQuery, OpportunityStatus, Terms, Won,
    },
    store::{count_open, count_opened_and_lost, list},
};
use super::deals::{self, Deal};
use crate::{
    access::Actor,
    db::{Conn, Tx},
    error::{Error, Result},
    events::Fact,
    features::{
        accounts::companies,
        contacts::{
            self, Contact, ContactId, Purse, Stage, put_deal,
            stages::{advance, invalid_move},
        },
    },
};
use store::Draft;

/// Opens an opportunity. At SQL it moves the contact on; an opportunity or a customer may have more than one.
pub async fn open(tx: &mut Tx, contact_id: ContactId, terms: Terms) -> Result<Opportunity> {
    let mut contact = contacts::find_for_work(tx, contact_id).await?;
    tx.must_match(contact.version)?;
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
            advance(tx, &contact, Stage::Opportunity, &format!("{} was opened", opportunity.title)).await?;
    }
    Purse::OpenOpportunities.put(tx, 1, opportunity.expected_value, &opportunity.currency);
    let me = tx.actor().employee_id();
    tx.tally("opportunities.opened", me, 1);
    tx.emit(Fact::OpportunityCreated(contact.about(opportunity.clone())));
    Ok(opportunity)
}

/// Changes an opportunity while it is open.
pub async fn change(tx: &mut Tx, id: OpportunityId, patch: OpportunityPatch) -> Result<Opportunity> {
    let (before, contact) = held(tx, id).await?;
    tx.must_match(before.version)?;
    must_be_open(&before)?;
    let owner = match patch.owner_id {
        Some(owner) => Some(contacts::worker(tx, owner, "ownerId").await?.id),
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
    Purse::OpenOpportunities.put(tx, -1, before.expected_value, &before.currency);
    Purse::OpenOpportunities.put(tx, 1, after.expected_value, &after.currency);
    tx.emit(Fact::OpportunityUpdated(contact.about(after.clone())));
    Ok(after)
}

/// Wins an opportunity: its deal is written, and its contact is a customer.
pub async fn win(tx: &mut Tx, id: OpportunityId, won: Won) -> Result<(Opportunity, Deal)> {
    let (before, mut contact) = held(tx, id).await?;
    tx.must_match(before.version)?;
    must_be_open(&before)?;
    let opportunity =
        store::close(tx, id, OpportunityStatus::Won, None).await?.ok_or_else(|| closed(&before))?;
    let deal = deals::store::insert(tx, &opportunity, &won).await?;
    if contact.stage == Stage::Opportunity {
        contact = advance(tx, &contact, Stage::Customer, &format!("{} was won", opportunity.title)).await?;
    }
    Purse::OpenOpportunities.put(tx, -1, before.expected_value, &before.currency);
    let me = tx.actor().employee_id();
    put_deal(tx, 1, (deal.value, &deal.currency), deal.closed_at, me);
    tx.emit(Fact::OpportunityWon(contact.about(opportunity.clone())));
    tx.emit(Fact::DealCreated(contact.about(deal.clone())));
    Ok((opportunity, deal))
}

/// Loses an opportunity. With the last open one its contact goes DORMANT, unless it is a customer already.
pub async fn lose(tx: &mut Tx, id: OpportunityId, reason: Option<String>) -> Result<Opportunity> {
    let (before, mut contact) = held(tx, id).await?;
    tx.must_match(before.version)?;
    must_be_open(&before)?;
    let closed_now = store::close(tx, id, OpportunityStatus::Lost, reason).await?;
    let opportunity = closed_now.ok_or_else(|| closed(&before))?;
    if contact.stage == Stage::Opportunity && !store::any_open(tx, contact.id).await? {
        let why = opportunity.lost_reason.as_deref().unwrap_or("no reason given");
        contact =
            advance(tx, &contact, Stage::Dormant, &format!("{} was lost: {why}", opportunity.title)).await?;
    }
    Purse::OpenOpportunities.put(tx, -1, before.expected_value, &before.currency);
    let me = tx.actor().employee_id();
    tx.tally("opportunities.lost", me, 1);
    tx.emit(Fact::OpportunityLost(contact.about(opportunity.clone())));
    Ok(opportunity)
}

/// The opportunity, if the employee may see its contact.
pub async fn find(conn: &mut Conn, actor: &Actor, id: OpportunityId) -> Result<Opportunity> {
    contacts::Scope::of(actor)?;
    let opportunity = store::find(conn, actor.company_id(), id).await?;
    let seen = contacts::find_visible(conn, actor, opportunity.contact_id).await;
    seen.map(|_| opportunity).map_err(|_| Error::NotFound("opportunity"))
}

/// The opportunity and its contact, both held until this transaction ends; the contact first, as everywhere.
async fn held(tx: &mut Tx, id: OpportunityId) -> Result<(Opportunity, Contact)> {
    contacts::Scope::of(tx.actor())?;
    let company_id = tx.company_id();
    let contact_id = store::find(tx, company_id, id).await?.contact_id;
    let contact =
        contacts::find_for_work(tx, contact_id).await.map_err(|_| Error::NotFound("opportunity"))?;
    Ok((store::find(tx, company_id, id).await?, contact))
}

fn must_be_open(opportunity: &Opportunity) -> Result<()> {
    if opportunity.status == OpportunityStatus::Open { Ok(()) } else { Err(closed(opportunity)) }
}

fn closed(opportunity: &Opportunity) -> Error {
    Error::conflict("invalid_transition", format!("{} is already {}", opportunity.title, opportunity.status))
}
