//! Normalises telephone numbers to E.164, with the company's country as default.

use super::companies;
use crate::{db::Tx, error::Result, phone};

/// Normalises a number, or fails with a field error. An unchanged number is accepted as it is.
pub async fn checked(tx: &mut Tx, phone: Option<String>, before: Option<&str>) -> Result<Option<String>> {
    if phone.is_none() || phone.as_deref() == before {
        return Ok(phone);
    }
    let company_id = tx.company_id();
    let country = companies::country(tx, company_id).await?;
    phone::checked(phone, &country)
}
