//! Sessions: what a login made, bound to a session key of the laptop.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{FromRow, SqliteExecutor};

use super::keys::EnrolledRow;
use super::{Database, DatabaseError, Transaction, parse, seconds, time};
use crate::domain::jose::KeyId;
use crate::domain::live_session::{NewSession, SessionRow};
use crate::domain::subject::Subject;

const TABLE: &str = "sessions";

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
    pub began_at: DateTime<Utc>,
    /// When the session ends.
    pub ends_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    token_hash: String,
    jkt: String,
    began_at: i64,
    ends_at: i64,
    revoked_at: Option<i64>,
    #[sqlx(flatten)]
    key: EnrolledRow,
}

impl Row {
    fn session(self) -> Result<SessionRow, DatabaseError> {
        Ok(SessionRow {
            token_hash: self.token_hash,
            key: self.key.key()?,
            session_key: parse(TABLE, &self.jkt)?,
            began_at: time(TABLE, self.began_at)?,
            ends_at: time(TABLE, self.ends_at)?,
            revoked_at: self.revoked_at.map(|at| time(TABLE, at)).transpose()?,
        })
    }
}

async fn stored(
    executor: impl SqliteExecutor<'_>,
    token_hash: &str,
) -> Result<Option<SessionRow>, DatabaseError> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT sessions.token_hash, sessions.jkt, sessions.began_at, sessions.ends_at,
                sessions.revoked_at, keys.jwk, keys.kind, people.subject, people.email,
                people.disabled_at
         FROM sessions
         JOIN keys ON keys.id = sessions.key_id
         JOIN people ON people.subject = keys.subject
         WHERE sessions.token_hash = ?",
    )
    .bind(token_hash)
    .fetch_optional(executor)
    .await?;
    row.map(Row::session).transpose()
}

impl Database {
    /// Returns the session with this hash, living or not, with its key and person, as they are at
    /// this moment: all that decides whether it lives, read in one statement.
    pub async fn session(&self, token_hash: &str) -> Result<Option<SessionRow>, DatabaseError> {
        stored(&self.pool, token_hash).await
    }

    /// Returns the sessions that live now, by person, newest last.
    pub async fn living_sessions(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<ListedSession>, DatabaseError> {
        let rows: Vec<(i64, String, String, i64, i64)> = sqlx::query_as(
            "SELECT sessions.id, keys.subject, key_id, began_at, ends_at
             FROM sessions JOIN keys ON keys.id = sessions.key_id
             WHERE ends_at > ? AND revoked_at IS NULL ORDER BY keys.subject, sessions.id",
        )
        .bind(seconds(now))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter().map(listed).collect()
    }
}

fn listed(
    (id, subject, key_id, began_at, ends_at): (i64, String, String, i64, i64),
) -> Result<ListedSession, DatabaseError> {
    Ok(ListedSession {
        id,
        subject: parse(TABLE, &subject)?,
        key_id: parse(TABLE, &key_id)?,
        began_at: time(TABLE, began_at)?,
        ends_at: time(TABLE, ends_at)?,
    })
}

impl Transaction {
    /// Returns the session with this hash as [`Database::session`] does; nothing that it depends on
    /// can change before this transaction ends.
    pub async fn session(&mut self, token_hash: &str) -> Result<Option<SessionRow>, DatabaseError> {
        stored(self.connection(), token_hash).await
    }

    /// Adds the session.
    pub async fn add_session(&mut self, session: &NewSession) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO sessions (token_hash, key_id, jkt, began_at, ends_at)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&session.token_hash)
        .bind(session.key.as_str())
        .bind(session.session_key.as_str())
        .bind(seconds(session.began_at))
        .bind(seconds(session.ends_at))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Revokes the session with this hash; tells whether one lived.
    pub async fn revoke_session(
        &mut self,
        token_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, DatabaseError> {
        let revoked = sqlx::query(
            "UPDATE sessions SET revoked_at = ? WHERE token_hash = ? AND revoked_at IS NULL",
        )
        .bind(seconds(now))
        .bind(token_hash)
        .execute(self.connection())
        .await?;
        Ok(revoked.rows_affected() == 1)
    }

    /// Revokes the session of that number and returns whose it was, if one lived.
    pub async fn revoke_session_number(
        &mut self,
        id: i64,
        now: DateTime<Utc>,
    ) -> Result<Option<Subject>, DatabaseError> {
        let revoked: Option<(String,)> = sqlx::query_as(
            "UPDATE sessions SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL
             RETURNING (SELECT subject FROM keys WHERE keys.id = key_id)",
        )
        .bind(seconds(now))
        .bind(id)
        .fetch_optional(self.connection())
        .await?;
        revoked.map(|(subject,)| parse("keys", &subject)).transpose()
    }

    /// Revokes every session of the person and returns how many there were.
    pub async fn revoke_sessions_of(
        &mut self,
        subject: &Subject,
        now: DateTime<Utc>,
    ) -> Result<u64, DatabaseError> {
        let revoked = sqlx::query(
            "UPDATE sessions SET revoked_at = ?
             WHERE revoked_at IS NULL AND key_id IN (SELECT id FROM keys WHERE subject = ?)",
        )
        .bind(seconds(now))
        .bind(subject.as_str())
        .execute(self.connection())
        .await?;
        Ok(revoked.rows_affected())
    }
}
