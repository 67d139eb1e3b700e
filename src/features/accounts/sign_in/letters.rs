//! What we write to those who sign up or forget.

use crate::{
    features::accounts::employees::Employee,
    mail::{Letter, Link},
};

pub fn welcome(employee: &Employee) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Welcome to Tandem".into(),
        text: format!(
            "Hello {},\n\nyour account is ready. You sign in with {}.\n\nIf you did not sign up, tell your administrator.\n",
            employee.name, employee.email
        ),
        link: None,
    }
}

pub fn reset(employee: &Employee, token: String) -> Letter {
    Letter {
        to: employee.email.clone(),
        subject: "Set a new password".into(),
        text: format!(
            "Hello {},\n\nwith this link you set a new password. It works once, within an hour:\n\n{{link}}\n\n\
             If you did not ask for it, nothing happens and your password stays as it is.\n",
            employee.name
        ),
        link: Some(Link { page: "/reset".into(), token }),
    }
}
