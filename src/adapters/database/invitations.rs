//! Invitations: what an administrator hands to a person who may enrol a key.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::{DatabaseError, Transaction, parse, seconds, time};
use crate::domain::subject::Subject;

/// An invitation as stored.
#[derive(Clone, Debug)]
pub struct StoredInvitation {
    /// `base64url(SHA-256(code))`.
    pub code_hash: String,
    /// Whose it is.
    pub subject: Subject,
    /// The one device it is for, if it is for one.
    pub serial: Option<u32>,
    /// Whether a software key will do.
    pub software_key: SoftwareKey,
    /// When it was made.
    pub invited_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was used.
    pub spent_at: Option<DateTime<Utc>>,
}

/// Whether a key may live outside of hardware.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SoftwareKey {
    /// It may.
    Allowed,
    /// It may not.
    Refused,
}

#[derive(FromRow)]
struct Row {
    code_hash: String,
    subject: String,
    serial: Option<u32>,
    allow_software_key: bool,
    invited_at: i64,
    expires_at: i64,
    spent_at: Option<i64>,
}

impl Row {
    fn invitation(self) -> Result<StoredInvitation, DatabaseError> {
        Ok(StoredInvitation {
            code_hash: self.code_hash,
            subject: parse("invitations", &self.subject)?,
            serial: self.serial,
            software_key: match self.allow_software_key {
                true => SoftwareKey::Allowed,
                false => SoftwareKey::Refused,
            },
            invited_at: time("invitations", self.invited_at)?,
            expires_at: time("invitations", self.expires_at)?,
            spent_at: self.spent_at.map(|at| time("invitations", at)).transpose()?,
        })
    }
}

impl Transaction {
    /// Returns the invitation with this hash of a code, spent and expired ones included.
    pub async fn invitation(
        &mut self,
        code_hash: &str,
    ) -> Result<Option<StoredInvitation>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM invitations WHERE code_hash = ?")
            .bind(code_hash)
            .fetch_optional(self.connection())
            .await?;
        row.map(Row::invitation).transpose()
    }

    /// Adds the invitation; earlier ones of the same person that weren't used end.
    pub async fn add_invitation(
        &mut self,
        invitation: &StoredInvitation,
    ) -> Result<(), DatabaseError> {
        sqlx::query("DELETE FROM invitations WHERE subject = ? AND spent_at IS NULL")
            .bind(invitation.subject.as_str())
            .execute(self.connection())
            .await?;
        sqlx::query(
            "INSERT INTO invitations
             (code_hash, subject, serial, allow_software_key, invited_at, expires_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&invitation.code_hash)
        .bind(invitation.subject.as_str())
        .bind(invitation.serial)
        .bind(invitation.software_key == SoftwareKey::Allowed)
        .bind(seconds(invitation.invited_at))
        .bind(seconds(invitation.expires_at))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Spends the invitation; tells whether it was unspent.
    pub async fn spend_invitation(
        &mut self,
        code_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, DatabaseError> {
        let spent = sqlx::query(
            "UPDATE invitations SET spent_at = ? WHERE code_hash = ? AND spent_at IS NULL",
        )
        .bind(seconds(now))
        .bind(code_hash)
        .execute(self.connection())
        .await?;
        Ok(spent.rows_affected() == 1)
    }
}
