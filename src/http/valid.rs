//! Extractors that validate bodies, query strings and ids.

use crate::{
    app::App,
    db::{Cursor, Paging, Position, SortField},
    error::{Error, FieldError, Result},
    id::Id,
    schema,
};

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request, rejection::BytesRejection},
    http::{header, request::Parts},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// A JSON body that is valid against its schema.
pub struct Valid<T>(pub T);

impl<T: ToSchema + DeserializeOwned + 'static> FromRequest<App> for Valid<T> {
    type Rejection = Error;
    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let content_type = request.headers().get(header::CONTENT_TYPE).cloned();
        let json = content_type.as_ref().and_then(|value| value.to_str().ok()).is_some_and(is_json);
        if content_type.is_some() && !json {
            return Err(Error::UnsupportedMediaType);
        }
        let bytes = Bytes::from_request(request, app).await.map_err(unreadable)?;
        // An empty body counts as `{}`: `POST …/won` needs none.
        if bytes.is_empty() {
            return Ok(Self(schema::read(Value::Object(Map::new()))?));
        }
        if !json {
            return Err(Error::UnsupportedMediaType);
        }
        let value: Value =
            serde_json::from_slice(&bytes).map_err(|error| Error::Malformed(error.to_string()))?;
        if !value.is_object() {
            return Err(Error::Malformed("the body must be a JSON object".into()));
        }
        Ok(Self(schema::read(value)?))
    }
}

fn is_json(content_type: &str) -> bool {
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

pub(super) fn unreadable(rejection: BytesRejection) -> Error {
    match rejection {
        BytesRejection::FailedToBufferBody(
            axum::extract::rejection::FailedToBufferBody::LengthLimitError(_),
        ) => Error::TooLarge(super::MAX_BODY),
        other => Error::Malformed(other.to_string()),
    }
}

/// A query string that is valid against its schema.
pub struct Query<T>(pub T);

impl<T: ToSchema + DeserializeOwned + 'static> FromRequestParts<App> for Query<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        Ok(Self(schema::read(Value::Object(typed::<T>(pairs(parts)?)))?))
    }
}

/// A list's query string: paging and filters.
pub struct Filters<T>(pub PageQuery, pub T);

impl<T: ToSchema + DeserializeOwned + 'static> FromRequestParts<App> for Filters<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let page_properties = schema::properties::<PageQuery>();
        let (page, rest) =
            pairs(parts)?.into_iter().partition(|(name, _)| page_properties.contains_key(name));
        let page = schema::read(Value::Object(typed::<PageQuery>(page)));
        let rest = schema::read(Value::Object(typed::<T>(rest)));
        match (page, rest) {
            (Ok(page), Ok(rest)) => Ok(Self(page, rest)),
            (Err(Error::Invalid(mut errors)), Err(Error::Invalid(more))) => {
                errors.extend(more);
                Err(Error::Invalid(errors))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

fn pairs(parts: &Parts) -> Result<Vec<(String, String)>> {
    let query = parts.uri.query().unwrap_or_default();
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut names: Vec<_> = pairs.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::Invalid(vec![FieldError::new(pair[0].clone(), "must be given only once")])),
        None => Ok(pairs),
    }
}

/// Converts values to the types of the schema. Text that cannot be converted stays text and fails validation.
fn typed<T: ToSchema + 'static>(pairs: Vec<(String, String)>) -> Map<String, Value> {
    let properties = schema::properties::<T>();
    let has_type = |name: &str, kind: &str| {
        properties.get(name).is_some_and(|schema| schema["type"].to_string().contains(kind))
    };
    let value = |name: &str, text: String| match text.parse::<i64>() {
        Ok(number) if has_type(name, "integer") => number.into(),
        _ if has_type(name, "boolean") && text == "true" => true.into(),
        _ if has_type(name, "boolean") && text == "false" => false.into(),
        _ => Value::String(text),
    };
    pairs.into_iter().map(|(name, text)| (name.clone(), value(&name, text))).collect()
}

/// For lists without filters.
#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NoFilter {}

/// The requested page of a list.
#[derive(Debug, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The page number, from 1.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    #[param(minimum = 1, maximum = 1_000_000_000)]
    page: Option<i64>,
    #[schema(minimum = 1, maximum = 100)]
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<i64>,
    /// The field to sort by; prefix it with `-` for descending order.
    #[schema(max_length = 40)]
    #[param(max_length = 40, example = "-createdAt")]
    sort: Option<String>,
    /// The `nextCursor` of the previous page, or `start`. Excludes `page`; the response has no total.
    #[schema(max_length = 1000)]
    #[param(max_length = 1000)]
    cursor: Option<String>,
    /// Text to search for.
    #[schema(max_length = 200)]
    #[param(max_length = 200)]
    pub q: Option<String>,
}

impl PageQuery {
    /// The paging, newest first by default.
    pub fn paging(&self, sorts: &[SortField]) -> Result<Paging> {
        self.paging_from("-createdAt", sorts)
    }
    /// The paging, in the given order by default.
    pub fn paging_from(&self, order: &str, sorts: &[SortField]) -> Result<Paging> {
        let sort = self.sort.as_deref().unwrap_or(order);
        let (descending, field) = sort.strip_prefix('-').map_or((false, sort), |field| (true, field));
        let names = || sorts.iter().map(|sort| sort.field).collect::<Vec<_>>().join(", ");
        let by = sorts.iter().find(|sort| sort.field == field);
        let by = *by.ok_or_else(|| {
            Error::invalid(
                "sort",
                format!("must be one of {}; prefix it with - for descending order", names()),
            )
        })?;
        let at = match self.cursor.as_deref() {
            None => Position::Page(self.page.unwrap_or(1)),
            Some(_) if self.page.is_some() => {
                return Err(Error::invalid("page", "cannot be combined with cursor"));
            }
            Some("start") => Position::After(None),
            Some(cursor) => Position::After(Some(Cursor::decode(cursor)?)),
        };
        Ok(Paging { by, descending, limit: self.limit.unwrap_or(20), at })
    }
}

/// The id in the path. A malformed id is not found (404).
pub struct PathId<T>(pub Id<T>);

impl<T: 'static> FromRequestParts<App> for PathId<T> {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let missing = || Error::NotFound("record");
        let Path(text) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| missing())?;
        text.parse().map(Self).map_err(|_| missing())
    }
}
