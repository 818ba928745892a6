//! What was used and may not be used again.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::{DatabaseError, Transaction, seconds};
use crate::domain::once::{AlreadySpent, Receipt, Unspent, WrongReceipt};

/// Why a value that was checked couldn't be spent.
#[derive(Debug, Error)]
pub enum SpendError {
    /// It was used before.
    #[error(transparent)]
    AlreadySpent(#[from] AlreadySpent),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The receipt is for another value: a mistake in our own code.
    #[error(transparent)]
    WrongReceipt(#[from] WrongReceipt),
}

impl Transaction {
    /// Spends what was checked, and returns it. Nothing is spent before the transaction is
    /// committed.
    pub async fn spend<T>(&mut self, unspent: Unspent<T>) -> Result<T, SpendError> {
        let inserted = sqlx::query(
            "INSERT INTO spent (nonce, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(unspent.nonce().as_str())
        .bind(seconds(unspent.expires_at()))
        .execute(self.connection())
        .await
        .map_err(DatabaseError::from)?;
        let receipt = Receipt::of_insert(unspent.nonce(), inserted.rows_affected())?;
        Ok(unspent.spend(receipt)?)
    }

    /// Forgets what has expired: spent values at once, sessions and invitations after a week.
    pub async fn purge(&mut self, now: DateTime<Utc>) -> Result<(), DatabaseError> {
        let week_ago = seconds(now) - 7 * 24 * 3600;
        for (statement, before) in [
            ("DELETE FROM spent WHERE expires_at < ?", seconds(now)),
            ("DELETE FROM sessions WHERE ends_at < ?", week_ago),
            ("DELETE FROM invitations WHERE expires_at < ?", week_ago),
        ] {
            sqlx::query(statement).bind(before).execute(self.connection()).await?;
        }
        Ok(())
    }
}
