//! Authentication of requests and sockets: passwords, tokens, sessions.

mod caller;
mod passwords;
mod session;
mod tokens;
use crate::string_enum;

pub use self::{
    caller::{Caller, CredentialError},
    passwords::{Passwords, check_strength},
    session::{Session, ended},
    tokens::{
        ACCOUNT_INACTIVE, Claims, Tokens, authenticate, authenticate_for_change, begin, delete_expired,
        expired, invalid, missing, revoke,
    },
};

string_enum! {
    /// The state of an account: only ACTIVE employees can sign in.
    EmployeeStatus { Pending = "PENDING", Active = "ACTIVE", Deactivated = "DEACTIVATED" }
}
