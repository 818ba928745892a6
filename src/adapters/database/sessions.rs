//! Sessions: what a login made, bound to a session key of the laptop.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::keys::kind_of;
use super::{Database, DatabaseError, Transaction, parse, seconds, time};
use crate::domain::jose::KeyId;
use crate::domain::subject::Subject;
use crate::domain::wire::KeyKind;

/// A session with all that decides whether it lives, read in one statement.
#[derive(Clone, Debug)]
pub struct StoredSession {
    /// Its number, for the administrator.
    pub id: i64,
    /// Whose it is.
    pub subject: Subject,
    /// The person's address.
    pub email: String,
    /// The key that logged in.
    pub key_id: KeyId,
    /// What kind of key that is.
    pub key_kind: KeyKind,
    /// The device's serial number.
    pub serial: Option<u32>,
    /// The thumbprint of the session key.
    pub jkt: KeyId,
    /// When the key was touched.
    pub auth_time: DateTime<Utc>,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When the person was disabled.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A session to store.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// `base64url(SHA-256(session))`.
    pub token_hash: &'a str,
    /// Whose it is.
    pub subject: &'a Subject,
    /// The key that logged in.
    pub key_id: &'a KeyId,
    /// The thumbprint of the session key.
    pub jkt: &'a KeyId,
    /// When the key was touched.
    pub auth_time: DateTime<Utc>,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}

/// A session as the administrator sees it.
#[derive(Clone, Debug, Serialize)]
pub struct ListedSession {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub subject: Subject,
    /// The key that logged in.
    pub key_id: KeyId,
    /// When the key was touched.
    pub auth_time: DateTime<Utc>,
    /// When the session ends.
    pub expires_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    subject: String,
    email: String,
    key_id: String,
    kind: String,
    serial: Option<u32>,
    jkt: String,
    auth_time: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
    disabled_at: Option<i64>,
}

impl Row {
    fn session(self) -> Result<StoredSession, DatabaseError> {
        const TABLE: &str = "sessions";
        Ok(StoredSession {
            id: self.id,
            subject: parse(TABLE, &self.subject)?,
            email: self.email,
            key_id: parse(TABLE, &self.key_id)?,
            key_kind: kind_of(&self.kind)
                .ok_or(DatabaseError::Corrupt { table: "keys", reason: self.kind })?,
            serial: self.serial,
            jkt: parse(TABLE, &self.jkt)?,
            auth_time: time(TABLE, self.auth_time)?,
            expires_at: time(TABLE, self.expires_at)?,
            revoked_at: self.revoked_at.map(|at| time(TABLE, at)).transpose()?,
            disabled_at: self.disabled_at.map(|at| time("people", at)).transpose()?,
        })
    }
}

impl Database {
    /// Returns the session with this hash, living or not, as it is at this moment.
    pub async fn session(&self, token_hash: &str) -> Result<Option<StoredSession>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT sessions.id, sessions.subject, people.email, sessions.key_id, keys.kind,
                    keys.serial, sessions.jkt, sessions.auth_time, sessions.expires_at,
                    sessions.revoked_at, people.disabled_at
             FROM sessions
             JOIN people ON people.subject = sessions.subject
             JOIN keys ON keys.id = sessions.key_id AND keys.subject = sessions.subject
             WHERE sessions.token_hash = ?",
        )
        .bind(token_hash)
        .fetch_optional(&self.pool)
        .await?;
        row.map(Row::session).transpose()
    }

    /// Returns the sessions that live now, by person, newest last.
    pub async fn living_sessions(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<ListedSession>, DatabaseError> {
        let rows: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
            "SELECT id, subject, key_id, auth_time, expires_at FROM sessions
             WHERE expires_at > ? AND revoked_at IS NULL ORDER BY subject, id",
        )
        .bind(seconds(now))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(listed).collect()
    }
}

fn listed(
    (id, subject, key_id, auth_time, expires_at): (i64, String, String, i64, i64),
) -> Result<ListedSession, DatabaseError> {
    Ok(ListedSession {
        id,
        subject: parse("sessions", &subject)?,
        key_id: parse("sessions", &key_id)?,
        auth_time: time("sessions", auth_time)?,
        expires_at: time("sessions", expires_at)?,
    })
}

impl Transaction {
    /// Adds the session.
    pub async fn add_session(&mut self, session: &NewSession<'_>) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO sessions (token_hash, subject, key_id, jkt, auth_time, expires_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(session.token_hash)
        .bind(session.subject.as_str())
        .bind(session.key_id.as_str())
        .bind(session.jkt.as_str())
        .bind(seconds(session.auth_time))
        .bind(seconds(session.expires_at))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Revokes the session of that number; tells whether one lived.
    pub async fn revoke_session(
        &mut self,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<bool, DatabaseError> {
        let revoked =
            sqlx::query("UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
                .bind(seconds(now))
                .bind(id)
                .execute(self.connection())
                .await?;
        Ok(revoked.rows_affected() == 1)
    }

    /// Revokes every session of the person and returns how many lived.
    pub async fn revoke_sessions_of(
        &mut self,
        subject: &Subject,
        now: DateTime<Utc>,
    ) -> Result<u64, DatabaseError> {
        let revoked = sqlx::query(
            "UPDATE sessions SET revoked_at = ? WHERE subject = ? AND revoked_at IS NULL",
        )
        .bind(seconds(now))
        .bind(subject.as_str())
        .execute(self.connection())
        .await?;
        Ok(revoked.rows_affected())
    }
}
