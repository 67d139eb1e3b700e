use std::net::IpAddr;

use super::{Claims, expired, invalid, missing};
use crate::error::Error;

/// The client that sent a request. The claims have a valid signature, but may have been revoked.
#[derive(Clone, Debug)]
pub struct Caller {
    pub address: IpAddr,
    pub claims: std::result::Result<Claims, CredentialError>,
}

/// Why there are no claims.
#[derive(Clone, Copy, Debug)]
pub enum CredentialError {
    MissingToken,
    InvalidToken,
    ExpiredToken,
    ForeignOrigin,
}

impl From<CredentialError> for Error {
    fn from(error: CredentialError) -> Self {
        match error {
            CredentialError::MissingToken => missing(),
            CredentialError::InvalidToken => invalid(),
            CredentialError::ExpiredToken => expired(),
            CredentialError::ForeignOrigin => Self::Refused {
                code: "foreign_origin",
                message: "Requests from this origin are not accepted",
            },
        }
    }
}
