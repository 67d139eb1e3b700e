use std::collections::BTreeMap;

use crate::{
    access::{Actor, Permission, Person},
    error::{Error, Result},
    features::{
        contacts::{ContactId, ContactQuery, Status, Tag, tags::TagChange},
        leads::{NewOwner, ownership},
    },
    id::{CompanyId, EmployeeId, Id},
    string_enum,
    time::Time,
};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::{Map, Value, json};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{RefOr, Schema, Type, schema::SchemaType},
};

pub type BulkChangeId = Id<BulkChange>;

string_enum! {
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
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Undoing)
    }
}

/// The change to each lead. Exactly one field must be set.
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
    /// `true` deletes the leads with all related records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = bool, required = false)]
    pub delete: Option<bool>,
}

/// A validated `LeadChange`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    Tags(TagChange),
    Owner(Option<EmployeeId>),
    Status(Status),
    Delete,
}

impl LeadChange {
    pub fn validate(&self) -> Result<Edit> {
        let names = |tags: &[Tag]| tags.iter().map(|tag| tag.0.clone()).collect();
        let is_set = [
            self.add_tags.is_some(),
            self.remove_tags.is_some(),
            self.assign.is_some(),
            self.status.is_some(),
            self.delete.is_some(),
        ];
        if is_set.iter().filter(|is_set| **is_set).count() != 1 {
            let message = "must have exactly one of addTags, removeTags, assign, status, delete";
            return Err(Error::invalid("change", message));
        }
        match self {
            Self { add_tags: Some(tags), .. } => {
                Ok(Edit::Tags(TagChange { add: names(tags), remove: vec![] }))
            }
            Self { remove_tags: Some(tags), .. } => {
                Ok(Edit::Tags(TagChange { add: vec![], remove: names(tags) }))
            }
            Self { assign: Some(to), .. } => Ok(Edit::Owner(to.employee_id)),
            Self { status: Some(status), .. } if status.is_set_by_opportunity() => Err(Error::invalid(
                "change.status",
                format!("cannot be {status}; win or lose an opportunity instead"),
            )),
            Self { status: Some(status), .. } => Ok(Edit::Status(*status)),
            Self { delete: Some(true), .. } => Ok(Edit::Delete),
            _ => Err(Error::invalid("change.delete", "must be true")),
        }
    }
}

impl Edit {
    /// Fails with 403 if the actor may not make this change to any lead.
    pub fn check_permission(&self, actor: &Actor) -> Result<()> {
        match self {
            Self::Delete => actor.require(Permission::LeadsManage),
            Self::Owner(to) => ownership::check_recipient(actor, *to),
            Self::Tags(_) | Self::Status(_) => actor.require(Permission::LeadsWork),
        }
    }
}

/// The leads to change, by `ids` or by `filter`, and the change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBulkChange {
    #[schema(value_type = Vec<ContactId>, required = false, min_items = 1, max_items = 10_000)]
    pub ids: Option<Vec<ContactId>>,
    /// All leads that match at the time of the request. `{}` selects all leads that you may see.
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
    /// All leads that match. `{}` selects all leads that you may see.
    #[schema(value_type = LeadFilter, required = false)]
    pub filter: Option<LeadFilter>,
}

/// The filters of `GET /api/leads`, its `q`, and leads to exclude.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    pub query: ContactQuery,
    pub q: Option<String>,
    pub except: Vec<ContactId>,
}

// Written by hand, because serde's `flatten` is incompatible with `deny_unknown_fields`.
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
struct OtherParams {
    /// Text to search for.
    #[schema(max_length = 200)]
    q: Option<String>,
    /// Matching leads to exclude.
    #[schema(max_items = 1000)]
    except: Vec<ContactId>,
}

impl PartialSchema for LeadFilter {
    fn schema() -> RefOr<Schema> {
        let mut schema = ContactQuery::schema();
        let other = OtherParams::schema();
        if let (RefOr::T(Schema::Object(object)), RefOr::T(Schema::Object(other))) = (&mut schema, other) {
            object.properties.extend(other.properties);
            object.properties.values_mut().for_each(require_value);
        }
        schema
    }
}

/// Rejects `null` and empty text, which would select all leads: a filter that is not used is left out.
fn require_value(schema: &mut RefOr<Schema>) {
    let is_null = |schema: &RefOr<Schema>| matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null));
    match schema {
        RefOr::T(Schema::OneOf(one_of)) => one_of.items.retain(|item| !is_null(item)),
        RefOr::T(Schema::Object(object)) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|kind| *kind != Type::Null);
                if types.contains(&Type::String) {
                    object.min_length = Some(1);
                }
            }
        }
        _ => {}
    }
}

impl ToSchema for LeadFilter {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        ContactQuery::schemas(schemas);
        OtherParams::schemas(schemas);
    }
}

/// A change to many leads.
#[derive(Debug, Clone, Serialize, ToSchema, sqlx::FromRow)]
#[serde(rename_all = "camelCase")]
pub struct BulkChange {
    pub id: BulkChangeId,
    pub company_id: CompanyId,
    #[sqlx(rename = "starter")]
    pub started_by: Person,
    /// The employee who undid it.
    #[sqlx(rename = "undoer")]
    pub undone_by: Option<Person>,
    #[sqlx(json)]
    pub change: LeadChange,
    pub status: BulkStatus,
    /// The number of selected leads.
    pub total: i64,
    pub changed: i64,
    /// Leads for which the change made no difference.
    pub unchanged: i64,
    /// Leads that could not be changed. `GET /api/bulk-changes/{id}` lists the reasons.
    pub failed: i64,
    /// Leads that an undo reverted.
    pub undone: i64,
    /// Changed leads that an undo did not revert, because they were changed since.
    pub kept: i64,
    /// Why the bulk change FAILED.
    pub error: Option<String>,
    /// When it starts. A deletion starts a few seconds after the request; until then an undo cancels it.
    pub starts_at: Time,
    pub finished_at: Option<Time>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i64,
    /// The number of leads by new owner, to notify each owner once.
    #[serde(skip)]
    #[schema(ignore)]
    #[sqlx(json)]
    pub new_owners: BTreeMap<EmployeeId, i64>,
}

impl BulkChange {
    /// The number of processed leads.
    pub fn processed(&self) -> i64 {
        self.changed + self.unchanged + self.failed
    }
}

/// A bulk change, with the first 100 leads that could not be changed or reverted.
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
    /// `null` if the lead does not exist or is not visible.
    pub name: Option<String>,
    pub code: String,
    pub message: String,
}

/// Query parameters for bulk changes.
#[derive(Debug, Default, Deserialize, ToSchema, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BulkQuery {
    #[param(value_type = Option<String>, format = Uuid)]
    pub started_by: Option<EmployeeId>,
}
