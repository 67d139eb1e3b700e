//! Password hashing with bcrypt, and password strength.

use std::sync::{Arc, OnceLock};

use crate::error::{Error, Result};

use tokio::sync::Semaphore;

/// The maximum length in bytes. bcrypt ignores everything after it.
pub const MAX_BYTES: usize = 72;
/// The minimum number of guesses by zxcvbn's estimate.
const MIN_GUESSES: u64 = 100_000;

/// Hashes and verifies passwords on blocking threads, at most one per core at a time.
#[derive(Clone)]
pub struct Passwords {
    cost: u32,
    cores: Arc<Semaphore>,
    /// The hash of a random token, so that an unknown e-mail address takes as long as a wrong password.
    decoy: Arc<OnceLock<String>>,
}

impl Passwords {
    pub fn new(cost: u32) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cost, cores: Arc::new(Semaphore::new(cores)), decoy: Arc::default() }
    }
    pub async fn hash(&self, password: String) -> Result<String> {
        let cost = self.cost;
        self.run_blocking(move || bcrypt::hash(password, cost)).await?.map_err(Error::internal)
    }
    /// Whether the password matches the hash. Without a hash it returns false after the same amount of work.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let (cost, decoy) = (self.cost, self.decoy.clone());
        self.run_blocking(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| decoy.get_or_init(|| decoy_hash(cost)).clone());
            bcrypt::verify(password, &hash).map(|matches| matches && known)
        })
        .await?
        .map_err(Error::internal)
    }
    /// Computes the decoy hash in advance, so that the first sign-in attempt is not slower than others.
    pub async fn warm_up(&self) -> Result<()> {
        let (cost, decoy) = (self.cost, self.decoy.clone());
        self.run_blocking(move || {
            decoy.get_or_init(|| decoy_hash(cost));
        })
        .await
    }
    async fn run_blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _permit = self.cores.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

fn decoy_hash(cost: u32) -> String {
    bcrypt::hash(crate::secrets::random_token(), cost).expect("a random token hashes")
}

/// Rejects a password that is too long for bcrypt or easy to guess. `known` are the person's name and e-mail.
pub fn check_strength(field: &str, password: &str, known: &[&str]) -> Result<()> {
    if password.len() > MAX_BYTES {
        return Err(Error::invalid(field, format!("must have at most {MAX_BYTES} bytes")));
    }
    if zxcvbn::zxcvbn(password, known).guesses() < MIN_GUESSES {
        return Err(Error::invalid(field, "is too easy to guess; try a few unusual words"));
    }
    Ok(())
}
