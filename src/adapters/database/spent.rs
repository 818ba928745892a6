//! What was used and may not be used again.

use chrono::{DateTime, Utc};

use super::{DatabaseError, Transaction, seconds};

/// What kind of thing is spent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Once {
    /// A challenge, by its text.
    Challenge,
    /// The `jti` of a DPoP proof, with the key that signed it.
    DpopProof,
}

impl Once {
    fn text(self) -> &'static str {
        match self {
            Self::Challenge => "challenge",
            Self::DpopProof => "dpop",
        }
    }
}

impl Transaction {
    /// Spends the thing; tells whether it was unspent. It is remembered until `expires_at`, when
    /// it is worth nothing anyway.
    pub async fn spend(
        &mut self,
        kind: Once,
        value: &str,
        expires_at: DateTime<Utc>,
    ) -> Result<bool, DatabaseError> {
        let inserted = sqlx::query(
            "INSERT INTO spent (kind, value, expires_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        )
        .bind(kind.text())
        .bind(value)
        .bind(seconds(expires_at))
        .execute(self.connection())
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    /// Forgets what has expired: spent things, and sessions and invitations a week after their
    /// end.
    pub async fn purge(&mut self, now: DateTime<Utc>) -> Result<(), DatabaseError> {
        let week_ago = seconds(now) - 7 * 24 * 3600;
        for (statement, before) in [
            ("DELETE FROM spent WHERE expires_at < ?", seconds(now)),
            ("DELETE FROM sessions WHERE expires_at < ?", week_ago),
            ("DELETE FROM invitations WHERE expires_at < ?", week_ago),
        ] {
            sqlx::query(statement).bind(before).execute(self.connection()).await?;
        }
        Ok(())
    }
}
