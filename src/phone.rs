//! Telephone numbers, normalised to E.164.
//!
//! Uses rlibphonenumber, a port of Google's libphonenumber that passes its tests. The older `phonenumber`
//! accepts e-mail addresses and numbers that are too long.

use crate::error::{Error, Result};

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, ValidationError,
    enums::{PhoneNumberType, Region},
};

/// Normalises a number to E.164, `+919812345678`, with an extension as in RFC 3966, `+14155552671;ext=12`.
/// `country` (ISO 3166-1 alpha-2) applies to numbers without a country code.
///
/// # Errors
/// A message for the user, if the number is invalid.
pub fn normalized(text: &str, country: &str) -> Result<String, String> {
    let region = Region::try_from(country).ok();
    let number = PHONE_NUMBER_UTIL.parse(text, region).map_err(|error| explain(&error, region))?;
    if !number.is_valid() {
        let region = PHONE_NUMBER_UTIL.get_region_for_country_code(number.country_code).or(region);
        let problem = match number.is_possible_with_reason() {
            Err(ValidationError::TooShort) => "is too short",
            Err(ValidationError::TooLong) => "is too long",
            _ => "is not a valid phone number",
        };
        return Err(with_example(problem, region));
    }
    let e164 = number.format_as(PhoneNumberFormat::E164);
    Ok(match number.extension.as_deref().filter(|extension| !extension.is_empty()) {
        Some(extension) => format!("{e164};ext={extension}"),
        None => e164.into_owned(),
    })
}

/// Like `normalized`, with an error for the field `phone`.
pub fn checked(phone: Option<String>, country: &str) -> Result<Option<String>> {
    let checked = phone.map(|text| normalized(&text, country)).transpose();
    checked.map_err(|message| Error::invalid("phone", message))
}

/// The digits of a number. Two E.164 numbers are equal if and only if their digits are.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// The digits of a search term that looks like part of a telephone number, without the leading zeros of a
/// trunk or international prefix, which E.164 lacks.
pub fn search_digits(text: &str) -> Option<String> {
    let digits = digits(text);
    let significant = digits.trim_start_matches('0');
    let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    (is_number && significant.len() >= 3).then(|| significant.to_owned())
}

fn explain(error: &ParseError, region: Option<Region>) -> String {
    let problem = match error {
        ParseError::InvalidCountryCode => "has an unknown country code",
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => "is too short",
        ParseError::TooLongNsn => "is too long",
        ParseError::NotANumber(_) => "is not a phone number",
    };
    with_example(problem, region)
}

fn with_example(problem: &str, region: Option<Region>) -> String {
    match region.and_then(example) {
        Some(example) => format!("{problem}; write it like {example}"),
        None => format!("{problem}; write it with its country code, like +44 7400 123456"),
    }
}

/// An example of a mobile number in a region.
fn example(region: Region) -> Option<String> {
    let number =
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile).ok()?;
    Some(number.format_as(PhoneNumberFormat::International).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_formats_are_normalised() {
        for (text, country) in [
            ("98123 45678", "IN"),
            ("098123-45678", "IN"),
            ("+91 (98123) 45678", "DE"),
            ("0091 98123 45678", "IN"),
            ("tel:+91-98123-45678", "IN"),
            ("९८१२३ ४५६७८", "IN"),
            ("+919812345678", "AQ"),
        ] {
            assert_eq!(normalized(text, country).as_deref(), Ok("+919812345678"), "{text}");
        }
        assert_eq!(normalized("(415) 555-2671 x12", "US").as_deref(), Ok("+14155552671;ext=12"));
        assert_eq!(normalized("+14155552671;ext=12", "IN").as_deref(), Ok("+14155552671;ext=12"));
    }

    #[test]
    fn invalid_numbers_are_rejected_with_a_reason_and_an_example() {
        for (text, country, message) in [
            ("N/A", "IN", "is not a phone number; write it like +91 81234 56789"),
            ("alice1110@example.com", "US", "is not a phone number; write it like +1 201-555-0123"),
            ("12", "IN", "is too short; write it like +91 81234 56789"),
            ("98123 45678 / 98123 45679", "IN", "is too long; write it like +91 81234 56789"),
            ("+49 15", "IN", "is not a valid phone number; write it like +49 1512 3456789"),
            ("+999 1234567", "GB", "has an unknown country code; write it like +44 7400 123456"),
            (
                "98123 45678",
                "AQ",
                "has an unknown country code; write it with its country code, like +44 7400 123456",
            ),
        ] {
            assert_eq!(normalized(text, country), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn normalising_never_panics_and_is_idempotent() {
        use proptest::{prelude::*, test_runner::TestRunner};
        let text = "\\PC{0,60}|[+0-9 ()./;=extEXT#*-]{0,60}";
        TestRunner::default()
            .run(&text, |text| {
                if let Ok(number) = normalized(&text, "IN") {
                    prop_assert_eq!(normalized(&number, "US"), Ok(number.clone()));
                }
                Ok(())
            })
            .unwrap();
    }
}
