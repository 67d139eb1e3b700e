use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::{ContactId, Scope, Stage, Status, phones, stage_entries};
use crate::{
    db::{Dialect, Listing, Read},
    error::Result,
    filters::{Filter, HasFilters, Query},
    phone::digits,
};

const STAGE: Filter = Filter::choice("stage", "stage", Stage::NAMES).indexed();
const STATUS: Filter = Filter::choice("status", "status", Status::NAMES).indexed();

impl HasFilters for ContactParams {
    const FILTERS: &'static [Filter] = &[
        STAGE,
        STATUS,
        Filter::text("source", "source").nullable(),
        Filter::tag("tag", "tag", "contact_tags", "contact_id").field("tags").nullable(),
        Filter::reference("ownerId", "owner_id")
            .field("owner.id")
            .nullable()
            .indexed()
            .about("Owned by one of these employees."),
        Filter::lower_case("email", "email").nullable(),
        Filter::flag("unsubscribed", "unsubscribed_at")
            .field("unsubscribedAt")
            .about("Whether the contact has unsubscribed from e-mail."),
        Filter::date("createdAt", "created_at"),
        Filter::date("updatedAt", "updated_at"),
        Filter::ids("ids")
            .about("At most 100 ids. `POST /api/leads/export.csv` and `POST /api/leads/bulk` accept more."),
    ];
}

/// Query parameters for contacts.
pub type ContactQuery = Query<ContactParams>;

/// Query parameters for contacts, besides the filters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContactParams {
    /// Without an owner. Same as `ownerId=none`.
    pub unowned: Option<bool>,
    #[schema(max_length = 40)]
    #[param(max_length = 40)]
    pub phone: Option<String>,
    /// Created on or after this day in the company's time zone.
    pub created_from: Option<chrono::NaiveDate>,
    /// Created on or before this day in the company's time zone.
    pub created_to: Option<chrono::NaiveDate>,
    /// Contacts that entered this stage, optionally between `enteredFrom` and `enteredTo`. If a contact
    /// entered the stage more than once, the last time counts.
    #[schema(inline)]
    #[param(inline)]
    pub entered: Option<Stage>,
    /// With `entered`: on or after this day in the company's time zone.
    pub entered_from: Option<chrono::NaiveDate>,
    /// With `entered`: on or before this day in the company's time zone.
    pub entered_to: Option<chrono::NaiveDate>,
    /// With `entered`: whether they have advanced to a later stage since.
    pub advanced: Option<bool>,
    /// Restricts the query to these contacts. Not available to clients.
    #[serde(skip)]
    #[schema(ignore)]
    #[param(ignore)]
    pub only: Option<Vec<ContactId>>,
    /// Restricts the query to CUSTOMER and EVANGELIST. Not available to clients.
    #[serde(skip)]
    #[schema(ignore)]
    #[param(ignore)]
    pub customers: bool,
}

/// The matching contacts that the actor may see.
pub async fn matching(read: &mut Read, query: &ContactQuery, q: Option<&str>) -> Result<Listing> {
    let (company_id, now) = (read.company_id(), read.now());
    let mut listing = Listing::of("contacts", company_id);
    Scope::of(read.actor())?.narrow(&mut listing);
    query.narrow(read, &mut listing, now).await?;
    phones::in_query(read, company_id, query).await?.narrow_by_params(&mut listing, read.dialect());
    stage_entries::narrow(read, query, &mut listing).await?;
    listing.between_days(read, "created_at", (query.created_from, query.created_to)).await?;
    if let Some(q) = q {
        listing.find_text(read, q).await?;
    }
    Ok(listing)
}

impl ContactParams {
    fn narrow_by_params(&self, listing: &mut Listing, dialect: Dialect) {
        match self.unowned {
            Some(true) => listing.push(" and owner_id is null"),
            Some(false) => listing.push(" and owner_id is not null"),
            None => listing,
        };
        if let Some(phone) = &self.phone {
            listing.push(" and phone_digits = ").bind(digits(phone));
        }
        if let Some(only) = &self.only {
            listing.is_one_of(only, dialect);
        }
        if self.customers {
            listing.push(" and stage in ('CUSTOMER', 'EVANGELIST')");
        }
    }
}

impl ContactQuery {
    /// The counters whose sum is the number of matching contacts, if there are such counters.
    pub(super) fn counters(&self) -> Option<Vec<String>> {
        let mut others = self.clone();
        others.remove(&STAGE);
        others.remove(&STATUS);
        others.customers = false;
        if others != Self::default() {
            return None;
        }
        let of_stage = |name: &String| Stage::try_from(name.clone()).ok().map(Stage::counter);
        let of_status = |name: &String| Status::try_from(name.clone()).ok().map(Status::counter);
        match (self.values(&STAGE), self.values(&STATUS), self.customers) {
            (None, None, false) => Some(Stage::ALL.iter().map(|stage| stage.counter()).collect()),
            (None, None, true) => Some(vec![Stage::Customer.counter(), Stage::Evangelist.counter()]),
            (Some(stages), None, false) => stages.iter().map(of_stage).collect(),
            (None, Some(statuses), false) => statuses.iter().map(of_status).collect(),
            _ => None,
        }
    }
}
