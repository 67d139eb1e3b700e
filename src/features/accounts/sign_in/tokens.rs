//! Tokens: signed with HS256, good for one employee in one company, until they expire or are taken back.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};

use crate::{
    access::{Actor, Person, Role, Token, TokenTag},
    config::Secret,
    db::{Conn, Db, Tx},
    error::{Error, Result},
    features::accounts::employees::{Employee, EmployeeStatus},
    id::{CompanyId, EmployeeId, Id},
    sql,
    time::{Clock, Time},
};

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    pub sub: EmployeeId,
    company: CompanyId,
    /// Tokens of an older generation were taken back, all at once.
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

/// Issues tokens and reads them.
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
        // Expiry is judged by this server's own clock, below.
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
    pub fn issue(&self, employee: &Employee) -> Result<String> {
        let now = self.clock.now().unix();
        let claims = Claims {
            sub: employee.id,
            company: employee.company_id,
            generation: employee.token_generation,
            jti: Id::new(),
            iat: now,
            exp: now.saturating_add(i64::try_from(self.lifetime.as_secs()).unwrap_or(i64::MAX)),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(Error::internal)
    }
    /// Reads a token that this server signed and that has not expired. Whether it was taken back, `authenticate` knows.
    pub fn read(&self, token: &str) -> Result<Claims> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .map_err(|error| match error.kind() {
                ErrorKind::ExpiredSignature => expired(),
                _ => invalid(),
            })?
            .claims;
        if claims.exp <= self.clock.now().unix() { Err(expired()) } else { Ok(claims) }
    }
}

pub fn missing() -> Error {
    Error::unauthorized("token_missing", "Sign in first")
}
pub fn invalid() -> Error {
    Error::unauthorized("token_invalid", "This token is not valid; sign in again")
}
pub fn expired() -> Error {
    Error::unauthorized("token_expired", "This sign-in has expired; sign in again")
}
pub fn deactivated() -> Error {
    Error::unauthorized("account_inactive", "This account is not active")
}

/// What decides whether tokens of an account are good.
#[derive(sqlx::FromRow)]
pub(super) struct Standing {
    pub id: EmployeeId,
    #[sqlx(try_from = "String")]
    pub role: Role,
    #[sqlx(try_from = "String")]
    status: EmployeeStatus,
    token_generation: i64,
}

impl Standing {
    pub fn admits(&self, claims: &Claims) -> bool {
        self.status == EmployeeStatus::Active && self.token_generation == claims.generation
    }
}

/// The account that a token names, as it is now.
#[derive(sqlx::FromRow)]
struct Bearer {
    #[sqlx(flatten)]
    standing: Standing,
    name: String,
    revoked: bool,
}

impl Bearer {
    fn admit(self, claims: &Claims) -> Result<Actor> {
        if self.standing.status != EmployeeStatus::Active {
            return Err(deactivated());
        }
        if self.revoked || !self.standing.admits(claims) {
            return Err(invalid());
        }
        let person = Person { id: claims.sub, name: self.name };
        let mut actor = Actor::employee(claims.company, person, self.standing.role);
        actor.token = Some(Token { id: claims.jti, expires_at: instant(claims.exp) });
        Ok(actor)
    }
}

/// Who comes with these claims, as of now: the role is read, never believed. Also the company's event number.
pub async fn authenticate(conn: &mut Conn, claims: &Claims) -> Result<(Actor, i64)> {
    #[derive(sqlx::FromRow)]
    struct Found {
        #[sqlx(flatten)]
        bearer: Bearer,
        seq: i64,
    }
    let found: Option<Found> = conn
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
    let Found { bearer, seq } = found.ok_or_else(invalid)?;
    Ok((bearer.admit(claims)?, seq))
}

/// As `authenticate`, and the account stays as it is until the transaction ends: who is deactivated, demoted or signed
/// out after the request's headers came changes nothing any more.
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

/// Begins a transaction of whoever comes with these claims, with the role that they have in it.
pub async fn begin(db: &Db, claims: &Claims) -> Result<Tx> {
    let mut tx = Tx::begin(db, Actor::company(claims.company)).await?;
    let actor = authenticate_for_change(&mut tx, claims).await?;
    tx.act_as(actor);
    Ok(tx)
}

fn instant(unix: i64) -> Time {
    chrono::DateTime::from_timestamp(unix, 0).unwrap_or(chrono::DateTime::<chrono::Utc>::MAX_UTC).into()
}

/// Takes one token back.
pub(super) async fn revoke(tx: &mut Tx, token: Token) -> Result<()> {
    let (company_id, now) = (tx.company_id(), tx.now());
    tx.exec(sql!(
        "insert into revoked_tokens (id, company_id, revoked_at, expires_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
        token.id, company_id, now, token.expires_at
    ))
    .await?;
    Ok(())
}
