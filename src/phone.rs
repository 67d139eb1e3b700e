//! Telephone numbers: read in any usual writing, kept as E.164, so that one number is one text.
//!
//! By rlibphonenumber, a port of Google's libphonenumber that passes its tests. The older `phonenumber` takes e-mail
//! addresses and numbers that are too long for valid ones.

use rlibphonenumber::{
    PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, ValidationError,
    enums::{PhoneNumberType, Region},
};

use crate::error::{Error, Result};

/// The number as E.164: `+919812345678`; with an extension as in RFC 3966: `+14155552671;ext=12`. A number without a
/// country code is one of this country (ISO 3166-1 alpha-2). Anything else is refused with what is wrong.
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

/// As `normalized`, for the field `phone` of an input.
pub fn checked(phone: Option<String>, country: &str) -> Result<Option<String>> {
    let checked = phone.map(|text| normalized(&text, country)).transpose();
    checked.map_err(|why| Error::invalid("phone", why))
}

/// Only the digits. Of two numbers in E.164 they are the same when the numbers are.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

/// The digits that a number in E.164 has of what is looked for, if that looks like a part of a number: without the zeros
/// of a trunk or an international prefix.
pub fn digits_of_search(text: &str) -> Option<String> {
    let digits = digits(text);
    let found = digits.trim_start_matches('0');
    let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c));
    (is_number && found.len() >= 3).then(|| found.to_owned())
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

/// A mobile number as it is written in a region.
fn example(region: Region) -> Option<String> {
    let number =
        PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(region, PhoneNumberType::Mobile).ok()?;
    Some(number.format_as(PhoneNumberFormat::International).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_writings_of_a_number_become_one() {
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
    fn a_wrong_number_is_refused_with_the_reason_and_an_example_for_its_country() {
        for (text, country, why) in [
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
            assert_eq!(normalized(text, country), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_strangers_write_never_panics() {
        use proptest::{prelude::*, test_runner::TestRunner};
        let text = "\\PC{0,60}|[+0-9 ()./;=extEXT#*-]{0,60}";
        TestRunner::default()
            .run(&text, |text| {
                if let Ok(kept) = normalized(&text, "IN") {
                    prop_assert_eq!(normalized(&kept, "US"), Ok(kept.clone()));
                }
                Ok(())
            })
            .unwrap();
    }
}
