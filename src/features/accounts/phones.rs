//! Telephone numbers as a company's people and contacts have them: E.164, read as one of its country.

use super::companies;
use crate::{db::Tx, error::Result, phone};

/// The number as it is kept, or what is wrong with it. One that was there before may stay, however it was written.
pub async fn checked(tx: &mut Tx, phone: Option<String>, before: Option<&str>) -> Result<Option<String>> {
    if phone.is_none() || phone.as_deref() == before {
        return Ok(phone);
    }
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    phone::checked(phone, &country)
}
