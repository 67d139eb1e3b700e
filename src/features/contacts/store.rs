use super::{Contact, NewContact, Stage, model::ContactRow};
use crate::{
    db::{Conn, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id},
    sql,
};

const COLUMNS: &str = "*, (select e.name from employees e where e.id = contacts.owner_id) as owner_name";

pub async fn insert(tx: &mut Tx, new: NewContact, owner_id: EmployeeId) -> Result<Contact> {
    let (id, company_id, now) = (Id::<Contact>::new(), tx.company_id(), tx.now());
    let text = format!(
        "insert into contacts (id, company_id, name, email, phone, source, stage, owner_id, created_at, updated_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1) returning {COLUMNS}"
    );
    let sql =
        sql!(text, id, company_id, new.name, new.email, new.phone, new.source, Stage::Lead, owner_id, now);
    Ok(tx.one::<ContactRow>(sql).await?.into())
}

/// The oldest contact with this e-mail or phone.
pub async fn find_by_address(
    tx: &mut Tx,
    email: Option<&str>,
    phone: Option<&str>,
) -> Result<Option<Contact>> {
    let company_id = tx.company_id();
    let text = format!(
        "select {COLUMNS} from contacts where company_id = $1 and (email = $2 or phone = $3) order by id limit 1"
    );
    Ok(tx.optional::<ContactRow>(sql!(text, company_id, email, phone)).await?.map(Contact::from))
}

pub async fn count(conn: &mut Conn, company_id: CompanyId) -> Result<Vec<(Stage, i64)>> {
    let sql = sql!("select stage, count(*) from contacts where company_id = $1 group by stage", company_id);
    let rows: Vec<(String, i64)> = conn.all(sql).await?;
    rows.into_iter().map(|(stage, n)| Ok((Stage::try_from(stage).map_err(Error::internal)?, n))).collect()
}
