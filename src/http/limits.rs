//! How often one may ask: per employee, or per address without one; and sign-ins per address and per e-mail.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::Arc,
    time::Duration,
};

use axum::response::{IntoResponse, Response};
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
    middleware::NoOpMiddleware,
};
use tower_governor::{
    GovernorError, GovernorLayer,
    governor::{GovernorConfig, GovernorConfigBuilder},
    key_extractor::KeyExtractor,
};

use super::caller::Caller;
use crate::{
    app::App,
    config::RateLimit,
    error::{Error, Result},
    id::EmployeeId,
};

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sender {
    Employee(EmployeeId),
    Address(IpAddr),
}

/// Whose address it is, as far as limits go: of IPv6 the network of 64 bits that one customer has at the least, since
/// its addresses cost nothing.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let network = v6.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        v4 => v4,
    }
}

/// By employee, or by address without one.
#[derive(Clone, Debug)]
pub struct BySender;

impl KeyExtractor for BySender {
    type Key = Sender;
    fn name(&self) -> &'static str {
        "sender"
    }
    fn extract<T>(&self, request: &axum::http::Request<T>) -> std::result::Result<Sender, GovernorError> {
        let caller = request.extensions().get::<Caller>().ok_or(GovernorError::UnableToExtractKey)?;
        Ok(caller
            .claims
            .as_ref()
            .map_or(Sender::Address(network_of(caller.address)), |claims| Sender::Employee(claims.sub)))
    }
}

/// By address, whoever says they are whom.
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

/// The limits of this node. None: no limit.
#[derive(Clone)]
pub struct Limits {
    requests: Rule<BySender>,
    sign_ins: Rule<ByAddress>,
    emails: Option<Arc<DefaultKeyedRateLimiter<String>>>,
    handshakes: Option<Arc<DefaultKeyedRateLimiter<IpAddr>>>,
}

impl Limits {
    pub fn new(requests: RateLimit, sign_ins: RateLimit) -> Self {
        Self {
            requests: rule(requests, BySender),
            sign_ins: rule(sign_ins, ByAddress),
            emails: quota(sign_ins).map(|quota| Arc::new(DefaultKeyedRateLimiter::keyed(quota))),
            handshakes: quota(requests).map(|quota| Arc::new(DefaultKeyedRateLimiter::keyed(quota))),
        }
    }
    /// Counts an attempt to sign in as, sign up as or reset this address.
    pub fn email(&self, email: &str) -> Result<()> {
        check(self.emails.as_deref(), &email.to_lowercase())
    }
    /// Counts what an account may do only as often as one may try to sign in: say its password, have mails sent.
    pub fn account(&self, id: EmployeeId) -> Result<()> {
        check(self.emails.as_deref(), &format!("account {id}"))
    }
    /// Counts a new session of the live hub, which is kept for a while whoever asks for it.
    pub fn handshake(&self, address: IpAddr) -> Result<()> {
        check(self.handshakes.as_deref(), &network_of(address))
    }
    /// Forgets senders who have not been heard of for a while.
    pub fn forget_the_quiet(&self) {
        if let Some(rule) = &self.requests {
            rule.limiter().retain_recent();
        }
        if let Some(rule) = &self.sign_ins {
            rule.limiter().retain_recent();
        }
        if let Some(emails) = &self.emails {
            emails.retain_recent();
        }
        if let Some(handshakes) = &self.handshakes {
            handshakes.retain_recent();
        }
    }
}

fn check<K: Hash + Eq + Clone>(limiter: Option<&DefaultKeyedRateLimiter<K>>, key: &K) -> Result<()> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(key).map_err(|early| {
        let wait = early.wait_time_from(DefaultClock::default().now());
        Error::TooManyRequests { retry_after: wait.as_secs() + 1 }
    })
}

fn quota(limit: RateLimit) -> Option<Quota> {
    let burst = NonZeroU32::new(limit.max)?;
    Some(Quota::with_period(period(limit))?.allow_burst(burst))
}

fn period(limit: RateLimit) -> Duration {
    (limit.window / limit.max).max(Duration::from_nanos(1))
}

fn rule<K: KeyExtractor>(limit: RateLimit, by: K) -> Rule<K> {
    if limit.max == 0 {
        return None;
    }
    let mut builder = GovernorConfigBuilder::default();
    let mut builder = builder.period(period(limit)).burst_size(limit.max).key_extractor(by);
    builder.finish().map(Arc::new)
}

/// Limits every request.
pub fn limit_requests(router: axum::Router, limits: &Limits) -> axum::Router {
    match &limits.requests {
        Some(rule) => router.layer(GovernorLayer::new(rule.clone()).error_handler(refuse)),
        None => router,
    }
}

/// Limits sign-in, sign-up and reset more strictly, per address.
pub fn limit_sign_ins(router: axum::Router<App>, limits: &Limits) -> axum::Router<App> {
    match &limits.sign_ins {
        Some(rule) => router.layer(GovernorLayer::new(rule.clone()).error_handler(refuse)),
        None => router,
    }
}

fn refuse(error: GovernorError) -> Response {
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
    fn addresses_of_one_customer_count_together() {
        let network = |text: &str| network_of(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:203.0.113.9"), "203.0.113.9");
        assert_ne!(network("203.0.113.9"), network("203.0.113.10"));
    }
}
