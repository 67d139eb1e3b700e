use crate::{access::Role, features::accounts::employees::Employee};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registration {
    #[schema(min_length = 1, max_length = 120, examples("Asha Rao"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("asha@example.com"))]
    pub email: String,
    #[schema(format = Password, min_length = 10, max_length = 72, examples("moss-lantern-orbit"))]
    pub password: String,
    /// The name of a new company. The new employee becomes its senior admin.
    #[schema(min_length = 1, max_length = 120)]
    pub company: Option<String>,
    /// For a new company, like the next three fields. Defaults to the country's currency.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    #[schema(format = "time-zone", max_length = 60, examples("Asia/Kolkata"))]
    pub timezone: Option<String>,
    #[schema(format = "country-code", examples("IN"))]
    pub country: Option<String>,
    #[schema(format = "locale", max_length = 60, examples("en-IN"))]
    pub locale: Option<String>,
    /// The token of an invite, to join its company with its role.
    #[schema(min_length = 1, max_length = 200)]
    pub invite: Option<String>,
    /// To join the server's only company without an invite: counselor, employee or sales_executive.
    #[serde(default, deserialize_with = "Role::deserialize_optional")]
    #[schema(value_type = Option<String>, max_length = 40)]
    pub role: Option<Role>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Login {
    #[schema(min_length = 1, max_length = 254, examples("asha@example.com"))]
    pub email: String,
    #[schema(format = Password, min_length = 1, max_length = 1000, examples("moss-lantern-orbit"))]
    pub password: String,
}

/// The signed-in employee and their access token.
#[derive(Debug, Serialize, ToSchema)]
pub struct SignedIn {
    pub employee: Employee,
    pub token: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(format = Password, min_length = 1, max_length = 1000)]
    pub current_password: String,
    #[schema(format = Password, min_length = 10, max_length = 72)]
    pub new_password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Forgotten {
    #[schema(format = Email, max_length = 254)]
    pub email: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordReset {
    /// The token of the link in the mail.
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    #[schema(format = Password, min_length = 10, max_length = 72)]
    pub password: String,
}

/// The new employee. Without a token if an administrator has to approve the account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registered {
    pub employee: Employee,
    pub token: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressConfirmation {
    /// The token of the link in the mail.
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
}

/// The available ways to sign up.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Whether the server has no company yet. The first sign-up founds it.
    pub empty: bool,
    /// Whether sign-up without an invite is allowed.
    pub open_registration: bool,
    /// Whether sign-ups without an invite need approval. If so, no new companies can be founded.
    pub approval: bool,
}
