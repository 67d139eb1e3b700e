//! Which columns of a file are which field of a contact, and what all of its rows have alike.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::known_names::suggest;
use crate::{
    error::{Error, FieldError, Result},
    features::contacts::NewContact,
    schema, text,
};

/// The fields that a column can be.
pub const FIELDS: [&str; 8] = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"];
/// The fields that may be alike in all rows: none by which two contacts are told apart.
const CONSTANT: [&str; 5] = ["organisation", "title", "source", "tags", "owner"];
/// More columns than any field is made of.
const MAX_COLUMNS_PER_FIELD: usize = 10;

/// Column → field; a column that is none is `null`.
pub type FieldOfColumn = BTreeMap<String, Option<String>>;

/// The columns of each field, in the order in which they are joined, and what rows without a value get.
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
    /// As a query string has it.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        let columns = text.map(serde_json::from_str).transpose().map_err(|_| {
            Error::invalid(
                "mapping",
                "must be JSON that says which column is which field: {\"E-Mail\": \"email\"}",
            )
        })?;
        Ok(Self { columns, ..Self::default() })
    }
    /// Whether the client leaves it all to the names of the columns.
    pub fn is_empty(&self) -> bool {
        self.columns.is_none() && self.fields.is_none() && self.constants.is_none()
    }
}

impl Mapping {
    /// What the names of the columns suggest.
    pub fn suggested(headers: &[String]) -> Self {
        Self { fields: suggest(headers), constants: BTreeMap::new() }
    }

    pub fn has_name(&self) -> bool {
        self.fields.contains_key("name")
    }

    /// What the client wants, for a file with these columns; what it leaves open stays as it was. Every wrong column
    /// and field is named.
    pub fn with(self, input: MappingInput, headers: &[String]) -> Result<Self> {
        let mut wrong = vec![];
        let fields = match (input.columns, input.fields) {
            (Some(_), Some(_)) => {
                return Err(Error::invalid("fields", "cannot be sent together with mapping"));
            }
            (Some(columns), None) => by_column(&columns, headers, &mut wrong),
            (None, Some(fields)) => by_field(fields, headers, &mut wrong),
            (None, None) => self.fields,
        };
        let constants = input.constants.unwrap_or(self.constants);
        check_constants(&constants, &mut wrong);
        let mapping = Self { fields, constants };
        if !mapping.has_name() {
            let columns = headers.join(", ");
            wrong.push(FieldError::new(
                "mapping",
                format!("needs a column for name; the file has: {columns}"),
            ));
        }
        if wrong.is_empty() { Ok(mapping) } else { Err(Error::Invalid(wrong)) }
    }

    /// The field of every column.
    pub fn by_column(&self, headers: &[String]) -> FieldOfColumn {
        let field_of = |header: &String| {
            self.fields.iter().find(|(_, columns)| columns.contains(header)).map(|(field, _)| field.clone())
        };
        headers.iter().map(|header| (header.clone(), field_of(header))).collect()
    }
}

/// Columns that are left out are what their names suggest, unless the field has columns already. Those of one field are
/// joined in the order of the file.
fn by_column(
    columns: &FieldOfColumn,
    headers: &[String],
    wrong: &mut Vec<FieldError>,
) -> BTreeMap<String, Vec<String>> {
    for (column, field) in columns {
        let at = format!("mapping.{}", text::single_line(column));
        if !headers.contains(column) {
            wrong.push(FieldError::new(&at, "is not a column of the file"));
        }
        if field.as_deref().is_some_and(|field| !FIELDS.contains(&field)) {
            wrong.push(FieldError::new(&at, format!("must be one of {}", FIELDS.join(", "))));
        }
    }
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for header in headers {
        if let Some(Some(field)) = columns.get(header) {
            fields.entry(field.clone()).or_default().push(header.clone());
        }
    }
    let open: Vec<String> = headers.iter().filter(|header| !columns.contains_key(*header)).cloned().collect();
    for (field, columns) in suggest(&open) {
        fields.entry(field).or_insert(columns);
    }
    check_counts(&fields, "mapping", wrong);
    fields
}

