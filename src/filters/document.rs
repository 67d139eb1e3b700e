//! The OpenAPI parameters and schemas of filters.

use serde_json::json;
use utoipa::openapi::{
    Object, ObjectBuilder, RefOr, Required, Schema, SchemaFormat, Type,
    extensions::{Extensions, ExtensionsBuilder},
    path::{Parameter, ParameterBuilder, ParameterIn},
    schema::SchemaType,
};

use super::{Filter, Kind};
use crate::time::Days;

/// 100 ids.
const MAX_IDS_LENGTH: usize = 3_700;
/// For all other filters. Several must fit into a request head.
const MAX_LENGTH: usize = 500;

const ID: &str = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

impl Filter {
    pub(super) fn parameter(&self) -> Parameter {
        ParameterBuilder::new()
            .name(self.name)
            .parameter_in(ParameterIn::Query)
            .description(Some(self.documentation()))
            .required(Required::False)
            .schema(Some(Schema::Object(self.object(self.json_type()))))
            .extensions(Some(self.extensions()))
            .build()
    }

    /// The schema of the nullable field in a selection.
    pub(super) fn schema(&self) -> RefOr<Schema> {
        let mut object = self.object(SchemaType::from_iter([self.json_type(), Type::Null]));
        object.description = Some(self.documentation());
        object.extensions = Some(self.extensions());
        RefOr::T(Schema::Object(object))
    }

    fn json_type(&self) -> Type {
        if matches!(self.kind, Kind::Flag) { Type::Boolean } else { Type::String }
    }

    fn object(&self, schema_type: impl Into<SchemaType>) -> Object {
        let object = ObjectBuilder::new().schema_type(schema_type);
        if matches!(self.kind, Kind::Flag) {
            return object.build();
        }
        let pattern = match self.kind {
            Kind::Date => Some(format!("^{}$", Days::pattern())),
            Kind::Choice(values) => Some(self.list_pattern(&values.join("|"))),
            Kind::Reference => Some(self.list_pattern(ID)),
            Kind::Tag { .. } | Kind::Text { .. } | Kind::Ids | Kind::Flag => None,
        };
        let format = matches!(self.kind, Kind::Date).then(|| SchemaFormat::Custom("days".into()));
        let max_length = if matches!(self.kind, Kind::Ids) { MAX_IDS_LENGTH } else { MAX_LENGTH };
        object.max_length(Some(max_length)).pattern(pattern).format(format).build()
    }

    fn list_pattern(&self, value: &str) -> String {
        let value = format!("({value}{})", if self.nullable { "|none" } else { "" });
        format!("^{value}( *, *{value})*$")
    }

    fn extensions(&self) -> Extensions {
        let mut filter = json!({ "type": self.type_name(), "field": self.field, "nullable": self.nullable });
        if let Kind::Choice(values) = self.kind {
            filter["values"] = json!(values);
        }
        ExtensionsBuilder::new().add("x-filter", filter).build()
    }

    fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Choice(_) => "choice",
            Kind::Reference => "reference",
            Kind::Tag { .. } => "tag",
            Kind::Text { .. } => "text",
            Kind::Flag => "flag",
            Kind::Date => "date",
            Kind::Ids => "ids",
        }
    }

    /// The description and the syntax of values.
    fn documentation(&self) -> String {
        let values = match self.kind {
            Kind::Flag => "",
            Kind::Date => {
                "Days of the company's time zone: `2026-01-31`, `2026-01-01..2026-01-31`, `2026-01-01..`, `..2026-01-31`, \
                 `today`, `yesterday`, `this-week`, `last-week`, `this-month`, `last-month`, `this-year`, `last-7-days`, \
                 `last-30-days` or `last-90-days`."
            }
            Kind::Tag { .. } | Kind::Text { .. } => {
                "One or more values, separated by commas. Escape a comma within a value with a backslash."
            }
            Kind::Choice(_) | Kind::Reference | Kind::Ids => "One or more values, separated by commas.",
        };
        let none = if self.nullable { "`none` matches records without a value." } else { "" };
        let parts = [self.description, values, none];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
