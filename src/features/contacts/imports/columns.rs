//! Which column of a file is which field of a contact.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, FieldError, Result};

/// The fields that a column can be.
pub const FIELDS: [&str; 8] = ["name", "email", "phone", "organisation", "title", "source", "tags", "owner"];

/// What columns are usually called.
const KNOWN_AS: [(&str, &[&str]); 8] = [
    ("name", &["name", "full name", "contact", "contact name", "lead name", "customer"]),
    ("email", &["email", "e-mail", "mail", "email address", "e-mail address"]),
    ("phone", &["phone", "telephone", "mobile", "phone number", "mobile number", "tel"]),
    ("organisation", &["organisation", "organization", "company", "account", "employer"]),
    ("title", &["title", "job title", "position", "designation"]),
    ("source", &["source", "lead source", "channel"]),
    ("tags", &["tags", "labels"]),
    ("owner", &["owner", "owner email", "assigned to", "rep"]),
];

/// Column → field; a column that is no field is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(pub BTreeMap<String, Option<String>>);

impl Mapping {
    /// As a query string has it.
    pub fn parse(text: Option<&str>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self::default()) };
        serde_json::from_str(text)
            .map_err(|_| Error::invalid("mapping", "must be JSON such as {\"E-Mail\": \"email\"}"))
    }

    /// With every column of the file: as it was said, or as it is usually called. The name must be one of them.
    pub fn completed(&self, headers: &[String]) -> Result<Self> {
        let mut wrong = vec![];
        for (column, field) in &self.0 {
            if !headers.contains(column) {
                wrong.push(FieldError::new(format!("mapping.{column}"), "is not a column of the file"));
            }
            if field.as_deref().is_some_and(|field| !FIELDS.contains(&field)) {
                wrong.push(FieldError::new(
                    format!("mapping.{column}"),
                    format!("must be one of {}", FIELDS.join(", ")),
                ));
            }
        }
        let mut completed = self.0.clone();
        for header in headers.iter().filter(|header| !self.0.contains_key(*header)) {
            let field =
                usual(header).filter(|field| !completed.values().flatten().any(|taken| taken == field));
            completed.insert(header.clone(), field.map(str::to_owned));
        }
        for field in FIELDS {
            if completed.values().flatten().filter(|taken| *taken == field).count() > 1 {
                wrong.push(FieldError::new("mapping", format!("has two columns for {field}")));
            }
        }
        if !completed.values().flatten().any(|field| field == "name") {
            let columns = headers.join(", ");
            wrong.push(FieldError::new("mapping", format!("needs a column for name; there are: {columns}")));
        }
        if wrong.is_empty() { Ok(Self(completed)) } else { Err(Error::Invalid(wrong)) }
    }

    /// The field of each column, in the file's order.
    pub fn in_order<'a>(&'a self, headers: &[String]) -> Vec<Option<&'a str>> {
        headers.iter().map(|header| self.0.get(header).and_then(Option::as_deref)).collect()
    }
}

fn usual(header: &str) -> Option<&'static str> {
    let plain = header.trim().to_lowercase().replace('_', " ");
    KNOWN_AS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_are_known_by_their_usual_names() {
        let headers = headers(&["Full Name", "E-Mail", "Mobile_Number", "Shoe size"]);
        let mapping = Mapping::default().completed(&headers).unwrap();
        assert_eq!(mapping.in_order(&headers), [Some("name"), Some("email"), Some("phone"), None]);
    }

    #[test]
    fn what_is_wrong_is_said_at_once() {
        let mapping = Mapping::parse(Some(r#"{"Mail": "email", "Post": "shoe", "X": "email"}"#)).unwrap();
        let Err(Error::Invalid(wrong)) = mapping.completed(&headers(&["Mail", "X"])) else { panic!("wrong") };
        let fields: Vec<_> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["mapping.Post", "mapping.Post", "mapping", "mapping"]);
    }
}
