use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Column, Deal, DealId, DealQuery, ListedDeal, ListedOpportunity, Lost, NewOpportunity, Opportunity,
    OpportunityId, OpportunityPatch, OpportunityQuery, Terms, Won, deals, opportunities,
};
use crate::{
    access::Permission,
    app::App,
    error::{Error, Result},
    features::contacts::{Contact, ContactId, ContactQuery},
    http::{Answer, Filters, Listed, PageQuery, PathId, RequestRead, RequestTx, Valid, Write},
    id::{CompanyId, CompanyTag},
    time::Time,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(board))
        .routes(routes!(open_for))
        .routes(routes!(list, open))
        .routes(routes!(read, change))
        .routes(routes!(win))
        .routes(routes!(lose))
        .routes(routes!(close_deal))
        .routes(routes!(read_deal))
        .routes(routes!(deals_of_company))
}

/// Read the board: the number of leads at each stage, and the value of their open opportunities.
#[utoipa::path(get, path = "/api/leads/board", tag = "leads", params(PageQuery, ContactQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<Column>)))]
async fn board(mut read: RequestRead, Filters(page, query): Filters<ContactQuery>) -> Result<Listed<Column>> {
    let columns = super::board(&mut read, &query, page.q.as_deref()).await?;
    read.whole_list(columns)
}

async fn open_and_commit(
    mut tx: RequestTx,
    contact_id: ContactId,
    terms: Terms,
) -> Result<Answer<Opportunity>> {
    let opportunity = super::open(&mut tx, contact_id, terms).await?;
    tx.commit_created(&format!("/api/opportunities/{}", opportunity.id), "Opportunity opened", &opportunity)
        .await
}

/// Open an opportunity with a contact. A contact at SQL moves to OPPORTUNITY.
#[utoipa::path(post, path = "/api/contacts/{id}/opportunity", tag = "opportunities", params(("id" = ContactId, Path)),
    request_body = Terms,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn open_for(
    write: Write,
    PathId(id): PathId<Contact>,
    Valid(terms): Valid<Terms>,
) -> Result<Answer<Opportunity>> {
    open_and_commit(write.begin().await?, id, terms).await
}

/// Open an opportunity. A contact at SQL moves to OPPORTUNITY.
#[utoipa::path(post, path = "/api/opportunities", tag = "opportunities", request_body = NewOpportunity,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn open(write: Write, Valid(input): Valid<NewOpportunity>) -> Result<Answer<Opportunity>> {
    open_and_commit(write.begin().await?, input.contact_id, input.terms).await
}

/// List opportunities, newest first.
#[utoipa::path(get, path = "/api/opportunities", tag = "opportunities", params(PageQuery, OpportunityQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<ListedOpportunity>)))]
async fn list(
    mut read: RequestRead,
    Filters(page, query): Filters<OpportunityQuery>,
) -> Result<Listed<ListedOpportunity>> {
    let paging = page.paging(opportunities::store::SORTS)?;
    let opportunities = super::list(&mut read, &query, page.q.as_deref(), &paging).await?;
    read.list(&opportunities)
}

/// Read an opportunity.
#[utoipa::path(get, path = "/api/opportunities/{id}", tag = "opportunities", params(("id" = OpportunityId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Opportunity>)))]
async fn read(mut read: RequestRead, PathId(id): PathId<Opportunity>) -> Result<Answer<Opportunity>> {
    let opportunity = super::find(&mut read, id).await?;
    read.record(&opportunity)
}

/// Change an opportunity while it is open. Omitted fields are unchanged.
#[utoipa::path(patch, path = "/api/opportunities/{id}", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = OpportunityPatch,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn change(
    write: Write,
    PathId(id): PathId<Opportunity>,
    Valid(patch): Valid<OpportunityPatch>,
) -> Result<Answer<Opportunity>> {
    let mut tx = write.begin().await?;
    let opportunity = super::change(&mut tx, id, patch).await?;
    tx.commit_ok("Opportunity updated", &opportunity).await
}

/// Win an opportunity. This creates a deal and makes the contact a CUSTOMER.
#[utoipa::path(post, path = "/api/opportunities/{id}/won", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = Won,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn win(
    write: Write,
    PathId(id): PathId<Opportunity>,
    Valid(won): Valid<Won>,
) -> Result<Answer<Opportunity>> {
    let mut tx = write.begin().await?;
    let (opportunity, _) = super::win(&mut tx, id, won).await?;
    tx.commit_ok("Opportunity won", &opportunity).await
}

/// Lose an opportunity. If it was the last open one, a contact at OPPORTUNITY becomes DORMANT.
#[utoipa::path(post, path = "/api/opportunities/{id}/lost", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = Lost,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn lose(
    write: Write,
    PathId(id): PathId<Opportunity>,
    Valid(lost): Valid<Lost>,
) -> Result<Answer<Opportunity>> {
    let mut tx = write.begin().await?;
    let opportunity = super::lose(&mut tx, id, lost.reason).await?;
    tx.commit_ok("Opportunity lost", &opportunity).await
}

/// A won opportunity.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewDeal {
    opportunity_id: OpportunityId,
    /// In the currency's minor unit. Defaults to the expected value.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    value: Option<i64>,
    /// Defaults to now.
    closed_at: Option<Time>,
}

/// Close a deal. Same as winning its opportunity.
#[utoipa::path(post, path = "/api/deals", tag = "deals", request_body = NewDeal,
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 201, body = Answer<Deal>), (status = 409, description = "`invalid_transition`")))]
async fn close_deal(write: Write, Valid(input): Valid<NewDeal>) -> Result<Answer<Deal>> {
    let mut tx = write.begin().await?;
    let won = Won { value: input.value, closed_at: input.closed_at };
    let (_, deal) = super::win(&mut tx, input.opportunity_id, won).await?;
    tx.commit_created(&format!("/api/deals/{}", deal.id), "Deal closed", &deal).await
}

/// Read a deal.
#[utoipa::path(get, path = "/api/deals/{id}", tag = "deals", params(("id" = DealId, Path)),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Answer<Deal>)))]
async fn read_deal(mut read: RequestRead, PathId(id): PathId<Deal>) -> Result<Answer<Deal>> {
    let deal = super::find_deal(&mut read, id).await?;
    read.record(&deal)
}

/// List the company's deals, newest first.
#[utoipa::path(get, path = "/api/deals/company/{id}", tag = "deals", params(("id" = CompanyId, Path), PageQuery, DealQuery),
    extensions(("x-permission" = json!(Permission::LeadsWork))),
    responses((status = 200, body = Listed<ListedDeal>)))]
async fn deals_of_company(
    mut read: RequestRead,
    PathId(id): PathId<CompanyTag>,
    Filters(page, query): Filters<DealQuery>,
) -> Result<Listed<ListedDeal>> {
    if id != read.company_id() {
        return Err(Error::NotFound("company"));
    }
    let paging = page.paging(deals::store::SORTS)?;
    let deals = super::list_deals(&mut read, &query, &paging).await?;
    read.list(&deals)
}
