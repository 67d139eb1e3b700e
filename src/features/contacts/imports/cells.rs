//! From the cells of a row to the values of a contact's fields.

use std::{borrow::Cow, collections::BTreeMap};

use csv::ByteRecord;
use serde_json::{Map, Value, json};

use super::{Import, encoding::Encoding, mapping};
use crate::{error::FieldError, features::contacts::exports::from_text};

/// The value of each field that a row has something for.
pub type Values = BTreeMap<String, String>;

/// The longest value that any field takes, in bytes. What is longer is not even looked at.
const MAX_VALUE: usize = 4_096;

/// Where in a row the fields of an import are.
pub struct Cells {
    fields: Vec<(String, Vec<usize>)>,
    constants: BTreeMap<String, String>,
    columns: usize,
    encoding: Encoding,
}

impl Cells {
    pub fn of(import: &Import) -> Self {
        let place = |column: &String| import.headers.iter().position(|header| header == column);
        let places = |columns: &Vec<String>| columns.iter().filter_map(place).collect();
        Self {
            fields: import.fields.iter().map(|(field, columns)| (field.clone(), places(columns))).collect(),
            constants: import.constants.clone(),
            columns: import.headers.len(),
            encoding: import.encoding,
        }
    }

    /// The row's values as far as they can be read, and what is wrong with the others.
    pub fn read(&self, row: &ByteRecord) -> (Values, Vec<FieldError>) {
        let (mut values, mut wrong) = (Values::new(), vec![]);
        if row.len() > self.columns {
            let message = format!(
                "has {} cells, but the file has {} columns: is a value with a separator not in quotes?",
                row.len(),
                self.columns
            );
            wrong.push(FieldError::new("row", message));
        }
        for (field, places) in &self.fields {
            let mut parts = vec![];
            for cell in places.iter().filter_map(|place| row.get(*place)) {
                match self.encoding.decode(cell) {
                    Some(text) => parts.push(text),
                    None => {
                        wrong.push(FieldError::new(field, "has characters that are not valid UTF-8"));
                        parts.push(self.encoding.decode_lossy(cell));
                    }
                }
            }
            let value = joined(field, &parts);
            if value.len() > MAX_VALUE {
                wrong.push(FieldError::new(field, format!("must have at most {MAX_VALUE} bytes")));
            } else if !value.is_empty() {
                values.insert(field.clone(), value);
            }
        }
        self.add_constants(&mut values);
        (values, wrong)
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

/// One value of several cells: the first address that there is, all tags, or the texts with a space between them.
fn joined(field: &str, cells: &[Cow<'_, str>]) -> String {
    let mut texts = cells.iter().map(|cell| from_text(cell.trim())).filter(|text| !text.is_empty());
    match field {
        "email" | "phone" | "owner" => texts.next().unwrap_or_default().to_owned(),
        "tags" => texts.collect::<Vec<_>>().join(";"),
        _ => texts.collect::<Vec<_>>().join(" "),
    }
}

/// The row as the body of a POST would be, without its owner.
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
    fn cells_of_one_field_become_one_value() {
        let cells =
            |texts: &[&'static str]| texts.iter().map(|text| Cow::Borrowed(*text)).collect::<Vec<_>>();
        assert_eq!(joined("name", &cells(&["Maya", " ", " Rossi "])), "Maya Rossi");
        assert_eq!(joined("email", &cells(&["", "a@example.com", "b@example.com"])), "a@example.com");
        assert_eq!(joined("phone", &cells(&["'+91 98"])), "+91 98");
        assert_eq!(joined("tags", &cells(&["a,b", "c"])), "a,b;c");
        assert_eq!(joined("title", &[]), "");
    }
}
