//! Access tokens: JWTs signed with HS256, valid for one employee until they expire or are revoked.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::EmployeeStatus;
use crate::{
    access::{Actor, Person, Role, Token, TokenTag},
    config::Secret,
    db::{Conn, Db, Tx},
    error::{Error, Result},
    id::{CompanyId, EmployeeId, Id},
    sql,
    time::{Clock, Time},
};

/// The claims of a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub sub: EmployeeId,
    company: CompanyId,
    /// Incrementing the generation of an account revokes all its tokens.
    generation: i64,
    jti: Id<TokenTag>,
    iat: i64,
    exp: i64,
}

impl Claims {
    pub(super) fn token_id(&self) -> Id<TokenTag> {
        self.jti
    }
}

/// Issues and verifies tokens.
#[derive(Clone)]
pub struct Tokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    lifetime: Duration,
    clock: Clock,
}

impl Tokens {
    pub fn new(secret: &Secret, lifetime: Duration, clock: Clock) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // `read` checks expiry by this server's clock, which tests can set.
        validation.validate_exp = false;
        let key = secret.expose().as_bytes();
        Self {
            encoding: EncodingKey::from_secret(key),
            decoding: DecodingKey::from_secret(key),
            validation,
            lifetime,
            clock,
        }
    }
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }
    /// Issues a token. `generation` is the employee's current token generation.
    pub fn issue(&self, id: EmployeeId, company: CompanyId, generation: i64) -> Result<String> {
        let now = self.clock.now().unix();
        let claims = Claims {
            sub: id,
            company,
            generation,
            jti: Id::new(),
            iat: now,
            exp: now.saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX)),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(Error::internal)
    }
    /// Verifies signature and expiry. `authenticate` checks revocation.
    pub fn read(&self, token: &str) -> Result<Claims> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|_| invalid())?
            .claims;
        if claims.exp <= self.clock.now().unix() { Err(expired()) } else { Ok(claims) }
    }
}

/// The message of `account_inactive` for the account's owner.
pub const ACCOUNT_INACTIVE: &str = "This account is not active; ask an administrator to activate it";

pub fn missing() -> Error {
    Error::unauthorized("token_missing", "Sign in to continue")
}
pub fn invalid() -> Error {
    Error::unauthorized("token_invalid", "This token is not valid; sign in again")
}
pub fn expired() -> Error {
    Error::unauthorized("token_expired", "Your session has expired; sign in again")
}
pub fn deactivated() -> Error {
    Error::unauthorized("account_inactive", ACCOUNT_INACTIVE)
}

/// The account fields that decide whether its tokens are valid.
#[derive(sqlx::FromRow)]
pub(super) struct AccountState {
    pub id: EmployeeId,
    pub role: Role,
    status: EmployeeStatus,
    token_generation: i64,
}

impl AccountState {
    pub fn accepts(&self, claims: &Claims) -> bool {
        self.status == EmployeeStatus::Active && self.token_generation == claims.generation
    }
}

/// The current state of the account that a token was issued to.
#[derive(sqlx::FromRow)]
struct Bearer {
    #[sqlx(flatten)]
    account: AccountState,
    name: String,
    revoked: bool,
}

impl Bearer {
    fn admit(self, claims: &Claims) -> Result<Actor> {
        if self.account.status != EmployeeStatus::Active {
            return Err(deactivated());
        }
        if self.revoked || !self.account.accepts(claims) {
            return Err(invalid());
        }
        let person = Person { id: claims.sub, name: self.name };
        let mut actor = Actor::for_employee(claims.company, person, self.account.role);
        actor.token = Some(Token { id: claims.jti, expires_at: instant(claims.exp) });
        Ok(actor)
    }
}

/// Returns the current actor for the claims, with the role from the database, and the company's event number.
pub async fn authenticate(conn: &mut Conn, claims: &Claims) -> Result<(Actor, i64)> {
    #[derive(sqlx::FromRow)]
    struct BearerRow {
        #[sqlx(flatten)]
        bearer: Bearer,
        seq: i64,
    }
    let row: Option<BearerRow> = conn
        .optional(sql!(
            "select e.id, e.name, e.role, e.status, e.token_generation, h.seq,
                    exists(select 1 from revoked_tokens r where r.id = $3) as revoked
             from employees e join event_heads h on h.company_id = e.company_id
             where e.company_id = $1 and e.id = $2",
            claims.company,
            claims.sub,
            claims.jti
        ))
        .await?;
    let BearerRow { bearer, seq } = row.ok_or_else(invalid)?;
    Ok((bearer.admit(claims)?, seq))
}

/// Like `authenticate`, and locks the account until the transaction ends, so that an employee who was
/// deactivated, demoted or signed out since the request arrived cannot write.
pub async fn authenticate_for_change(tx: &mut Tx, claims: &Claims) -> Result<Actor> {
    let lock = tx.dialect().for_share();
    let text = format!(
        "select id, name, role, status, token_generation,
                exists(select 1 from revoked_tokens r where r.id = $3) as revoked
         from employees where company_id = $1 and id = $2{lock}"
    );
    let bearer: Option<Bearer> = tx.optional(sql!(text, claims.company, claims.sub, claims.jti)).await?;
    bearer.ok_or_else(invalid)?.admit(claims)
}

/// Begins a transaction with the actor of the claims, as read in the transaction.
pub async fn begin(db: &Db, claims: &Claims) -> Result<Tx> {
    let mut tx = Tx::begin(db, Actor::system(claims.company, "sign-in")).await?;
    let actor = authenticate_for_change(&mut tx, claims).await?;
    tx.act_as(actor);
    Ok(tx)
}

fn instant(unix: i64) -> Time {
    chrono::DateTime::from_timestamp(unix, 0).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC).into()
}

/// Revokes one token.
pub async fn revoke(tx: &mut Tx, token: Token) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    tx.exec(sql!(
        "insert into revoked_tokens (id, company_id, revoked_at, expires_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
        token.id, company_id, now, token.expires_at
    ))
    .await?;
    Ok(())
}

/// Deletes revocations of tokens that expired more than a day ago. The margin allows for clock skew.
pub async fn delete_expired(tx: &mut Tx) -> Result<()> {
    let (company_id, before) = (tx.company_id(), tx.now().plus(-chrono::Duration::days(1)));
    let sql = "delete from revoked_tokens where company_id = $1 and expires_at < $2";
    tx.exec(sql!(sql, company_id, before)).await?;
    Ok(())
}
