//! Invitations: what an administrator hands to a person who may enrol a key.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use super::{DatabaseError, Transaction, parse, seconds, time};
use crate::domain::enrolment::{Invitation, SoftwareKeys};

const TABLE: &str = "invitations";

#[derive(FromRow)]
struct Row {
    code_hash: String,
    subject: String,
    email: String,
    serial: Option<u32>,
    allow_software_key: bool,
    expires_at: i64,
    spent_at: Option<i64>,
}

impl Row {
    fn invitation(self) -> Result<Invitation, DatabaseError> {
        Ok(Invitation {
            code_hash: self.code_hash,
            subject: parse(TABLE, &self.subject)?,
            email: parse("people", &self.email)?,
            serial: self.serial,
            software: match self.allow_software_key {
                true => SoftwareKeys::Allowed,
                false => SoftwareKeys::Refused,
            },
            expires_at: time(TABLE, self.expires_at)?,
            spent_at: self.spent_at.map(|at| time(TABLE, at)).transpose()?,
        })
    }
}

impl Transaction {
    /// Returns the invitation with this hash of a code, spent and expired ones included.
    pub async fn invitation(
        &mut self,
        code_hash: &str,
    ) -> Result<Option<Invitation>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT invitations.*, people.email FROM invitations
             JOIN people ON people.subject = invitations.subject WHERE code_hash = ?",
        )
        .bind(code_hash)
        .fetch_optional(self.connection())
        .await?;
        row.map(Row::invitation).transpose()
    }

    /// Adds the invitation; earlier ones of the same person that weren't used end.
    pub async fn add_invitation(
        &mut self,
        invitation: &Invitation,
        now: DateTime<Utc>,
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
        .bind(invitation.software == SoftwareKeys::Allowed)
        .bind(seconds(now))
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
