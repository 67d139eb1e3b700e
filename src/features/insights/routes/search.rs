use axum::response::Response;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::App,
    error::Result,
    features::insights::search::{self, Found},
    http::{Answer, Query, View},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// A part of a name, an address or a number; of several words each must occur.
    #[schema(min_length = 1, max_length = 200)]
    #[param(min_length = 1, max_length = 200)]
    q: String,
}

/// One box over contacts, enquiries and employees, as far as one may see them.
#[utoipa::path(get, path = "/api/search", tag = "search", params(SearchQuery), responses((status = 200, body = Answer<Found>)))]
async fn search(mut view: View, Query(query): Query<SearchQuery>) -> Result<Response> {
    let found = search::search(&mut view.conn, &view.actor, &query.q).await?;
    view.record(&found)
}
