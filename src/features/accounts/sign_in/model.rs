use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{access::Role, features::accounts::employees::Employee};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Registration {
    #[schema(min_length = 1, max_length = 120, examples("Asha Rao"))]
    pub name: String,
    #[schema(format = Email, max_length = 254, examples("asha@example.com"))]
    pub email: String,
    #[schema(format = Password, min_length = 10, max_length = 72, examples("moss-lantern-orbit"))]
    pub password: String,
    /// The name of a new company; its senior admin is whoever signs up.
    #[schema(min_length = 1, max_length = 120)]
    pub company: Option<String>,
    /// For a new company, as the next three are. Left out: the country's currency.
    #[schema(format = "currency-code", examples("INR"))]
    pub currency: Option<String>,
    #[schema(format = "time-zone", max_length = 60, examples("Asia/Kolkata"))]
    pub timezone: Option<String>,
    #[schema(format = "country-code", examples("IN"))]
    pub country: Option<String>,
    #[schema(format = "locale", max_length = 60, examples("en-IN"))]
    pub locale: Option<String>,
    /// An invite's token: joins its company with its role.
    #[schema(min_length = 1, max_length = 200)]
    pub invite: Option<String>,
    /// For joining the only company without an invite: counselor, employee or sales_executive.
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

/// Who signed in, and the token to send from now on.
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
    /// From the mail's link.
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    #[schema(format = Password, min_length = 10, max_length = 72)]
    pub password: String,
}

/// Who signed up. The token is missing while an administrator has to approve them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Registered {
    pub employee: Employee,
    pub token: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddressConfirmation {
    /// From the mail's link.
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
}

/// Which ways in there are.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// Nobody is here yet: whoever signs up first founds the company.
    pub empty: bool,
    /// Whether one may sign up without an invite.
    pub open_registration: bool,
    /// Whether an administrator must approve who signs up without an invite. New companies are not open then.
    pub approval: bool,
}
