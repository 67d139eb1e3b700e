//! Connections for reading. A healthy connection is reused without returning to sqlx's pool, which pings
//! every returned connection at the cost of a read.

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

use super::{ACQUIRE_TIMEOUT, PING_AFTER};

pub struct Readers<DB: Database> {
    pool: Pool<DB>,
    idle: Arc<Idle<DB>>,
    permits: Arc<Semaphore>,
}

/// Idle connections, with the time of their last use.
type Idle<DB> = Mutex<Vec<(PoolConnection<DB>, Instant)>>;

impl<DB: Database> Clone for Readers<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), idle: self.idle.clone(), permits: self.permits.clone() }
    }
}

impl<DB: Database> Readers<DB> {
    /// Uses at most `max` of the pool's connections.
    pub fn new(pool: Pool<DB>, max: usize) -> Self {
        Self { pool, idle: Arc::default(), permits: Arc::new(Semaphore::new(max)) }
    }
    pub async fn take(&self) -> Result<Reader<DB>, Error> {
        let permit = timeout(ACQUIRE_TIMEOUT, Arc::clone(&self.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| Error::PoolTimedOut)?.map_err(|_| Error::PoolClosed)?;
        let conn = match self.take_idle().await {
            Some(conn) => conn,
            None => self.pool.acquire().await?,
        };
        let (idle, permits) = (self.idle.clone(), self.permits.clone());
        Ok(Reader { conn: Some(conn), healthy: true, idle, permits, _permit: permit })
    }
    /// An idle connection, pinged if it was idle for long.
    async fn take_idle(&self) -> Option<PoolConnection<DB>> {
        loop {
            let (mut conn, last_used) = lock(&self.idle).pop()?;
            if last_used.elapsed() <= PING_AFTER || conn.ping().await.is_ok() {
                return Some(conn);
            }
        }
    }
    pub fn pool(&self) -> &Pool<DB> {
        &self.pool
    }
    /// The number of idle connections.
    pub fn idle(&self) -> usize {
        lock(&self.idle).len()
    }
    /// Closes all connections.
    pub async fn close(&self) {
        self.permits.close();
        drop(std::mem::take(&mut *lock(&self.idle)));
        self.pool.close().await;
    }
}

fn lock<DB: Database>(idle: &Idle<DB>) -> std::sync::MutexGuard<'_, Vec<(PoolConnection<DB>, Instant)>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A connection for one request.
pub struct Reader<DB: Database> {
    conn: Option<PoolConnection<DB>>,
    healthy: bool,
    idle: Arc<Idle<DB>>,
    permits: Arc<Semaphore>,
    _permit: OwnedSemaphorePermit,
}

impl<DB: Database> Reader<DB> {
    /// Sets whether the connection is healthy: no query is running and the last one succeeded. Only a healthy
    /// connection is reused without a ping.
    pub fn set_healthy(&mut self, healthy: bool) {
        self.healthy = healthy;
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
        if !self.healthy {
            // The cause may affect the other connections too: the pool pings each that is returned.
            drop(std::mem::take(&mut *lock(&self.idle)));
            return;
        }
        let mut idle = lock(&self.idle);
        if !self.permits.is_closed() {
            idle.push((conn, Instant::now()));
        }
    }
}
