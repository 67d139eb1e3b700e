use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value, json};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use crate::{
    access::{Actor, Permission, Person},
    error::{Error, Result},
    features::contacts::{ContactId, ContactQuery, NewOwner, Status, Tag, ownership, tags::TagChange},
    id::{CompanyId, EmployeeId, Id},
    time::Time,
    words,
};

pub type BulkChangeId = Id<BulkChange>;

words! {
    BulkStatus {
        Queued = "QUEUED",
        Running = "RUNNING",
        Done = "DONE",
        Failed = "FAILED",
        Undoing = "UNDOING",
        Undone = "UNDONE",
    }
}

impl BulkStatus {
    pub fn is_at_work(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Undoing)
    }
}

/// What is done to each lead: exactly one of these fields.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeadChange {
    /// Tags to add. Other tags stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, value_type = Vec<Tag>, required = false, min_items = 1, max_items = 30)]
    pub add_tags: Option<Vec<Tag>>,
    /// Tags to remove. Other tags stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(inline, value_type = Vec<Tag>, required = false, min_items = 1, max_items = 30)]
    pub remove_tags: Option<Vec<Tag>>,
    /// The new owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = NewOwner, required = false)]
    pub assign: Option<NewOwner>,
    /// The new status. WON and LOST are set by an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Status, required = false)]
    pub status: Option<Status>,
    /// `true` deletes the leads with everything that belongs to them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool, required = false)]
    pub delete: Option<bool>,
}

/// A `LeadChange` as it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Tags(TagChange),
    Owner(Option<EmployeeId>),
    Status(Status),
    Delete,
}

impl LeadChange {
    pub fn edit(&self) -> Result<Edit> {
        let names = |tags: &[Tag]| tags.iter().map(|tag| tag.0.clone()).collect();
        let given = [
            self.add_tags.is_some(),
            self.remove_tags.is_some(),
            self.assign.is_some(),
            self.status.is_some(),
            self.delete.is_some(),
        ];
        if given.iter().filter(|given| **given).count() != 1 {
            let one_of = "must have exactly one of addTags, removeTags, assign, status, delete";
            return Err(Error::invalid("change", one_of));
        }
        match self {
            Self { add_tags: Some(tags), .. } => {
                Ok(Edit::Tags(TagChange { add: names(tags), remove: vec![] }))
            }
            Self { remove_tags: Some(tags), .. } => {
                Ok(Edit::Tags(TagChange { add: vec![], remove: names(tags) }))
            }
            Self { assign: Some(to), .. } => Ok(Edit::Owner(to.employee_id)),
            Self { status: Some(status), .. } if status.is_of_an_opportunity() => {
                Err(Error::invalid("change.status", format!("{status} is set by an opportunity")))
            }
            Self { status: Some(status), .. } => Ok(Edit::Status(*status)),
            Self { delete: Some(true), .. } => Ok(Edit::Delete),
            _ => Err(Error::invalid("change.delete", "must be true")),
        }
    }
}

impl Edit {
    /// Refuses at once whoever would be refused for every single lead.
    pub fn check_permission(&self, actor: &Actor) -> Result<()> {
        match self {
            Self::Delete => actor.must(Permission::LeadsManage),
            Self::Owner(to) => ownership::check_recipient(actor, *to),
            Self::Tags(_) | Self::Status(_) => actor.must(Permission::LeadsWork),
        }
    }
}

/// The leads to change, by `ids` or by `filter`, and the change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBulkChange {
    #[schema(value_type = Vec<ContactId>, required = false, min_items = 1, max_items = 10_000)]
    pub ids: Option<Vec<ContactId>>,
    /// Every lead that fits at the moment of the request. `{}` selects all leads that you may see.
    #[schema(value_type = LeadFilter, required = false)]
    pub filter: Option<LeadFilter>,
    pub change: LeadChange,
}

