//! Converts the cells of a row to field values.

use std::{borrow::Cow, collections::BTreeMap};

use csv::ByteRecord;
use serde_json::{Map, Value, json};

use super::{Import, encoding::Encoding, mapping};
use crate::{error::FieldError, features::contacts::exports::from_text};

/// The non-empty values of a row, by field.
pub type Values = BTreeMap<String, String>;

/// The maximum size of a value in bytes. Longer values are rejected before validation.
const MAX_VALUE: usize = 4_096;

/// Maps the cells of a row to fields.
pub struct Cells {
    fields: Vec<(String, Vec<usize>)>,
    constants: BTreeMap<String, String>,
    columns: usize,
    encoding: Encoding,
}

impl Cells {
    pub fn of(import: &Import) -> Self {
        let position = |column: &String| import.headers.iter().position(|header| header == column);
        let positions = |columns: &Vec<String>| columns.iter().filter_map(position).collect();
        Self {
            fields: import
                .fields
                .iter()
                .map(|(field, columns)| (field.clone(), positions(columns)))
                .collect(),
            constants: import.constants.clone(),
            columns: import.headers.len(),
            encoding: import.encoding,
        }
    }

    /// Reads the values of a row. Returns the readable values, and errors for the others.
    pub fn read(&self, row: &ByteRecord) -> (Values, Vec<FieldError>) {
        let (mut values, mut errors) = (Values::new(), vec![]);
        if row.len() > self.columns {
            let message = format!(
                "has {} cells, but the file has {} columns; put values that contain the separator in quotes",
                row.len(),
                self.columns
            );
            errors.push(FieldError::new("row", message));
        }
        for (field, positions) in &self.fields {
            let mut parts = vec![];
            for cell in positions.iter().filter_map(|position| row.get(*position)) {
                match self.encoding.decode(cell) {
                    Some(text) => parts.push(text),
                    None => {
                        errors.push(FieldError::new(field, "has characters that are not valid UTF-8"));
                        parts.push(self.encoding.decode_lossy(cell));
                    }
                }
            }
            let value = join(field, &parts);
            if value.len() > MAX_VALUE {
                errors.push(FieldError::new(field, format!("must have at most {MAX_VALUE} bytes")));
            } else if !value.is_empty() {
                values.insert(field.clone(), value);
            }
        }
        self.add_constants(&mut values);
        (values, errors)
    }

    fn add_constants(&self, values: &mut Values) {
        for (field, constant) in &self.constants {
            match values.get_mut(field) {
                None => {
                    values.insert(field.clone(), constant.clone());
                }
                Some(tags) if field == "tags" => *tags = format!("{tags};{constant}"),
                Some(_) => {}
            }
        }
    }
}

/// Joins several cells to one value: the first non-empty address, all tags, or texts with spaces.
fn join(field: &str, cells: &[Cow<'_, str>]) -> String {
    let mut texts = cells.iter().map(|cell| from_text(cell.trim())).filter(|text| !text.is_empty());
    match field {
        "email" | "phone" | "owner" => texts.next().unwrap_or_default().to_owned(),
        "tags" => texts.collect::<Vec<_>>().join(";"),
        _ => texts.collect::<Vec<_>>().join(" "),
    }
}

/// The JSON of a `NewContact`, without the owner.
pub fn body(values: &Values) -> Value {
    let fields = values.iter().filter(|(field, _)| *field != "owner").map(|(field, value)| {
        let value = if field == "tags" { json!(mapping::tags(value)) } else { json!(value) };
        (field.clone(), value)
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_one_field_are_joined() {
        let cells =
            |texts: &[&'static str]| texts.iter().map(|text| Cow::Borrowed(*text)).collect::<Vec<_>>();
        assert_eq!(join("name", &cells(&["Maya", " ", " Rossi "])), "Maya Rossi");
        assert_eq!(join("email", &cells(&["", "a@example.com", "b@example.com"])), "a@example.com");
        assert_eq!(join("phone", &cells(&["'+91 98"])), "+91 98");
        assert_eq!(join("tags", &cells(&["a,b", "c"])), "a,b;c");
        assert_eq!(join("title", &[]), "");
    }
}
