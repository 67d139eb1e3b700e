use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    Column, Deal, DealId, DealQuery, ListedDeal, ListedOpportunity, Lost, NewOpportunity, Opportunity,
    OpportunityId, OpportunityPatch, OpportunityQuery, Terms, Won, deals, opportunities,
};
use crate::{
    app::App,
    error::{Error, Result},
    features::contacts::{Contact, ContactId, ContactQuery},
    http::{Answer, Change, Filters, Listed, PageQuery, PathId, Valid, View, Work},
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

/// The board's columns: how many of the leads stand at each stage, and what is open with them.
#[utoipa::path(get, path = "/api/leads/board", tag = "leads", params(PageQuery, ContactQuery),
    responses((status = 200, body = Listed<Column>)))]
async fn board(mut view: View, Filters(page, query): Filters<ContactQuery>) -> Result<Response> {
    let columns = super::board(&mut view.conn, &view.actor, &query, page.q.as_deref()).await?;
    view.whole_list(columns)
}

async fn opened(mut work: Work, contact_id: ContactId, terms: Terms) -> Result<Response> {
    let opportunity = super::open(&mut work, contact_id, terms).await?;
    work.created(&format!("/api/opportunities/{}", opportunity.id), "Opportunity opened", &opportunity).await
}

/// Open an opportunity with a contact. At SQL the contact becomes an OPPORTUNITY.
#[utoipa::path(post, path = "/api/contacts/{id}/opportunity", tag = "opportunities", params(("id" = ContactId, Path)),
    request_body = Terms,
    responses((status = 201, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn open_for(
    change: Change,
    PathId(id): PathId<Contact>,
    Valid(terms): Valid<Terms>,
) -> Result<Response> {
    opened(change.begin().await?, id, terms).await
}

/// Open an opportunity. At SQL its contact becomes an OPPORTUNITY.
#[utoipa::path(post, path = "/api/opportunities", tag = "opportunities", request_body = NewOpportunity,
    responses((status = 201, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn open(change: Change, Valid(input): Valid<NewOpportunity>) -> Result<Response> {
    opened(change.begin().await?, input.contact_id, input.terms()).await
}

/// Opportunities, newest first.
#[utoipa::path(get, path = "/api/opportunities", tag = "opportunities", params(PageQuery, OpportunityQuery),
    responses((status = 200, body = Listed<ListedOpportunity>)))]
async fn list(mut view: View, Filters(page, query): Filters<OpportunityQuery>) -> Result<Response> {
    let paging = page.paging(opportunities::store::SORTS)?;
    let opportunities = super::list(&mut view.conn, &view.actor, &query, page.q.as_deref(), &paging).await?;
    view.list(&opportunities)
}

/// One opportunity.
#[utoipa::path(get, path = "/api/opportunities/{id}", tag = "opportunities", params(("id" = OpportunityId, Path)),
    responses((status = 200, body = Answer<Opportunity>)))]
async fn read(mut view: View, PathId(id): PathId<Opportunity>) -> Result<Response> {
    let opportunity = super::find(&mut view.conn, &view.actor, id).await?;
    view.record(&opportunity)
}

/// Change an opportunity while it is open. A field that is left out stays.
#[utoipa::path(patch, path = "/api/opportunities/{id}", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = OpportunityPatch,
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn change(
    change: Change,
    PathId(id): PathId<Opportunity>,
    Valid(patch): Valid<OpportunityPatch>,
) -> Result<Response> {
    let mut work = change.begin().await?;
    let opportunity = super::change(&mut work, id, patch).await?;
    work.done("Opportunity changed", &opportunity).await
}

/// Win an opportunity: its deal is written, and its contact becomes a CUSTOMER.
#[utoipa::path(post, path = "/api/opportunities/{id}/won", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = Won,
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn win(change: Change, PathId(id): PathId<Opportunity>, Valid(won): Valid<Won>) -> Result<Response> {
    let mut work = change.begin().await?;
    let (opportunity, _) = super::win(&mut work, id, won).await?;
    work.done("Opportunity won", &opportunity).await
}

/// Lose an opportunity. With its last open one a contact at OPPORTUNITY goes DORMANT.
#[utoipa::path(post, path = "/api/opportunities/{id}/lost", tag = "opportunities", params(("id" = OpportunityId, Path)),
    request_body = Lost,
    responses((status = 200, body = Answer<Opportunity>), (status = 409, description = "`invalid_transition`")))]
async fn lose(change: Change, PathId(id): PathId<Opportunity>, Valid(lost): Valid<Lost>) -> Result<Response> {
    let mut work = change.begin().await?;
    let opportunity = super::lose(&mut work, id, lost.reason).await?;
    work.done("Opportunity lost", &opportunity).await
}

/// Which opportunity was won, for how much.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NewDeal {
    opportunity_id: OpportunityId,
    /// In the currency's minor unit; the expected one, unless said otherwise.
    #[schema(minimum = 1, maximum = 1_000_000_000_000_i64)]
    value: Option<i64>,
    /// Now, unless said otherwise.
    closed_at: Option<Time>,
}

/// Close a deal: the same as winning its opportunity.
#[utoipa::path(post, path = "/api/deals", tag = "deals", request_body = NewDeal,
    responses((status = 201, body = Answer<Deal>), (status = 409, description = "`invalid_transition`")))]
async fn close_deal(change: Change, Valid(input): Valid<NewDeal>) -> Result<Response> {
    let mut work = change.begin().await?;
    let won = Won { value: input.value, closed_at: input.closed_at };
    let (_, deal) = super::win(&mut work, input.opportunity_id, won).await?;
    work.created(&format!("/api/deals/{}", deal.id), "Deal closed", &deal).await
}

/// One deal.
#[utoipa::path(get, path = "/api/deals/{id}", tag = "deals", params(("id" = DealId, Path)),
    responses((status = 200, body = Answer<Deal>)))]
async fn read_deal(mut view: View, PathId(id): PathId<Deal>) -> Result<Response> {
    let deal = super::find_deal(&mut view.conn, &view.actor, id).await?;
    view.record(&deal)
}

/// The company's deals, newest first.
#[utoipa::path(get, path = "/api/deals/company/{id}", tag = "deals", params(("id" = CompanyId, Path), PageQuery, DealQuery),
    responses((status = 200, body = Listed<ListedDeal>)))]
async fn deals_of_company(
    mut view: View,
    PathId(id): PathId<CompanyTag>,
    Filters(page, query): Filters<DealQuery>,
) -> Result<Response> {
    if id != view.actor.company_id() {
        return Err(Error::NotFound("company"));
    }
    let paging = page.paging(deals::store::SORTS)?;
    let deals = super::list_deals(&mut view.conn, &view.actor, &query, &paging).await?;
    view.list(&deals)
}
