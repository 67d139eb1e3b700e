//! Reads and updates of one record by its id, the same for every table.

use super::{Arg, Conn, Row, Sql, Tx};
use crate::{
    args,
    error::{Error, Result},
    id::{CompanyId, Id},
    sql,
};

/// A record of a company, with a table of its own and a version.
pub trait Record: Row {
    const TABLE: &'static str;
    /// What `select` and `returning` list: the columns, and people as a `Person` reads them.
    const COLUMNS: &'static str;
    /// The noun of a 404.
    const NOUN: &'static str;
}

/// A person as one column, which `Person` decodes: `person!("contacts.owner_id" as "owner")`.
#[macro_export]
macro_rules! person {
    ($column:literal as $alias:literal) => {
        concat!("(select e.id || ' ' || e.name from employees e where e.id = ", $column, ") as ", $alias)
    };
}

/// Columns with their new values. `changes! { name: &name, email: None::<String> }`.
pub type Changes = Vec<(&'static str, Arg)>;

#[macro_export]
macro_rules! changes {
    ($($column:ident: $value:expr),+ $(,)?) => { vec![$((stringify!($column), $crate::db::Arg::from($value))),+] };
}

fn select<T: Record>(company_id: CompanyId, id: Id<T>) -> Sql {
    let text = format!("select {} from {} where company_id = $1 and id = $2", T::COLUMNS, T::TABLE);
    sql!(text, company_id, id)
}

impl Conn {
    /// Fails with 404 if the company has no such record.
    pub async fn find<T: Record>(&mut self, company_id: CompanyId, id: Id<T>) -> Result<T> {
        self.optional(select(company_id, id)).await?.ok_or(Error::NotFound(T::NOUN))
    }
}

impl Tx {
    /// Like `find`, and locks the record until the transaction ends.
    pub async fn find_for_update<T: Record>(&mut self, id: Id<T>) -> Result<T> {
        let mut sql = select(self.company_id(), id);
        sql.push(self.dialect().for_update());
        self.optional(sql).await?.ok_or(Error::NotFound(T::NOUN))
    }

    /// Sets columns of a record that exists, `updated_at` and the next `version`.
    pub async fn update<T: Record>(&mut self, id: Id<T>, changes: Changes) -> Result<T, sqlx::Error> {
        let (now, company_id) = (self.now(), self.company_id());
        let (columns, values): (Vec<_>, Vec<_>) = changes.into_iter().unzip();
        let assignments: Vec<_> =
            (4..).zip(columns).map(|(number, column)| format!("{column} = ${number}")).collect();
        let text = format!(
            "update {} set {}, updated_at = $1, version = version + 1 where company_id = $2 and id = $3 returning {}",
            T::TABLE,
            assignments.join(", "),
            T::COLUMNS
        );
        let sql = Sql::new(text, args![now, company_id, id].into_iter().chain(values).collect());
        self.one(sql).await
    }
}
