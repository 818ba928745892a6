//! The issuer's storage, SQLite through sqlx: a file for each kind of thing that is stored.

pub mod audit;
pub mod audited;
pub mod invitations;
pub mod keys;
pub mod people;
pub mod sessions;
pub mod spent;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, SqliteConnection};
use thiserror::Error;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How long a writer waits for another, `vouch-server invite` for `vouch-server run` for one.
const BUSY: Duration = Duration::from_secs(5);

/// The issuer's database.
#[derive(Clone, Debug)]
pub struct Database {
    pool: SqlitePool,
    /// Whose turn it is to write. SQLite takes one writer at a time and lets the others sleep, up to
    /// a tenth of a second at once; this wakes the next one when it is its turn.
    turn: Arc<Mutex<()>>,
}

/// Why the database didn't do what it was asked. What isn't there is `None`, never an error.
#[derive(Debug, Error)]
pub enum DatabaseError {
    /// There is no such file.
    #[error("the database {0} does not exist")]
    Absent(PathBuf),
    /// A row can't be what we wrote.
    #[error("the table {table} holds what vouch did not write: {reason}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The file couldn't be made private.
    #[error("could not create the database: {0}")]
    Create(#[source] std::io::Error),
    /// Somebody else may read or change it.
    #[error("the database {path} can be read or changed by others (mode {mode:o})")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The schema is of another version, or couldn't be brought up to date.
    #[error("the database's schema could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// SQLite said no.
    #[error("the database failed: {0}")]
    Sqlite(#[from] sqlx::Error),
    /// The file is there, or may be, and can't be looked at.
    #[error("could not open the database {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Several statements that happen together or not at all. Dropping it undoes them.
pub struct Transaction {
    statements: sqlx::Transaction<'static, Sqlite>,
    _turn: OwnedMutexGuard<()>,
}

impl Database {
    /// Creates the file, readable by this user alone, unless it is there already, and opens it.
    pub async fn create(path: &Path) -> Result<Self, DatabaseError> {
        create_private(path).map_err(DatabaseError::Create)?;
        Self::open(path).await
    }

    /// Opens the file and brings its schema up to date.
    pub async fn open(path: &Path) -> Result<Self, DatabaseError> {
        check_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        Self::connect(SqlitePoolOptions::new().max_connections(4), options).await
    }

    /// Opens an empty database that ends with the process.
    pub async fn in_memory() -> Result<Self, DatabaseError> {
        // One connection that is never closed: each connection would have a memory of its own.
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None);
        Self::connect(pool, SqliteConnectOptions::new().in_memory(true)).await
    }

    async fn connect(
        pool: SqlitePoolOptions,
        options: SqliteConnectOptions,
    ) -> Result<Self, DatabaseError> {
        let pool = pool.connect_with(options.busy_timeout(BUSY).foreign_keys(true)).await?;
        sqlx::migrate!("src/adapters/database/migrations").run(&pool).await?;
        Ok(Self { pool, turn: Arc::default() })
    }

    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Transaction, DatabaseError> {
        // Taking the writer's lock at once: a transaction that reads first and writes later could
        // find that another has written in between.
        let turn = self.turn().await;
        Ok(Transaction { statements: self.pool.begin_with("BEGIN IMMEDIATE").await?, _turn: turn })
    }

    /// Waits until nobody else in this process writes.
    async fn turn(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// Tells whether the database answers.
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Returns everything that is stored but the audit, as text, and how many values are spent and
    /// not over yet.
    #[cfg(test)]
    pub async fn stored(&self, now: DateTime<Utc>) -> Result<(String, i64), DatabaseError> {
        Ok(sqlx::query_as(
            "SELECT json_array(
                (SELECT json_group_array(json_array(subject, email, added_at, disabled_at))
                 FROM people),
                (SELECT json_group_array(json_array(id, subject, kind, jwk, name, serial, firmware,
                     added_at, last_used_at)) FROM keys),
                (SELECT json_group_array(json_array(code_hash, subject, serial,
                     allow_software_key, invited_at, expires_at, spent_at)) FROM invitations),
                (SELECT json_group_array(json_array(id, token_hash, key_id, jkt, began_at, ends_at,
                     revoked_at)) FROM sessions)),
                (SELECT count(*) FROM spent WHERE expires_at >= ?)",
        )
        .bind(seconds(now))
        .fetch_one(&self.pool)
        .await?)
    }

    /// Writes what is pending and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

impl Transaction {
    fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.statements
    }

    /// Makes it so.
    pub async fn commit(self) -> Result<(), DatabaseError> {
        Ok(self.statements.commit().await?)
    }
}

fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

/// Who can change the file can enrol a key for anybody; who can read it sees who and when. SQLite
/// gives its journals the file's own mode.
fn check_private(path: &Path) -> Result<(), DatabaseError> {
    let metadata = std::fs::metadata(path).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => DatabaseError::Absent(path.into()),
        _ => DatabaseError::Unreadable { path: path.into(), source },
    })?;
    match mode(&metadata) {
        mode if mode & 0o077 != 0 => Err(DatabaseError::Exposed { path: path.into(), mode }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn mode(metadata: &std::fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777
}

/// Elsewhere access is not a matter of bits.
#[cfg(not(unix))]
fn mode(_metadata: &std::fs::Metadata) -> u32 {
    0
}

fn seconds(time: DateTime<Utc>) -> i64 {
    time.timestamp()
}

fn time(table: &'static str, seconds: i64) -> Result<DateTime<Utc>, DatabaseError> {
    DateTime::from_timestamp(seconds, 0)
        .ok_or_else(|| DatabaseError::Corrupt { table, reason: format!("the time {seconds}") })
}

fn parse<T>(table: &'static str, text: &str) -> Result<T, DatabaseError>
where
    T: FromStr,
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|error: T::Err| DatabaseError::Corrupt { table, reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_missing_file_is_not_an_empty_database() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vouch.db");
        assert!(matches!(Database::open(&path).await, Err(DatabaseError::Absent(_))));
        Database::create(&path).await.unwrap().close().await;
        Database::open(&path).await.unwrap().ping().await.unwrap();
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn nobody_else_reads_the_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vouch.db");
        let database = Database::create(&path).await.unwrap();
        let transaction = database.begin().await.unwrap();
        for entry in folder.path().read_dir().unwrap() {
            let entry = entry.unwrap();
            let mode = entry.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{:?}", entry.path());
        }
        drop(transaction);
    }
}
