//! Connections for reading. One that has served a request well serves the next at once: sqlx's pool asks every connection
//! that comes back whether it is still there, which costs as much as a read.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use sqlx::{Connection, Database, Error, Pool, pool::PoolConnection};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{PATIENCE, QUIET};

pub struct Readers<DB: Database> {
    pool: Pool<DB>,
    warm: Arc<Warm<DB>>,
    turns: Arc<Semaphore>,
}

/// The connections that wait for the next request, and since when.
type Warm<DB> = Mutex<Vec<(PoolConnection<DB>, Instant)>>;

impl<DB: Database> Clone for Readers<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), warm: self.warm.clone(), turns: self.turns.clone() }
    }
}

impl<DB: Database> Readers<DB> {
    /// At most so many of the pool's connections.
    pub fn new(pool: Pool<DB>, most: usize) -> Self {
        Self { pool, warm: Arc::default(), turns: Arc::new(Semaphore::new(most)) }
    }
    pub async fn take(&self) -> Result<Reader<DB>, Error> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        let conn = match self.warm().await {
            Some(conn) => conn,
            None => self.pool.acquire().await?,
        };
        let (warm, turns) = (self.warm.clone(), self.turns.clone());
        Ok(Reader { conn: Some(conn), sound: true, warm, turns, _turn: turn })
    }
    /// One that waits. Which has waited for long is asked whether it is still there.
    async fn warm(&self) -> Option<PoolConnection<DB>> {
        loop {
            let (mut conn, since) = lock(&self.warm).pop()?;
            if since.elapsed() <= QUIET || conn.ping().await.is_ok() {
                return Some(conn);
            }
        }
    }
    pub fn pool(&self) -> &Pool<DB> {
        &self.pool
    }
    /// How many wait.
    pub fn idle(&self) -> usize {
        lock(&self.warm).len()
    }
    /// Gives every connection back to the pool, and lets it close them.
    pub async fn close(&self) {
        self.turns.close();
        drop(std::mem::take(&mut *lock(&self.warm)));
        self.pool.close().await;
    }
}

fn lock<DB: Database>(warm: &Warm<DB>) -> std::sync::MutexGuard<'_, Vec<(PoolConnection<DB>, Instant)>> {
    warm.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection for one request.
pub struct Reader<DB: Database> {
    conn: Option<PoolConnection<DB>>,
    sound: bool,
    warm: Arc<Warm<DB>>,
    turns: Arc<Semaphore>,
    _turn: OwnedSemaphorePermit,
}

impl<DB: Database> Reader<DB> {
    /// Notes whether nothing is under way and nothing has failed: only then it serves the next request unasked.
    pub fn mark(&mut self, sound: bool) {
        self.sound = sound;
    }
}

impl<DB: Database> Deref for Reader<DB> {
    type Target = DB::Connection;
    fn deref(&self) -> &DB::Connection {
        self.conn.as_deref().expect("until it is dropped")
    }
}

impl<DB: Database> DerefMut for Reader<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.conn.as_deref_mut().expect("until it is dropped")
    }
}

impl<DB: Database> Drop for Reader<DB> {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        if !self.sound {
            // What broke this one may have broken the others: the pool asks each that comes back.
            drop(std::mem::take(&mut *lock(&self.warm)));
            return;
        }
        let mut warm = lock(&self.warm);
        if !self.turns.is_closed() {
            warm.push((conn, Instant::now()));
        }
    }
}
