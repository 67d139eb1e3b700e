//! Companies and who works in them: signing up and in, invites, accounts and their roles.

pub mod companies;
pub mod employees;
pub mod invites;
pub mod letters;
pub mod links;
pub mod phones;
pub mod sign_in;
pub mod users;