fn by_field(
    fields: BTreeMap<String, Vec<String>>,
    headers: &[String],
    wrong: &mut Vec<FieldError>,
) -> BTreeMap<String, Vec<String>> {
    let mut seen = BTreeSet::new();
    for (field, columns) in &fields {
        let at = format!("fields.{field}");
        if !FIELDS.contains(&field.as_str()) {
            wrong.push(FieldError::new(&at, format!("must be one of {}", FIELDS.join(", "))));
        }
        for column in columns {
            if !headers.contains(column) {
                wrong.push(FieldError::new(&at, format!("“{column}” is not a column of the file")));
            } else if !seen.insert(column) {
                wrong.push(FieldError::new(&at, format!("the column “{column}” is used twice")));
            }
        }
    }
    check_counts(&fields, "fields", wrong);
    fields.into_iter().filter(|(_, columns)| !columns.is_empty()).collect()
}

fn check_counts(fields: &BTreeMap<String, Vec<String>>, at: &str, wrong: &mut Vec<FieldError>) {
    for (field, _) in fields.iter().filter(|(_, columns)| columns.len() > MAX_COLUMNS_PER_FIELD) {
        let message = format!("must have at most {MAX_COLUMNS_PER_FIELD} columns for {field}");
        wrong.push(FieldError::new(at, message));
    }
}

/// A constant is checked as a row's value would be.
fn check_constants(constants: &BTreeMap<String, String>, wrong: &mut Vec<FieldError>) {
    let mut contact = Map::from_iter([("name".to_owned(), json!("-"))]);
    for (field, value) in constants {
        match field.as_str() {
            "owner" => {}
            "tags" => {
                contact.insert(field.clone(), json!(tags(value)));
            }
            known if CONSTANT.contains(&known) => {
                contact.insert(field.clone(), json!(value));
            }
            _ => {
                let message = format!("must be one of {}", CONSTANT.join(", "));
                wrong.push(FieldError::new(format!("constants.{field}"), message));
            }
        }
    }
    if let Err(Error::Invalid(errors)) = schema::read::<NewContact>(Value::Object(contact)) {
        let named = |error: FieldError| FieldError::new(format!("constants.{}", error.field), error.message);
        wrong.extend(errors.into_iter().map(named));
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

    fn wrong_fields(result: Result<Mapping>) -> Vec<String> {
        let Err(Error::Invalid(wrong)) = result else { panic!("{result:?}") };
        wrong.into_iter().map(|wrong| wrong.field).collect()
    }

    #[test]
    fn columns_that_are_left_out_are_known_by_their_names() {
        let headers = headers(&["Who", "E-Mail", "Mobile_Number", "Shoe size"]);
        let input = MappingInput::parse(Some(r#"{"Who": "name"}"#)).unwrap();
        let mapping = Mapping::default().with(input, &headers).unwrap();
        let by_column = mapping.by_column(&headers);
        let fields: Vec<_> = headers.iter().map(|header| by_column[header].as_deref()).collect();
        assert_eq!(fields, [Some("name"), Some("email"), Some("phone"), None]);
    }

    #[test]
    fn two_columns_of_one_field_are_joined_in_the_order_of_the_file_or_as_sent() {
        let headers = headers(&["Last", "First"]);
        let input = MappingInput::parse(Some(r#"{"First": "name", "Last": "name"}"#)).unwrap();
        assert_eq!(Mapping::default().with(input, &headers).unwrap().fields["name"], ["Last", "First"]);
        let fields = BTreeMap::from([("name".to_owned(), vec!["First".to_owned(), "Last".to_owned()])]);
        let input = MappingInput { fields: Some(fields), ..MappingInput::default() };
        assert_eq!(Mapping::default().with(input, &headers).unwrap().fields["name"], ["First", "Last"]);
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let headers = headers(&["Mail", "X"]);
        let input = MappingInput::parse(Some(r#"{"Mail": "email", "Post\u0000": "shoe"}"#)).unwrap();
        let wrong = wrong_fields(Mapping::default().with(input, &headers));
        assert_eq!(wrong, ["mapping.Post", "mapping.Post", "mapping"]);
        let fields = [("shoe", vec!["X"]), ("name", vec!["X"]), ("email", vec!["Y"])];
        let fields = fields
            .map(|(field, columns)| (field.to_owned(), columns.into_iter().map(str::to_owned).collect()));
        let constants = [("name", "x"), ("source", &"x".repeat(81))];
        let constants = constants.map(|(field, value)| (field.to_owned(), value.to_owned()));
        let input =
            MappingInput { columns: None, fields: Some(fields.into()), constants: Some(constants.into()) };
        let mut wrong = wrong_fields(Mapping::default().with(input, &headers));
        wrong.sort_unstable();
        assert_eq!(
            wrong,
            ["constants.name", "constants.source", "fields.email", "fields.shoe", "fields.shoe"]
        );
    }
}
