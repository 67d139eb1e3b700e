use crate::{
    access::Actor,
    app::App,
    auth::check_strength,
    db::Tx,
    error::{Error, FieldError, Result},
    features::accounts::{
        employees::{self, Employee, EmployeeStatus},
        links::{Links, Purpose},
        passwords,
    },
    http::{Answer, Nothing, RequestRead, TOKEN_COOKIE, Valid, Write, created, ok},
};

use axum::extract::State;
use axum_extra::extract::cookie::{Cookie, CookieJar};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{
    AddressConfirmation, Forgotten, Login, PasswordChange, PasswordReset, Registered, Registration, Setup,
    SignedIn,
};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(setup))
        .routes(routes!(logout))
        .routes(routes!(me))
        .routes(routes!(change))
        .routes(routes!(resend_confirmation))
}

/// Routes with stricter rate limits, because passwords, e-mail addresses and tokens can be guessed on them.
pub fn guarded() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(register))
        .routes(routes!(login))
        .routes(routes!(forgot))
        .routes(routes!(reset))
        .routes(routes!(confirm))
}

/// Read the available ways to sign up, for the sign-in page.
#[utoipa::path(get, path = "/api/auth/setup", tag = "auth", security(()),
    responses((status = 200, body = Answer<Setup>)))]
async fn setup(State(app): State<App>) -> Result<Answer<Setup>> {
    ok("", &super::setup(&mut app.db.read().await?, app.config.registration).await?)
}

/// Sign up.
///
/// The first sign-up on an empty server founds the company, with the employee as senior admin. Afterwards,
/// `company` founds a new company, `invite` joins a company with the invited role, and without either the
/// employee joins the server's only company. With `OPEN_REGISTRATION=approval`, the employee is then PENDING
/// and gets no token until an administrator approves. Sends a welcome mail.
#[utoipa::path(post, path = "/api/auth/register", tag = "auth", request_body = Registration, security(()),
    responses((status = 201, body = Answer<Registered>), (status = 409, description = "`email_taken`, `company_exists`")))]
async fn register(
    State(app): State<App>,
    jar: CookieJar,
    Valid(input): Valid<Registration>,
) -> Result<Answer<Registered>> {
    app.limits.check_email(&input.email)?;
    check_strength("password", &input.password, &[&input.name, &input.email])?;
    let entry = super::entry_path(&mut app.db.read().await?, &input, app.config.registration).await?;
    let hash = app.passwords.hash(input.password.clone()).await?;
    let mut tx = Tx::begin(&app.db, entry.actor()).await?;
    let employee =
        super::register(&mut tx, &Links::of(&app.config), app.config.production, entry, input, hash).await?;
    tx.commit().await?;
    if employee.status == EmployeeStatus::Pending {
        let registered = Registered { employee, token: None };
        return created(
            "/api/auth/me",
            "An administrator must approve your account before you can sign in",
            &registered,
        );
    }
    let (jar, SignedIn { employee, token }) = issue_token(&app, jar, employee)?;
    let registered = Registered { employee, token: Some(token) };
    Ok(created("/api/auth/me", "Employee registered successfully", &registered)?.with(jar))
}

/// Sign in.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = Login, security(()),
    responses((status = 200, body = Answer<SignedIn>), (status = 401, description = "`wrong_credentials`")))]
async fn login(
    State(app): State<App>,
    jar: CookieJar,
    Valid(input): Valid<Login>,
) -> Result<Answer<SignedIn>> {
    app.limits.check_email(&input.email)?;
    let employee = employees::find_by_email(&mut app.db.read().await?, &input.email).await?;
    let hash = employee.as_ref().and_then(|employee| employee.password_hash.clone());
    let is_correct = app.passwords.verify(input.password, hash).await?;
    let Some(employee) = employee.filter(|_| is_correct) else {
        return Err(Error::unauthorized("wrong_credentials", "The e-mail address or password is incorrect"));
    };
    super::ensure_can_sign_in(&employee)?;
    let mut tx =
        Tx::begin(&app.db, Actor::for_employee(employee.company_id, employee.person(), employee.role))
            .await?;
    super::login(&mut tx, &employee).await?;
    tx.commit().await?;
    let (jar, signed_in) = issue_token(&app, jar, employee)?;
    Ok(ok("Login successful", &signed_in)?.with(jar))
}

/// Sign out. Revokes the token and disconnects its sockets immediately, on all nodes.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth", responses((status = 200, body = Answer<Nothing>)))]
async fn logout(State(app): State<App>, jar: CookieJar, write: Write) -> Result<Answer<Nothing>> {
    let (company_id, token) = (write.actor().company_id(), write.actor().token);
    let mut tx = write.begin().await?;
    super::logout(&mut tx).await?;
    let answer = tx.commit_ok("Signed out", &Nothing {}).await?;
    if let Some(token) = token {
        app.hub.disconnect_token(company_id, token.id);
    }
    let mut removal = Cookie::build(TOKEN_COOKIE).path("/").build();
    removal.make_removal();
    Ok(answer.with(jar.add(removal)))
}

/// Read the signed-in employee.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth", responses((status = 200, body = Answer<Employee>)))]
async fn me(mut read: RequestRead) -> Result<Answer<Employee>> {
    let employee = employees::find_self(&mut read).await?;
    read.record(&employee)
}

