use axum::response::IntoResponse;
use axum::{extract::State, response::Response};
use axum_extra::extract::cookie::{Cookie, CookieJar};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    AddressConfirmation, Forgotten, Login, PasswordChange, PasswordReset, Registered, Registration, Setup,
    SignedIn, check_strength,
};
use crate::{
    access::Actor,
    app::App,
    db::Tx,
    error::{Error, FieldError, Result},
    features::accounts::{
        employees::{self, Employee, EmployeeStatus},
        links::Purpose,
    },
    http::{Answer, Change, Nothing, TOKEN_COOKIE, Valid, View, created, done},
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup))
        .routes(routes!(logout))
        .routes(routes!(me))
        .routes(routes!(change))
        .routes(routes!(resend_confirmation))
}

/// The routes that strangers try passwords, addresses and tokens on: limited more strictly.
pub fn guarded() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(confirm))
}

/// How one comes in: what the sign-in page offers.
#[utoipa::path(get, path = "/api/auth/setup", tag = "auth", security(()),
    responses((status = 200, body = Answer<Setup>)))]
async fn setup(State(app): State<App>) -> Result<Response> {
    done("", &super::setup(&mut app.db.read().await?, app.config.registration).await?)
}

/// Sign up.
///
/// The first on an empty server founds the company and is its senior admin. Later: `company` founds a new one, `invite`
/// joins one with the invited role, and neither joins the only company, where an administrator may have to approve
/// (`OPEN_REGISTRATION=approval`): the employee is PENDING then, and there is no token. Sends the welcome mail.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = Registration, security(()),
    responses((status = 201, body = Answer<Registered>), (status = 409, description = "`email_taken`, `company_exists`")))]
async fn register(
    State(app): State<App>,
    jar: CookieJar,
    Valid(input): Valid<Registration>,
) -> Result<Response> {
    app.limits.email(&input.email)?;
    check_strength("password", &input.password, &[&input.name, &input.email])?;
    let entry = super::entry(&mut app.db.read().await?, &input, app.config.registration).await?;
    let hash = app.passwords.hash(input.password.clone()).await?;
    let mut tx = Tx::begin(&app.db, entry.actor()).await?;
    let employee = super::register(&mut tx, &app.links, app.config.production, entry, input, hash).await?;
    tx.commit().await?;
    if employee.status == EmployeeStatus::Pending {
        let registered = Registered { employee, token: None };
        return created("/api/auth/me", "An administrator must approve your account", &registered);
    }
    let (jar, SignedIn { employee, token }) = hand_out(&app, jar, employee)?;
    let registered = Registered { employee, token: Some(token) };
    Ok((jar, created("/api/auth/me", "Employee registered successfully", &registered)?).into_response())
}

/// Sign in.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = Login, security(()),
    responses((status = 200, body = Answer<SignedIn>), (status = 401, description = "`wrong_credentials`")))]
async fn login(State(app): State<App>, jar: CookieJar, Valid(input): Valid<Login>) -> Result<Response> {
    app.limits.email(&input.email)?;
    let found = employees::find_by_email(&mut app.db.read().await?, &input.email).await?;
    let hash = found.as_ref().and_then(|employee| employee.password_hash.clone());
    let right = app.passwords.verify(input.password, hash).await?;
    let Some(employee) = found.filter(|_| right) else {
        return Err(Error::unauthorized("wrong_credentials", "The e-mail or the password is wrong"));
    };
    super::admit(&employee)?;
    let mut tx =
        Tx::begin(&app.db, Actor::employee(employee.company_id, employee.person(), employee.role)).await?;
    super::login(&mut tx, &employee).await?;
    tx.commit().await?;
    let (jar, signed_in) = hand_out(&app, jar, employee)?;
    Ok((jar, done("Login successful", &signed_in)?).into_response())
}

/// Sign out: this token and its sockets end at once, on every node.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses((status = 200, body = Answer<Nothing>)))]
async fn logout(State(app): State<App>, jar: CookieJar, change: Change) -> Result<Response> {
    let (company_id, token) = (change.actor().company_id(), change.actor().token);
    let mut work = change.begin().await?;
    super::logout(&mut work).await?;
    let answer = work.done("Signed out", &Nothing {}).await?;
    if let Some(token) = token {
        app.hub.end_sign_in(company_id, token.id);
    }
    let mut gone = Cookie::build(TOKEN_COOKIE).path("/").build();
    gone.make_removal();
    Ok((jar.add(gone), answer).into_response())
}

/// Who am I?
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", responses((status = 200, body = Answer<Employee>)))]
async fn me(mut view: View) -> Result<Response> {
    let (company_id, id) = (view.actor.company_id(), view.actor.signed_in()?.id);
    let employee =
        employees::find(&mut view.conn, company_id, id).await?.ok_or(Error::NotFound("employee"))?;
    view.record(&employee)
}

