//! Tokens: signed with HS256, good for one employee in one company, until they expire or are taken back.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};

use crate::{
    access::{Actor, Person, Role, Token, TokenTag},
    config::Secret,
    db::{Conn, Tx},
    error::{Error, Result},
    features::accounts::employees::Employee,
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
    Error::unauthorized("token_missing", "sign in first")
}
pub fn invalid() -> Error {
    Error::unauthorized("token_invalid", "this token is not good; sign in again")
}
pub fn expired() -> Error {
    Error::unauthorized("token_expired", "this sign-in has expired; sign in again")
}
pub fn deactivated() -> Error {
    Error::unauthorized("account_inactive", "this account is not active")
}

#[derive(sqlx::FromRow)]
struct Bearer {
    name: String,
    #[sqlx(try_from = "String")]
    role: Role,
    status: String,
    token_generation: i64,
    revoked: bool,
    seq: i64,
}

/// Who comes with these claims, as of now: the role is read, never believed. Also the company's event number.
pub async fn authenticate(conn: &mut Conn, claims: &Claims) -> Result<(Actor, i64)> {
    let bearer: Option<Bearer> = conn
        .optional(sql!(
            "select e.name, e.role, e.status, e.token_generation, h.seq,
                    exists(select 1 from revoked_tokens r where r.id = $3) as revoked
             from employees e join event_heads h on h.company_id = e.company_id
             where e.company_id = $1 and e.id = $2",
            claims.company,
            claims.sub,
            claims.jti
        ))
        .await?;
    let bearer = bearer.ok_or_else(invalid)?;
    if bearer.status != "ACTIVE" {
        return Err(deactivated());
    }
    if bearer.revoked || bearer.token_generation != claims.generation {
        return Err(invalid());
    }
    let person = Person { id: claims.sub, name: bearer.name };
    let mut actor = Actor::employee(claims.company, person, bearer.role);
    actor.token = Some(Token { id: claims.jti, expires_at: instant(claims.exp) });
    Ok((actor, bearer.seq))
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

/// The tokens that were taken back since then, on any node and for any company: their sockets must end.
pub async fn revoked_since(conn: &mut Conn, since: Time) -> Result<Vec<Id<TokenTag>>> {
    let rows: Vec<(Id<TokenTag>,)> =
        conn.all(sql!("select id from revoked_tokens where revoked_at >= $1", since)).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
