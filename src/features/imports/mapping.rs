//! The mapping of columns to fields, and default values.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::known_names::suggest;
use crate::{
    error::{Error, FieldError, Result},
    features::contacts::NewContact,
    schema, text,
};

/// The fields that columns can be mapped to.
pub const FIELDS: [&str; 8] = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"];
/// The fields that can have a default value. Fields that identify a contact cannot.
const CONSTANT_FIELDS: [&str; 5] = ["organisation", "title", "source", "tags", "owner"];
/// The maximum number of columns per field.
const MAX_COLUMNS_PER_FIELD: usize = 10;

/// The field of each column; `null` for ignored columns.
pub type FieldOfColumn = BTreeMap<String, Option<String>>;

/// The columns of each field, in the order in which they are joined, and default values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    pub fields: BTreeMap<String, Vec<String>>,
    pub constants: BTreeMap<String, String>,
}

/// A mapping as a client sends it: by column, or by field.
#[derive(Debug, Default)]
pub struct MappingInput {
    pub columns: Option<FieldOfColumn>,
    pub fields: Option<BTreeMap<String, Vec<String>>>,
    pub constants: Option<BTreeMap<String, String>>,
}

impl MappingInput {
    /// Parses the JSON of a query parameter.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        let columns = text.map(serde_json::from_str).transpose().map_err(|_| {
            Error::invalid(
                "mapping",
                "must be a JSON object that maps columns to fields: {\"E-Mail\": \"email\"}",
            )
        })?;
        Ok(Self { columns, ..Self::default() })
    }
    /// Whether the client sent no mapping.
    pub fn is_empty(&self) -> bool {
        self.columns.is_none() && self.fields.is_none() && self.constants.is_none()
    }
}

impl Mapping {
    /// The mapping suggested by the column names.
    pub fn suggested(headers: &[String]) -> Self {
        Self { fields: suggest(headers), constants: BTreeMap::new() }
    }

    pub fn has_name(&self) -> bool {
        self.fields.contains_key("name")
    }

    /// Applies the client's input for a file with these columns. Omitted parts are unchanged.
    ///
    /// # Errors
    /// `Error::Invalid` with all invalid columns and fields.
    pub fn with(self, input: MappingInput, headers: &[String]) -> Result<Self> {
        let mut errors = vec![];
        let fields = match (input.columns, input.fields) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("fields", "cannot be sent together with mapping"));
            }
            (Some(columns), None) => by_column(&columns, headers, &mut errors),
            (None, Some(fields)) => by_field(fields, headers, &mut errors),
            (None, None) => self.fields,
        };
        let constants = input.constants.unwrap_or(self.constants);
        check_constants(&constants, &mut errors);
        let mapping = Self { fields, constants };
        if !mapping.has_name() {
            let columns = headers.join(", ");
            errors.push(FieldError::new(
                "mapping",
                format!("must map a column to name; the columns of the file are: {columns}"),
            ));
        }
        if errors.is_empty() { Ok(mapping) } else { Err(Error::Invalid(errors)) }
    }

    /// The field of each column.
    pub fn by_column(&self, headers: &[String]) -> FieldOfColumn {
        let field_of = |header: &String| {
            self.fields.iter().find(|(_, columns)| columns.contains(header)).map(|(field, _)| field.clone())
        };
        headers.iter().map(|header| (header.clone(), field_of(header))).collect()
    }
}

/// Omitted columns are mapped by their names, unless the field has columns already. Columns of one field are
/// joined in the order of the file.
fn by_column(
    columns: &FieldOfColumn,
    headers: &[String],
    errors: &mut Vec<FieldError>,
) -> BTreeMap<String, Vec<String>> {
    for (column, field) in columns {
        let path = format!("mapping.{}", text::single_line(column));
        if !headers.contains(column) {
            errors.push(FieldError::new(&path, "is not a column of the file"));
        }
        if field.as_deref().is_some_and(|field| !FIELDS.contains(&field)) {
            errors.push(FieldError::new(&path, format!("must be one of {}", FIELDS.join(", "))));
        }
    }
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for header in headers {
        if let Some(Some(field)) = columns.get(header) {
            fields.entry(field.clone()).or_default().push(header.clone());
        }
    }
    let unmapped: Vec<String> =
        headers.iter().filter(|header| !columns.contains_key(*header)).cloned().collect();
    for (field, columns) in suggest(&unmapped) {
        fields.entry(field).or_insert(columns);
    }
    check_counts(&fields, "mapping", errors);
    fields
}

