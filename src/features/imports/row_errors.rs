//! Error messages for rejected rows, in the terms of the file.

use super::cells::Values;
use crate::error::{Error, FieldError, Result};

/// The maximum length of a value in a message.
const MAX_VALUE_LENGTH: usize = 60;
/// The maximum number of errors per row.
const MAX_REASONS: usize = 20;

/// Converts an error to field errors of the row. Errors that do not concern the row are returned as such.
pub fn reasons(error: Error, values: &Values) -> Result<Vec<FieldError>> {
    match error {
        Error::Invalid(errors) => {
            Ok(errors.into_iter().take(MAX_REASONS).map(|error| explain(error, values)).collect())
        }
        Error::Conflict { code: "duplicate_contact", .. } => {
            Ok(vec![FieldError::new("duplicate_contact", "another contact has this e-mail or phone")])
        }
        Error::Conflict { code, message, .. } => Ok(vec![FieldError::new(code, message)]),
        Error::NotFound(_) => {
            let message = "a colleague's contact has this e-mail or phone";
            Ok(vec![FieldError::new("duplicate_contact", message)])
        }
        other => Err(other),
    }
}

fn explain(error: FieldError, values: &Values) -> FieldError {
    let FieldError { field, message } = error;
    let root = field.split('.').next().unwrap_or_default();
    let message = match (root, values.get(root)) {
        ("email", Some(value)) if is_printable(value) => format!("“{value}” is not a valid e-mail address"),
        ("phone", Some(value)) if is_printable(value) => format!("“{value}” {message}"),
        ("owner", Some(value)) => {
            format!("“{}” is not the e-mail address of an active employee who works on leads", shorten(value))
        }
        ("tags", Some(tags)) => match tag_of(&field, tags) {
            Some(tag) => format!("“{}” {message}", shorten(tag)),
            None => message,
        },
        _ => message,
    };
    FieldError { field, message }
}

/// The tag that a field such as `tags.2` refers to.
fn tag_of<'a>(field: &str, tags: &'a str) -> Option<&'a str> {
    let index: usize = field.split('.').nth(1)?.parse().ok()?;
    super::mapping::tags(tags).into_iter().nth(index)
}

fn is_printable(value: &str) -> bool {
    value.chars().count() <= MAX_VALUE_LENGTH && !value.chars().any(char::is_control)
}

fn shorten(value: &str) -> String {
    let short: String = value.chars().filter(|c| !c.is_control()).take(MAX_VALUE_LENGTH).collect();
    if short.len() < value.len() { format!("{short}…") } else { short }
}

/// Formats the errors of a row as one line of text.
pub fn line<'a>(errors: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let errors = errors.into_iter().map(|(field, message)| format!("{}: {message}", label(field)));
    errors.collect::<Vec<_>>().join("; ")
}

fn label(field: &str) -> &str {
    match field.split('.').next().unwrap_or_default() {
        "name" => "Name",
        "email" => "E-mail",
        "phone" => "Phone",
        "organisation" => "Organisation",
        "title" => "Title",
        "source" => "Source",
        "tags" => "Tags",
        "owner" => "Owner",
        "row" => "Row",
        "duplicate_contact" => "Duplicate",
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_field_and_its_value() {
        let values =
            [("email", "maya at example"), ("tags", "vip;much too long"), ("owner", "nobody@x.example")];
        let values: Values = values.map(|(field, value)| (field.to_owned(), value.to_owned())).into();
        let errors = [
            ("name", "is required"),
            ("email", "must be a valid email"),
            ("tags.1", "must have at most 4 characters"),
            ("owner", "must be an employee"),
        ];
        let errors = errors.map(|(field, message)| FieldError::new(field, message)).to_vec();
        let errors = reasons(Error::Invalid(errors), &values).unwrap();
        let text = line(errors.iter().map(|error| (error.field.as_str(), error.message.as_str())));
        assert_eq!(
            text,
            "Name: is required; E-mail: “maya at example” is not a valid e-mail address; \
             Tags: “much too long” must have at most 4 characters; \
             Owner: “nobody@x.example” is not the e-mail address of an active employee who works on leads"
        );
    }
}