/// Change the password. Revokes all tokens of the employee and issues a new one.
#[utoipa::path(post, path = "/api/auth/password/change", tag = "auth", request_body = PasswordChange,
    responses((status = 200, body = Answer<SignedIn>)))]
async fn change(
    State(app): State<App>,
    jar: CookieJar,
    write: Write,
    Valid(input): Valid<PasswordChange>,
) -> Result<Answer<SignedIn>> {
    let (company_id, me) = (write.actor().company_id(), write.actor().employee()?.clone());
    let current = employees::find(&mut app.db.read().await?, company_id, me.id)
        .await?
        .ok_or(Error::NotFound("employee"))?;
    app.limits.check_account(me.id)?;
    if !app.passwords.verify(input.current_password, current.password_hash.clone()).await? {
        return Err(Error::Invalid(vec![FieldError::new("currentPassword", "is not your current password")]));
    }
    check_strength("newPassword", &input.new_password, &[&current.name, &current.email])?;
    let hash = app.passwords.hash(input.new_password).await?;
    let mut tx = write.begin().await?;
    let employee = employees::find_for_update(&mut tx, me.id).await?;
    let employee = super::set_password(&mut tx, &employee, hash).await?;
    tx.commit().await?;
    let (jar, signed_in) = issue_token(&app, jar, employee)?;
    Ok(ok("Password changed", &signed_in)?.with(jar))
}

/// Request an e-mail with a link to set a new password. The response is the same for an unknown address.
#[utoipa::path(post, path = "/api/auth/password/forgot", tag = "auth", request_body = Forgotten, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn forgot(State(app): State<App>, Valid(input): Valid<Forgotten>) -> Result<Answer<Nothing>> {
    app.limits.check_email(&input.email)?;
    // Runs after the response, so that timing does not reveal whether the address is known.
    app.tasks.spawn(mail_reset(app.clone(), input.email));
    ok("If this e-mail address has an account, we have sent a link to set a new password", &Nothing {})
}

async fn mail_reset(app: App, email: String) {
    let send = async {
        let Some(employee) = employees::find_by_email(&mut app.db.read().await?, &email).await? else {
            return Ok(());
        };
        let mut tx = Tx::begin(&app.db, Actor::system(employee.company_id, "sign-in")).await?;
        let employee = employees::find_for_update(&mut tx, employee.id).await?;
        if super::may_reset(&employee) {
            passwords::send_reset(&mut tx, &Links::of(&app.config), &employee).await?;
        }
        tx.commit().await
    };
    if let Err(error) = send.await {
        tracing::error!(?error, "cannot send a password reset mail");
    }
}

/// Set a new password with the token from the mail, valid once and for one hour. Revokes all access tokens.
#[utoipa::path(post, path = "/api/auth/password/reset", tag = "auth", request_body = PasswordReset, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn reset(State(app): State<App>, Valid(input): Valid<PasswordReset>) -> Result<Answer<Nothing>> {
    let (actor, employee) =
        super::link_owner(&mut app.db.read().await?, Purpose::Reset, &input.token).await?;
    check_strength("password", &input.password, &[&employee.name, &employee.email])?;
    let hash = app.passwords.hash(input.password.clone()).await?;
    let mut tx = Tx::begin(&app.db, actor).await?;
    super::reset_password(&mut tx, &input, hash).await?;
    tx.commit().await?;
    ok("Password set; sign in to continue", &Nothing {})
}

/// Confirm the founder's e-mail address with the token from the mail. Enables other mail of the company.
#[utoipa::path(post, path = "/api/auth/confirm", tag = "auth", request_body = AddressConfirmation, security(()),
    responses((status = 200, body = Answer<Nothing>)))]
async fn confirm(
    State(app): State<App>,
    Valid(input): Valid<AddressConfirmation>,
) -> Result<Answer<Nothing>> {
    let (actor, _) = super::link_owner(&mut app.db.read().await?, Purpose::Confirm, &input.token).await?;
    let mut tx = Tx::begin(&app.db, actor).await?;
    super::confirm(&mut tx, &input.token).await?;
    tx.commit().await?;
    ok("E-mail address confirmed", &Nothing {})
}

/// Resend the mail to confirm the founder's e-mail address. Only for the founder.
#[utoipa::path(post, path = "/api/auth/confirm/resend", tag = "auth",
    responses((status = 200, body = Answer<Nothing>), (status = 409, description = "`already_confirmed`")))]
async fn resend_confirmation(State(app): State<App>, write: Write) -> Result<Answer<Nothing>> {
    app.limits.check_account(write.actor().employee()?.id)?;
    let mut tx = write.begin().await?;
    super::resend_confirmation(&mut tx, &Links::of(&app.config)).await?;
    tx.commit_ok("Confirmation e-mail sent", &Nothing {}).await
}

/// Issues a token, in the response for API clients and as an HttpOnly cookie for the web app.
fn issue_token(app: &App, jar: CookieJar, employee: Employee) -> Result<(CookieJar, SignedIn)> {
    let token = app.tokens.issue(employee.id, employee.company_id, employee.token_generation)?;
    let secure = if app.config.app_url.scheme() == "https" { "; Secure" } else { "" };
    let seconds = app.tokens.lifetime().as_secs();
    let text = format!("{TOKEN_COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    let cookie = Cookie::parse(text).map_err(Error::internal)?;
    Ok((jar.add(cookie), SignedIn { employee, token }))
}
