//! Validates currencies, countries, time zones and locales against their standards.

use std::str::FromStr;

use icu_locale_core::Locale;
use iso_currency::{Country, Currency};

type Check = fn(&str) -> bool;

/// The formats that schemas can use, with their checks.
pub const FORMATS: [(&str, Check); 4] = [
    ("currency-code", is_currency),
    ("country-code", is_country),
    ("time-zone", is_time_zone),
    ("locale", |tag| canonical_locale(tag).is_some()),
];

/// An ISO 4217 code, without special codes such as `XAU`.
fn is_currency(code: &str) -> bool {
    Currency::from_code(code).is_some_and(|currency| !currency.is_special())
}

/// An ISO 3166-1 alpha-2 code.
fn is_country(code: &str) -> bool {
    country(code).is_some()
}

/// A name in the IANA time zone database.
fn is_time_zone(name: &str) -> bool {
    name.parse::<chrono_tz::Tz>().is_ok()
}

/// Canonicalises a BCP 47 language tag: `EN-in` becomes `en-IN`.
pub fn canonical_locale(tag: &str) -> Option<String> {
    let locale = Locale::try_from_str(tag).ok()?;
    (!locale.id.language.is_unknown()).then(|| locale.to_string())
}

/// The country of a locale: `IN` of `hi-IN`.
pub fn country_of(locale: &str) -> Option<String> {
    let region = Locale::try_from_str(locale).ok()?.id.region?;
    is_country(region.as_str()).then(|| region.to_string())
}

/// The official currency of a country.
pub fn currency_of(code: &str) -> Option<&'static str> {
    let currencies = Currency::from_country(country(code)?);
    let mut in_use = currencies.into_iter().filter(|currency| {
        !currency.is_fund() && !currency.is_special() && currency.is_superseded().is_none()
    });
    // Bhutan uses its own currency and India's. The code of its own starts with the country code.
    let first = in_use.clone().next();
    in_use.find(|currency| currency.code().starts_with(code)).or(first).map(|currency| currency.code())
}

fn country(code: &str) -> Option<Country> {
    // The crate also parses names and alpha-3 codes.
    (code.len() == 2).then(|| Country::from_str(code).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_their_own_currency() {
        let currencies =
            [("IN", "INR"), ("BT", "BTN"), ("US", "USD"), ("CH", "CHF"), ("HR", "EUR"), ("JP", "JPY")];
        for (country, currency) in currencies {
            assert_eq!(currency_of(country), Some(currency), "{country}");
        }
        assert_eq!(currency_of("ZZ"), None);
        assert_eq!(currency_of("AQ"), None);
    }

    #[test]
    fn invalid_codes_are_rejected() {
        let accepted = |format: &str, text: &str| {
            FORMATS.iter().find(|(name, _)| *name == format).is_some_and(|(_, check)| check(text))
        };
        for (format, good, bad) in [
            ("currency-code", "EUR", ["EURO", "eur", "XAU", "ABC"]),
            ("country-code", "DE", ["DEU", "Germany", "de", "ZZ"]),
            ("time-zone", "Asia/Kolkata", ["Mars/Olympus", "asia/kolkata", "IST", "+05:30"]),
            ("locale", "hi-IN", ["", "x", "und", "not a tag"]),
        ] {
            assert!(accepted(format, good), "{good}");
            for text in bad {
                assert!(!accepted(format, text), "{format} {text:?}");
            }
        }
        assert_eq!(canonical_locale("HI-in").as_deref(), Some("hi-IN"));
        assert_eq!(country_of("pt-BR").as_deref(), Some("BR"));
        assert_eq!(country_of("pt"), None);
    }
}
