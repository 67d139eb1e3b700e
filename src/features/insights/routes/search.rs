use crate::{
    app::App,
    error::Result,
    http::{Answer, Query, RequestRead},
};

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Part of a name, e-mail address or telephone number. All words must occur.
    #[schema(min_length = 1, max_length = 200)]
    #[param(min_length = 1, max_length = 200)]
    q: String,
}

/// The maximum number of results per field.
const MAX_HITS: i64 = 8;

/// Search results, newest first. Fields that the actor may not see are empty.
#[derive(Serialize, ToSchema)]
#[schema(value_type = Object)]
struct Found(Map<String, Value>);

/// Search contacts, enquiries and employees that the caller may see.
#[utoipa::path(get, path = "/api/search", tag = "search", params(SearchQuery), responses((status = 200, body = Answer<Found>)))]
async fn search(
    State(app): State<App>,
    mut read: RequestRead,
    Query(query): Query<SearchQuery>,
) -> Result<Answer<Found>> {
    let mut found = Map::new();
    for search in app.features.iter().filter_map(|feature| feature.search.as_ref()) {
        let can_see = read.actor().can(search.permission);
        let records = if can_see { (search.find)(&mut read, &query.q, MAX_HITS).await? } else { json!([]) };
        found.insert(search.field.to_owned(), records);
    }
    read.record(&Found(found))
}