fn by_field(
    fields: BTreeMap<String, Vec<String>>,
    headers: &[String],
    errors: &mut Vec<FieldError>,
) -> BTreeMap<String, Vec<String>> {
    let mut seen = BTreeSet::new();
    for (field, columns) in &fields {
        let path = format!("fields.{field}");
        if !FIELDS.contains(&field.as_str()) {
            errors.push(FieldError::new(&path, format!("must be one of {}", FIELDS.join(", "))));
        }
        for column in columns {
            if !headers.contains(column) {
                errors.push(FieldError::new(&path, format!("“{column}” is not a column of the file")));
            } else if !seen.insert(column) {
                errors.push(FieldError::new(&path, format!("the column “{column}” is used twice")));
            }
        }
    }
    check_counts(&fields, "fields", errors);
    fields.into_iter().filter(|(_, columns)| !columns.is_empty()).collect()
}

fn check_counts(fields: &BTreeMap<String, Vec<String>>, path: &str, errors: &mut Vec<FieldError>) {
    for (field, _) in fields.iter().filter(|(_, columns)| columns.len() > MAX_COLUMNS_PER_FIELD) {
        let message = format!("must have at most {MAX_COLUMNS_PER_FIELD} columns for {field}");
        errors.push(FieldError::new(path, message));
    }
}

/// Validates constants like values of rows.
fn check_constants(constants: &BTreeMap<String, String>, errors: &mut Vec<FieldError>) {
    let mut contact = Map::from_iter([("name".to_owned(), json!("-"))]);
    for (field, value) in constants {
        match field.as_str() {
            "owner" => {}
            "tags" => {
                contact.insert(field.clone(), json!(tags(value)));
            }
            known if CONSTANT_FIELDS.contains(&known) => {
                contact.insert(field.clone(), json!(value));
            }
            _ => {
                let message = format!("must be one of {}", CONSTANT_FIELDS.join(", "));
                errors.push(FieldError::new(format!("constants.{field}"), message));
            }
        }
    }
    if let Err(Error::Invalid(more)) = schema::read::<NewContact>(Value::Object(contact)) {
        let prefixed =
            |error: FieldError| FieldError::new(format!("constants.{}", error.field), error.message);
        errors.extend(more.into_iter().map(prefixed));
    }
}

/// The tags of a cell.
pub fn tags(text: &str) -> Vec<&str> {
    text.split([';', ',']).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn invalid_fields(result: Result<Mapping>) -> Vec<String> {
        let Err(Error::Invalid(errors)) = result else { panic!("{result:?}") };
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn omitted_columns_are_mapped_by_name() {
        let headers = headers(&["Who", "E-Mail", "Mobile_Number", "Shoe size"]);
        let input = MappingInput::parse(Some(r#"{"Who": "name"}"#)).unwrap();
        let mapping = Mapping::default().with(input, &headers).unwrap();
        let by_column = mapping.by_column(&headers);
        let fields: Vec<_> = headers.iter().map(|header| by_column[header].as_deref()).collect();
        assert_eq!(fields, [Some("name"), Some("email"), Some("phone"), None]);
    }

    #[test]
    fn columns_of_one_field_are_joined_in_order() {
        let headers = headers(&["Last", "First"]);
        let input = MappingInput::parse(Some(r#"{"First": "name", "Last": "name"}"#)).unwrap();
        assert_eq!(Mapping::default().with(input, &headers).unwrap().fields["name"], ["Last", "First"]);
        let fields = BTreeMap::from([("name".to_owned(), vec!["First".to_owned(), "Last".to_owned()])]);
        let input = MappingInput { fields: Some(fields), ..MappingInput::default() };
        assert_eq!(Mapping::default().with(input, &headers).unwrap().fields["name"], ["First", "Last"]);
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let headers = headers(&["Mail", "X"]);
        let input = MappingInput::parse(Some(r#"{"Mail": "email", "Post\u0000": "shoe"}"#)).unwrap();
        let errors = invalid_fields(Mapping::default().with(input, &headers));
        assert_eq!(errors, ["mapping.Post", "mapping.Post", "mapping"]);
        let fields = [("shoe", vec!["X"]), ("name", vec!["X"]), ("email", vec!["Y"])];
        let fields = fields
            .map(|(field, columns)| (field.to_owned(), columns.into_iter().map(str::to_owned).collect()));
        let constants = [("name", "x"), ("source", &"x".repeat(81))];
        let constants = constants.map(|(field, value)| (field.to_owned(), value.to_owned()));
        let input =
            MappingInput { columns: None, fields: Some(fields.into()), constants: Some(constants.into()) };
        let mut errors = invalid_fields(Mapping::default().with(input, &headers));
        errors.sort_unstable();
        assert_eq!(
            errors,
            ["constants.name", "constants.source", "fields.email", "fields.shoe", "fields.shoe"]
        );
    }
}