/// Set a new password, knowing the current one. Every other sign-in ends; this one goes on with the new token.
#[utoipa::path(post, path = "/api/auth/password/change", tag = "auth", request_body = PasswordChange,
    responses((status = 200, body = Answer<SignedIn>)))]
async fn change(
    State(app): State<App>,
    jar: CookieJar,
    change: Change,
    Valid(input): Valid<PasswordChange>,
) -> Result<Response> {
    let (company_id, me) = (change.actor().company_id(), change.actor().signed_in()?.clone());
    let found = employees::find(&mut app.db.read().await?, company_id, me.id)
        .await?
        .ok_or(Error::NotFound("employee"))?;
    app.limits.account(me.id)?;
    if !app.passwords.verify(input.current_password, found.password_hash.clone()).await? {
        return Err(Error::Invalid(vec![FieldError::new("currentPassword", "is not your current password")]));
    }
    check_strength("newPassword", &input.new_password, &[&found.name, &found.email])?;
    let hash = app.passwords.hash(input.new_password).await?;
    let mut work = change.begin().await?;
    let employee = employees::find_for_update(&mut work, me.id).await?;
    let employee = super::set_password(&mut work, &employee, hash).await?;
    work.commit().await?;
    let (jar, signed_in) = hand_out(&app, jar, employee)?;
    Ok((jar, done("Password changed", &signed_in)?).into_response())
}

/// Ask for a mail with a link to set a new password. The answer is the same for an unknown address.
#[utoipa::path(post, path = "/api/auth/password/forgot", tag = "auth", request_body = Forgotten, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn forgot(State(app): State<App>, Valid(input): Valid<Forgotten>) -> Result<Response> {
    app.limits.email(&input.email)?;
    // Done after the answer, so that its time does not tell whether the address is known.
    app.tasks.spawn(mail_reset(app.clone(), input.email));
    done("If the address is known, a mail with a link is on its way", &Nothing {})
}

async fn mail_reset(app: App, email: String) {
    let sent = async {
        let Some(found) = employees::find_by_email(&mut app.db.read().await?, &email).await? else {
            return Ok(());
        };
        let mut tx = Tx::begin(&app.db, Actor::company(found.company_id)).await?;
        let employee = employees::find_for_update(&mut tx, found.id).await?;
        if super::may_reset(&employee) {
            super::send_reset(&mut tx, &app.links, &employee).await?;
        }
        tx.commit().await
    };
    if let Err(error) = sent.await {
        tracing::error!(?error, "a password reset could not be mailed");
    }
}

/// Set a new password with the token of the mail. It works once, within an hour; every sign-in ends.
#[utoipa::path(post, path = "/api/auth/password/reset", tag = "auth", request_body = PasswordReset, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn reset(State(app): State<App>, Valid(input): Valid<PasswordReset>) -> Result<Response> {
    let (actor, employee) =
        super::link_owner(&mut app.db.read().await?, Purpose::Reset, &input.token).await?;
    check_strength("password", &input.password, &[&employee.name, &employee.email])?;
    let hash = app.passwords.hash(input.password.clone()).await?;
    let mut tx = Tx::begin(&app.db, actor).await?;
    super::reset_password(&mut tx, &input, hash).await?;
    tx.commit().await?;
    done("Password set; sign in with it", &Nothing {})
}

/// Confirm the founder's address with the token of the mail. Until then their company sends no other mail.
#[utoipa::path(post, path = "/api/auth/confirm", tag = "auth", request_body = AddressConfirmation, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn confirm(State(app): State<App>, Valid(input): Valid<AddressConfirmation>) -> Result<Response> {
    let (actor, _) = super::link_owner(&mut app.db.read().await?, Purpose::Confirm, &input.token).await?;
    let mut tx = Tx::begin(&app.db, actor).await?;
    super::confirm(&mut tx, &input.token).await?;
    tx.commit().await?;
    done("Address confirmed", &Nothing {})
}

/// Send the link to confirm one's address again, as the founder of a company whose mail waits for it.
#[utoipa::path(post, path = "/api/auth/confirm/resend", tag = "auth",
    responses((status = 200, body = Answer<Nothing>), (status = 409, description = "`already_confirmed`")))]
async fn resend_confirmation(State(app): State<App>, change: Change) -> Result<Response> {
    app.limits.account(change.actor().signed_in()?.id)?;
    let mut work = change.begin().await?;
    super::resend_confirmation(&mut work, &app.links).await?;
    work.done("Mail sent", &Nothing {}).await
}

/// The token, in the answer for programs and in an HttpOnly cookie for the web app.
fn hand_out(app: &App, jar: CookieJar, employee: Employee) -> Result<(CookieJar, SignedIn)> {
    let token = app.tokens.issue(&employee)?;
    let secure = if app.config.app_url.scheme() == "https" { "; Secure" } else { "" };
    let seconds = app.tokens.lifetime().as_secs();
    let text = format!("{TOKEN_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = Cookie::parse(text).map_err(Error::internal)?;
    Ok((jar.add(cookie), SignedIn { employee, token }))
}
