//! What is wrong with a row, in words that whoever made the file understands.

use super::cells::Values;
use crate::error::{Error, FieldError, Result};

/// How much of a wrong value is shown.
const SHOWN: usize = 60;
/// How many faults of a row are named.
const MAX_REASONS: usize = 20;

/// What is wrong with a row, field by field; an error of our own ends the import instead.
pub fn reasons(error: Error, values: &Values) -> Result<Vec<FieldError>> {
    match error {
        Error::Invalid(wrong) => {
            Ok(wrong.into_iter().take(MAX_REASONS).map(|wrong| explained(wrong, values)).collect())
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

fn explained(wrong: FieldError, values: &Values) -> FieldError {
    let FieldError { field, message } = wrong;
    let root = field.split('.').next().unwrap_or_default();
    let message = match (root, values.get(root)) {
        ("name", None) => "is missing: a contact needs a name".to_owned(),
        ("email", Some(value)) if is_shown_whole(value) => format!("“{value}” is not a valid e-mail address"),
        ("phone", Some(value)) if is_shown_whole(value) => format!("“{value}” {message}"),
        ("owner", Some(value)) => {
            format!("“{}” is not the e-mail address of an active employee who works on leads", shown(value))
        }
        ("tags", Some(tags)) => match tag_of(&field, tags) {
            Some(tag) => format!("“{}” {message}", shown(tag)),
            None => message,
        },
        _ => message,
    };
    FieldError { field, message }
}

/// The tag that `tags.2` names.
fn tag_of<'a>(field: &str, tags: &'a str) -> Option<&'a str> {
    let number: usize = field.split('.').nth(1)?.parse().ok()?;
    super::mapping::tags(tags).into_iter().nth(number)
}

fn is_shown_whole(value: &str) -> bool {
    value.chars().count() <= SHOWN && !value.chars().any(char::is_control)
}

fn shown(value: &str) -> String {
    let short: String = value.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if short.len() < value.len() { format!("{short}…") } else { short }
}

/// What is wrong with a row, as one line of text.
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
        let wrong = [
            ("name", "is required"),
            ("email", "must be a valid email"),
            ("tags.1", "must have at most 4 characters"),
            ("owner", "must be an employee"),
        ];
        let wrong = wrong.map(|(field, message)| FieldError::new(field, message)).to_vec();
        let errors = reasons(Error::Invalid(wrong), &values).unwrap();
        let text = line(errors.iter().map(|error| (error.field.as_str(), error.message.as_str())));
        assert_eq!(
            text,
            "Name: is missing: a contact needs a name; E-mail: “maya at example” is not a valid e-mail address; \
             Tags: “much too long” must have at most 4 characters; \
             Owner: “nobody@x.example” is not the e-mail address of an active employee who works on leads"
        );
    }
}
