use super::{Company, CompanySettings, Origin};
use crate::{
    db::{Conn, Tx},
    error::{Error, OnConstraint, Result},
    id::CompanyId,
    sql,
};

/// A new company.
pub struct Founding {
    pub name: String,
    pub slug: String,
    pub currency: String,
    pub timezone: String,
    pub country: String,
    pub locale: String,
    pub origin: Origin,
}

pub async fn insert(tx: &mut Tx, new: Founding) -> Result<Company> {
    let (id, now, settings) = (tx.company_id(), tx.now(), CompanySettings::default());
    let company = tx
        .one(sql!(
            "insert into companies (id, name, slug, currency, timezone, country, locale, sql_rating, evangelist_rating,
                                    max_sessions_per_stage, manual_qualification, enquiry_age_warning,
                                    enquiry_age_alarm, is_first, awaits_confirmation, created_at, updated_at, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1) returning *",
            id, new.name, new.slug, new.currency, new.timezone, new.country, new.locale, settings.sql_rating,
            settings.evangelist_rating, settings.max_sessions_per_stage, settings.manual_qualification,
            settings.enquiry_age_warning, settings.enquiry_age_alarm, new.origin == Origin::First,
            new.origin == Origin::Unconfirmed, now
        ))
        .await
        .on_constraint("companies.is_first", || Error::Refused {
            code: "registration_closed",
            message: "Someone else has just set up this server; ask them for an invite",
        })
        .on_constraint("companies.slug", || Error::conflict("company_exists", "A company with this name already exists on this server"))?;
    tx.exec(sql!("insert into event_heads (company_id, seq, oldest) values ($1, 0, 1)", id)).await?;
    Ok(company)
}

pub async fn find(conn: &mut Conn, id: CompanyId) -> Result<Company> {
    Ok(conn.one(sql!("select * from companies where id = $1", id)).await?)
}

/// Locks the company until the transaction ends.
pub async fn lock(tx: &mut Tx) -> Result<()> {
    let (id, for_update) = (tx.company_id(), tx.dialect().for_update());
    let text = format!("select id from companies where id = $1{for_update}");
    let _: (CompanyId,) = tx.one(sql!(text, id)).await?;
    Ok(())
}

/// Finds and locks the transaction's company.
pub async fn find_for_update(tx: &mut Tx) -> Result<Company> {
    let (id, lock) = (tx.company_id(), tx.dialect().for_update());
    Ok(tx.one(sql!(format!("select * from companies where id = $1{lock}"), id)).await?)
}

/// The company's country.
pub async fn country(conn: &mut Conn, id: CompanyId) -> Result<String> {
    let (country,): (String,) = conn.one(sql!("select country from companies where id = $1", id)).await?;
    Ok(country)
}

pub async fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Company>> {
    Ok(conn.optional(sql!("select * from companies where slug = $1", slug)).await?)
}

/// The server's only company; `None` if there are several or none.
pub async fn find_only(conn: &mut Conn) -> Result<Option<Company>> {
    let mut companies: Vec<Company> = conn.all(sql!("select * from companies limit 2")).await?;
    Ok(if companies.len() == 1 { companies.pop() } else { None })
}

pub async fn any(conn: &mut Conn) -> Result<bool> {
    let (any,): (bool,) = conn.one(sql!("select exists(select 1 from companies)")).await?;
    Ok(any)
}

pub async fn update(tx: &mut Tx, company: &Company) -> Result<Company> {
    let now = tx.now();
    let record_zone = "insert into past_time_zones (company_id, until, timezone)
                select id, $1, timezone from companies where id = $2 and timezone <> $3
                on conflict (company_id, until) do nothing";
    tx.exec(sql!(record_zone, now, company.id, &company.timezone)).await?;
    let updated = tx
        .one(sql!(
            "update companies set name = $1, currency = $2, timezone = $3, country = $4, locale = $5, sql_rating = $6,
                    evangelist_rating = $7, max_sessions_per_stage = $8, manual_qualification = $9,
                    enquiry_age_warning = $10, enquiry_age_alarm = $11, updated_at = $12, version = version + 1
             where id = $13 returning *",
            &company.name, &company.currency, &company.timezone, &company.country, &company.locale,
            company.settings.sql_rating, company.settings.evangelist_rating,
            company.settings.max_sessions_per_stage, company.settings.manual_qualification,
            company.settings.enquiry_age_warning, company.settings.enquiry_age_alarm, now, company.id
        ))
        .await?;
    Ok(updated)
}

pub async fn confirm(tx: &mut Tx) -> Result<Company> {
    let (id, now) = (tx.company_id(), tx.now());
    let sql = "update companies set awaits_confirmation = $1, updated_at = $2, version = version + 1
               where id = $3 returning *";
    Ok(tx.one(sql!(sql, false, now, id)).await?)
}

/// Deletes the company, and all its data by foreign keys.
pub async fn delete(tx: &mut Tx) -> Result<()> {
    let id = tx.company_id();
    tx.unindex_company().await?;
    tx.exec(sql!("delete from companies where id = $1", id)).await?;
    Ok(())
}
