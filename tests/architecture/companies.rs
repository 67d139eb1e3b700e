//! Every query is bound to a company: by a condition, or as the company of the new row.

use super::source;

/// Statements that are not bound to a company: the file, how they begin, and why.
const ACROSS_COMPANIES: [(&str, &str, &str); 21] = [
    ("audit.rs", "select id, slug from companies", "the operator's check covers all companies"),
    ("auth/session.rs", "select id, role, status", "sign-ins of all companies are checked together"),
    ("auth/session.rs", "select id from revoked_tokens", "sign-ins of all companies are checked together"),
    (
        "db/listing.rs",
        "select {column}, count(*) from chosen",
        "`chosen` is a list, which begins with its company",
    ),
    ("db/listing.rs", "select id from {table}{conditions}", "the conditions begin with the company"),
    (
        "db/listing.rs",
        "select * from (select id, {column} from {table}{conditions}",
        "the conditions begin with the company",
    ),
    ("db/listing.rs", "select id from ({}) as found", "parts of a list, each with its company"),
    (
        "db/related.rs",
        "select count(*) from (select 1 from {table} r",
        "the condition begins with the company of the list",
    ),
    ("features/accounts/companies/store.rs", "insert into companies", "a new company"),
    (
        "features/accounts/companies/store.rs",
        "select * from companies where slug",
        "the public form names its company",
    ),
    (
        "features/accounts/companies/store.rs",
        "select * from companies limit 2",
        "whether there is only one company",
    ),
    (
        "features/accounts/companies/store.rs",
        "select exists(select 1 from companies)",
        "whether the server is new",
    ),
    (
        "features/accounts/employees/store.rs",
        "select * from employees where email",
        "addresses are unique on the server",
    ),
    (
        "features/accounts/invites/store.rs",
        "select * from invites where token_hash",
        "the company is found by the token",
    ),
    (
        "features/accounts/links/store.rs",
        "select company_id, employee_id from account_links",
        "the owner is found by the token",
    ),
    (
        "features/correspondence/tracking/store.rs",
        "select company_id from emails",
        "found by a signed address",
    ),
    (
        "features/leads/bulk/selection.rs",
        "select id from chosen",
        "`chosen` is a list, which begins with its company",
    ),
    ("jobs/store.rs", "select id, company_id from jobs", "one queue for all companies"),
    ("jobs/store.rs", "select id, company_id, kind", "one queue for all companies"),
    ("maintenance.rs", "select id from companies", "covers all companies"),
    ("realtime/nodes.rs", "delete from presence where node_id", "a node that stops leaves all companies"),
];

#[test]
fn every_query_is_bound_to_a_company() {
    let (mut unbound, mut used) = (vec![], [false; ACROSS_COMPANIES.len()]);
    for source in source::parsed() {
        for (line, statement) in source.strings.iter().filter(|(_, text)| is_statement(text)) {
            if is_bound(statement) {
                continue;
            }
            let is_exception =
                |(file, start, _): &(&str, &str, &str)| *file == source.path && statement.starts_with(start);
            match ACROSS_COMPANIES.iter().position(is_exception) {
                Some(n) => used[n] = true,
                None => unbound.push(format!("{}:{line}: {statement}", source.path)),
            }
        }
    }
    assert!(unbound.is_empty(), "not bound to a company:\n{}", unbound.join("\n"));
    let unused: Vec<_> = ACROSS_COMPANIES.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(unused.is_empty(), "exceptions that are not needed: {unused:?}");
}

/// Whether a string is a whole SQL statement. Statements that a helper of `db` completes are not.
fn is_statement(text: &str) -> bool {
    let starts = ["select ", "insert into ", "update ", "delete from "];
    let is_completed_elsewhere =
        ["{columns}", "({rows})", "pg_notify"].iter().any(|part| text.contains(part));
    starts.iter().any(|start| text.starts_with(start))
        && [" from ", " set ", "insert into"].iter().any(|part| text.contains(part))
        && !is_completed_elsewhere
}

/// Whether a condition compares the company, or the row that is inserted has one.
fn is_bound(statement: &str) -> bool {
    if statement.starts_with("insert into ") {
        let (columns, rest) = statement.split_once(')').unwrap_or((statement, ""));
        return columns.contains("company_id") && (!rest.contains(" from ") || has_condition(rest));
    }
    has_condition(statement)
}

fn has_condition(statement: &str) -> bool {
    // The id of a company is the company.
    let names_company = ["from companies where id = $", "update companies set"];
    if names_company.iter().any(|start| statement.contains(start)) && statement.contains(" where id = $") {
        return true;
    }
    let conditions = [" where ", " on "].iter().filter_map(|word| statement.split_once(word));
    conditions.map(|(_, condition)| condition).any(|condition| {
        ["company_id = ", "company_id in (", "{company_id_column} = "]
            .iter()
            .any(|comparison| condition.contains(comparison))
    })
}

#[test]
fn bound_statements_are_recognised() {
    for bound in [
        "select id from deals where company_id = $1",
        "insert into deals (id, company_id) values ($1, $2)",
        "delete from deals where id = $1 and company_id in ($2)",
        "select name from companies where id = $1",
    ] {
        assert!(is_bound(bound), "{bound}");
    }
    for unbound in [
        "select company_id from deals where id = $1",
        "update deals set company_id = $1 where id = $2",
        "insert into deals (id) values ($1) returning company_id",
        "insert into deals (id, company_id) select id, company_id from contacts",
    ] {
        assert!(!is_bound(unbound), "{unbound}");
    }
}
