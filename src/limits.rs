//! Rate limits: requests per employee or IP address, sign-in attempts per IP address and per account.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use crate::{
    auth::Caller,
    config::RateLimit,
    error::{Error, Result},
    id::EmployeeId,
};

use axum::response::{IntoResponse, Response};
use governor::{
    DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
};
use tower_governor::{
    GovernorError, GovernorLayer,
    governor::{GovernorConfig, GovernorConfigBuilder},
    key_extractor::KeyExtractor,
};

/// The key by which requests are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientKey {
    Employee(EmployeeId),
    Address(IpAddr),
}

/// The address by which a client is counted. For IPv6 this is the /64 network, which one client controls.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let network = v6.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        v4 => v4,
    }
}

/// Counts by employee, or by address for unauthenticated requests.
#[derive(Clone, Debug)]
pub struct ByClient;

impl KeyExtractor for ByClient {
    type Key = ClientKey;
    fn name(&self) -> &'static str {
        "client"
    }
    fn extract<T>(&self, request: &axum::http::Request<T>) -> std::result::Result<ClientKey, GovernorError> {
        let caller = request.extensions().get::<Caller>().ok_or(GovernorError::UnableToExtractKey)?;
        Ok(caller
            .claims
            .as_ref()
            .map_or(ClientKey::Address(network_of(caller.address)), |claims| ClientKey::Employee(claims.sub)))
    }
}

/// Counts by address, regardless of authentication.
#[derive(Clone, Debug)]
pub struct ByAddress;

impl KeyExtractor for ByAddress {
    type Key = IpAddr;
    fn name(&self) -> &'static str {
        "address"
    }
    fn extract<T>(&self, request: &axum::http::Request<T>) -> std::result::Result<IpAddr, GovernorError> {
        let caller = request.extensions().get::<Caller>().ok_or(GovernorError::UnableToExtractKey)?;
        Ok(network_of(caller.address))
    }
}

type Rule<K> = Option<Arc<GovernorConfig<K, NoOpMiddleware<governor::clock::QuantaInstant>>>>;

/// Whose password could be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum PasswordKey {
    Email(String),
    Account(EmployeeId),
}

/// The rate limits of this node. `None` means unlimited.
#[derive(Clone)]
pub struct Limits {
    requests: Rule<ByClient>,
    sign_ins: Rule<ByAddress>,
    passwords: Option<Arc<DefaultKeyedRateLimiter<PasswordKey>>>,
    handshakes: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
}

impl Limits {
    pub fn new(requests: RateLimit, sign_ins: RateLimit) -> Self {
        Self {
            requests: rule(requests, ByClient),
            sign_ins: rule(sign_ins, ByAddress),
            passwords: quota(sign_ins).map(|quota| Arc::new(DefaultKeyedRateLimiter::keyed(quota))),
            handshakes: quota(requests).map(|quota| Arc::new(DefaultKeyedRateLimiter::keyed(quota))),
        }
    }
    /// Counts an attempt to sign in, sign up or reset a password with this e-mail address.
    pub fn check_email(&self, email: &str) -> Result<()> {
        check(self.passwords.as_deref(), &PasswordKey::Email(email.to_lowercase()))
    }
    /// Counts an action of an account with the sign-in limit: checking its password, sending mails.
    pub fn check_account(&self, id: EmployeeId) -> Result<()> {
        check(self.passwords.as_deref(), &PasswordKey::Account(id))
    }
    /// Counts a new Socket.IO session, which uses memory before it is authenticated.
    pub fn check_handshake(&self, address: IpAddr) -> Result<()> {
        check(self.handshakes.as_deref(), &network_of(address))
    }
    /// Removes idle keys.
    pub fn remove_idle(&self) {
        if let Some(rule) = &self.requests {
            rule.limiter().retain_recent();
        }
        if let Some(rule) = &self.sign_ins {
            rule.limiter().retain_recent();
        }
        if let Some(passwords) = &self.passwords {
            passwords.retain_recent();
        }
        if let Some(handshakes) = &self.handshakes {
            handshakes.retain_recent();
        }
    }
}

fn check<K: Hash + Eq + Clone>(limiter: Option<&DefaultKeyedRateLimiter<K>>, key: &K) -> Result<()> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(key).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Error::TooManyRequests { retry_after: wait.as_secs() + 1 }
    })
}

fn quota(limit: RateLimit) -> Option<Quota> {
    let burst = NonZeroU32::new(limit.max)?;
    Some(Quota::with_period(period(limit))?.allow_burst(burst))
}

/// A limit for a single client, such as a socket. `None` means unlimited.
pub fn single_client_limiter(limit: RateLimit) -> Option<Arc<DefaultDirectRateLimiter>> {
    quota(limit).map(|quota| Arc::new(DefaultDirectRateLimiter::direct(quota)))
}

fn period(limit: RateLimit) -> Duration {
    (limit.window / limit.max).max(Duration::from_nanos(1))
}

fn rule<K: KeyExtractor>(limit: RateLimit, key: K) -> Rule<K> {
    if limit.max == 0 {
        return None;
    }
    let mut builder = GovernorConfigBuilder::default();
    let mut builder = builder.period(period(limit)).burst_size(limit.max).key_extractor(key);
    builder.finish().map(Arc::new)
}

/// Limits all requests.
pub fn limit_requests(router: axum::Router, limits: &Limits) -> axum::Router {
    with_limit(router, &limits.requests)
}

/// Limits sign-in, sign-up and reset more strictly, per address.
pub fn limit_sign_ins<S: Clone + Send + Sync + 'static>(
    router: axum::Router<S>,
    limits: &Limits,
) -> axum::Router<S> {
    with_limit(router, &limits.sign_ins)
}

fn with_limit<S, K>(router: axum::Router<S>, rule: &Rule<K>) -> axum::Router<S>
where
    S: Clone + Send + Sync + 'static,
    K: KeyExtractor<Key: Send + Sync + 'static> + Send + Sync + 'static,
{
    match rule {
        Some(rule) => router.layer(GovernorLayer::new(rule.clone()).error_handler(error_response)),
        None => router,
    }
}

fn error_response(error: GovernorError) -> Response {
    match error {
        GovernorError::TooManyRequests { wait_time, .. } => {
            Error::TooManyRequests { retry_after: wait_time + 1 }
        }
        other => Error::internal(other),
    }
    .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_addresses_count_by_network() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
        assert_ne!(network("203.0.113.9"), network("203.0.113.10"));
    }
}