impl NewBulkChange {
    pub fn into_parts(self) -> (LeadSelection, LeadChange) {
        (LeadSelection { ids: self.ids, filter: self.filter }, self.change)
    }
}

/// Leads by `ids` or by `filter`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeadSelection {
    #[schema(value_type = Vec<ContactId>, required = false, min_items = 1, max_items = 10_000)]
    pub ids: Option<Vec<ContactId>>,
    /// Every lead that fits. `{}` selects all leads that you may see.
    #[schema(value_type = LeadFilter, required = false)]
    pub filter: Option<LeadFilter>,
}

/// The filters of `GET /api/leads`, its `q`, and leads that are left out.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    pub query: ContactQuery,
    pub q: Option<String>,
    pub except: Vec<ContactId>,
}

// By hand, because serde's `flatten` refuses no unknown field.
impl<'de> Deserialize<'de> for LeadFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::<String, Value>::deserialize(deserializer)?;
        let q = fields.remove("q").unwrap_or_default();
        let except = fields.remove("except").unwrap_or_else(|| json!([]));
        Ok(Self {
            query: serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?,
            q: serde_json::from_value(q).map_err(D::Error::custom)?,
            except: serde_json::from_value(except).map_err(D::Error::custom)?,
        })
    }
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct BesideTheFilters {
    /// Text to look for.
    #[schema(max_length = 200)]
    q: Option<String>,
    /// Leads that fit and are left out.
    #[schema(max_items = 1000)]
    except: Vec<ContactId>,
}

impl PartialSchema for LeadFilter {
    fn schema() -> RefOr<Schema> {
        let mut schema = ContactQuery::schema();
        let beside = BesideTheFilters::schema();
        if let (RefOr::T(Schema::Object(all)), RefOr::T(Schema::Object(more))) = (&mut schema, beside) {
            all.properties.extend(more.properties);
        }
        schema
    }
}

impl ToSchema for LeadFilter {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ContactQuery::schemas(schemas);
        BesideTheFilters::schemas(schemas);
    }
}

/// The same change of many leads.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BulkChange {
    pub id: BulkChangeId,
    pub company_id: CompanyId,
    pub started_by: Person,
    /// Who undid it.
    pub undone_by: Option<Person>,
    pub change: LeadChange,
    pub status: BulkStatus,
    /// How many leads were selected.
    pub total: i64,
    pub changed: i64,
    /// Leads that already were as the change would make them.
    pub unchanged: i64,
    /// Leads that could not be changed. `GET /api/bulk-changes/{id}` says why.
    pub failed: i64,
    /// Leads that an undo changed back.
    pub undone: i64,
    /// Changed leads that an undo left as they are, because someone has changed them since.
    pub kept: i64,
    /// Why it is FAILED.
    pub error: Option<String>,
    /// When it starts. A deletion starts a few seconds after the request; until then an undo cancels it.
    pub starts_at: Time,
    pub finished_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// New owner → number of leads, to notify them once.
    #[serde(skip)]
    #[schema(ignore)]
    pub new_owners: BTreeMap<EmployeeId, i64>,
}

impl BulkChange {
    /// How many leads of the selection it has dealt with.
    pub fn processed(&self) -> i64 {
        self.changed + self.unchanged + self.failed
    }
}

/// A bulk change, and the first hundred leads that it could not change, or not change back.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkChangeDetail {
    #[serde(flatten)]
    pub bulk: BulkChange,
    pub failures: Vec<LeadFailure>,
}

/// Why a lead was not changed.
#[derive(Debug, Serialize, ToSchema, sqlx::FromRow)]
pub struct LeadFailure {
    pub id: ContactId,
    /// `null` when the lead does not exist, or is out of sight.
    pub name: Option<String>,
    pub code: String,
    pub message: String,
}

/// Which bulk changes a list shows.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BulkQuery {
    #[param(value_type = Option<String>, format = Uuid)]
    pub started_by: Option<EmployeeId>,
}
