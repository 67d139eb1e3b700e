//! Passwords: bcrypt, away from the async threads; and which ones are too easy.

use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// bcrypt reads no further than this.
pub const MAX_BYTES: usize = 72;
/// A password is common when a guesser who knows the usual ones finds it in so many tries.
const COMMON_WITHIN: u64 = 100_000;

/// Hashes and checks passwords, as many at a time as there are cores.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    cores: Arc<Semaphore>,
    /// The hash of nothing anybody knows, so that an unknown address costs the same time as a wrong password.
    decoy: Arc<OnceLock<String>>,
}

impl Passwords {
    pub fn new(cost: u32) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cost, cores: Arc::new(Semaphore::new(cores)), decoy: Arc::default() }
    }
    pub async fn hash(&self, password: String) -> Result<String> {
        let cost = self.cost;
        self.away(move || bcrypt::hash(password, cost)).await?.map_err(Error::internal)
    }
    /// Whether the password is right. Without a hash the answer is no, after the same work.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let (cost, decoy) = (self.cost, self.decoy.clone());
        self.away(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| decoy.get_or_init(|| decoy_hash(cost)).clone());
            bcrypt::verify(password, &hash).map(|right| right && known)
        })
        .await?
        .map_err(Error::internal)
    }
    /// Makes the decoy before anybody can time its making.
    pub async fn warm_up(&self) -> Result<()> {
        let (cost, decoy) = (self.cost, self.decoy.clone());
        self.away(move || {
            decoy.get_or_init(|| decoy_hash(cost));
        })
        .await
    }
    async fn away<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _core = self.cores.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

fn decoy_hash(cost: u32) -> String {
    bcrypt::hash(crate::secrets::random_token(), cost).expect("a random token hashes")
}

/// Refuses a password that is too long for bcrypt or easy to guess, also from the person's own name and address.
pub fn check_strength(field: &str, password: &str, known: &[&str]) -> Result<()> {
    if password.len() > MAX_BYTES {
        return Err(Error::invalid(field, format!("must have at most {MAX_BYTES} bytes")));
    }
    if zxcvbn::zxcvbn(password, known).guesses() < COMMON_WITHIN {
        return Err(Error::invalid(field, "is too easy to guess; a few unusual words make a good one"));
    }
    Ok(())
}
