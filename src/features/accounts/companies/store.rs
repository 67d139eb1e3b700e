use super::{Company, CompanySettings};
use crate::{
    db::{Conn, Tx},
    error::{Error, OnConstraint, Result},
    id::CompanyId,
    sql,
};

/// What a new company is made of.
pub struct Founding {
    pub name: String,
    pub slug: String,
    pub currency: String,
    pub timezone: String,
}

pub async fn insert(tx: &mut Tx, new: Founding) -> Result<Company> {
    let (id, now, settings) = (tx.company_id(), tx.now(), CompanySettings::default());
    let company = tx
        .one(sql!(
            "insert into companies (id, name, slug, currency, timezone, sql_rating, evangelist_rating, max_sessions_per_stage,
                                    created_at, updated_at, version)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1) returning *",
            id, new.name, new.slug, new.currency, new.timezone, settings.sql_rating, settings.evangelist_rating,
            settings.max_sessions_per_stage, now
        ))
        .await
        .on_constraint("companies.slug", || Error::conflict("company_exists", "a company of this name is here already"))?;
    tx.exec(sql!("insert into event_heads (company_id, seq, oldest) values ($1, 0, 1)", id)).await?;
    Ok(company)
}

pub async fn find(conn: &mut Conn, id: CompanyId) -> Result<Company> {
    Ok(conn.one(sql!("select * from companies where id = $1", id)).await?)
}

pub async fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Company>> {
    Ok(conn.optional(sql!("select * from companies where slug = $1", slug)).await?)
}

/// The server's company when it has just one.
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
    let updated = tx
        .one(sql!(
            "update companies set name = $1, currency = $2, timezone = $3, sql_rating = $4, evangelist_rating = $5,
                    max_sessions_per_stage = $6, updated_at = $7, version = version + 1
             where id = $8 returning *",
            &company.name, &company.currency, &company.timezone, company.settings.sql_rating,
            company.settings.evangelist_rating, company.settings.max_sessions_per_stage, now, company.id
        ))
        .await?;
    Ok(updated)
}

/// Everything that belongs to the company goes with it.
pub async fn delete(tx: &mut Tx) -> Result<()> {
    let id = tx.company_id();
    tx.forget_all_texts().await?;
    tx.exec(sql!("delete from companies where id = $1", id)).await?;
    Ok(())
}
