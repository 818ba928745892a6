//! The keys that speak for people.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::{FromRow, SqliteExecutor};

use super::people::standing;
use super::{Database, DatabaseError, Transaction, parse, seconds, time};
use crate::domain::enrolment::Admitted;
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::person::{EnrolledKey, Person};
use crate::domain::subject::Subject;
use crate::domain::wire::{KeyDescription, KeyKind};

const TABLE: &str = "keys";

/// A key, and whom it speaks for.
#[derive(Clone, Debug, Serialize)]
pub struct ListedKey {
    /// Whom it speaks for.
    pub subject: Subject,
    /// The key.
    #[serde(flatten)]
    pub key: KeyDescription,
}

#[derive(FromRow)]
struct Row {
    id: String,
    subject: String,
    kind: String,
    name: Option<String>,
    serial: Option<u32>,
    firmware: Option<String>,
    added_at: i64,
    last_used_at: Option<i64>,
}

impl Row {
    fn listed(self) -> Result<ListedKey, DatabaseError> {
        Ok(ListedKey {
            subject: parse(TABLE, &self.subject)?,
            key: KeyDescription {
                id: parse(TABLE, &self.id)?,
                kind: kind_of(&self.kind)?,
                name: self.name,
                serial: self.serial,
                firmware: self.firmware,
                added_at: time(TABLE, self.added_at)?,
                last_used_at: self.last_used_at.map(|at| time(TABLE, at)).transpose()?,
            },
        })
    }
}

/// What decides whether a key counts. Removing a key deletes its row.
#[derive(FromRow)]
pub(super) struct EnrolledRow {
    jwk: String,
    kind: String,
    subject: String,
    email: String,
    disabled_at: Option<i64>,
}

impl EnrolledRow {
    pub(super) fn key(self) -> Result<EnrolledKey, DatabaseError> {
        let jwk: Jwk = serde_json::from_str(&self.jwk)
            .map_err(|error| DatabaseError::Corrupt { table: TABLE, reason: error.to_string() })?;
        Ok(EnrolledKey {
            jwk,
            kind: kind_of(&self.kind)?,
            person: Person {
                subject: parse("people", &self.subject)?,
                email: parse("people", &self.email)?,
                standing: standing(self.disabled_at),
            },
            removed_at: None,
        })
    }
}

fn kind_of(text: &str) -> Result<KeyKind, DatabaseError> {
    match text {
        "software" => Ok(KeyKind::Software),
        "yubikey" => Ok(KeyKind::Yubikey),
        _ => Err(DatabaseError::Corrupt { table: TABLE, reason: format!("the kind {text}") }),
    }
}

fn kind_text(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Software => "software",
        KeyKind::Yubikey => "yubikey",
    }
}

async fn enrolled(
    executor: impl SqliteExecutor<'_>,
    id: &KeyId,
) -> Result<Option<EnrolledKey>, DatabaseError> {
    let row: Option<EnrolledRow> = sqlx::query_as(
        "SELECT keys.jwk, keys.kind, people.subject, people.email, people.disabled_at
         FROM keys JOIN people ON people.subject = keys.subject WHERE keys.id = ?",
    )
    .bind(id.as_str())
    .fetch_optional(executor)
    .await?;
    row.map(EnrolledRow::key).transpose()
}

impl Database {
    /// Returns the key of that name with its person, as they are at this moment.
    pub async fn enrolled_key(&self, id: &KeyId) -> Result<Option<EnrolledKey>, DatabaseError> {
        enrolled(&self.pool, id).await
    }

    /// Returns the person's keys, oldest first.
    pub async fn keys_of(&self, subject: &Subject) -> Result<Vec<KeyDescription>, DatabaseError> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM keys WHERE subject = ? ORDER BY added_at, id")
                .bind(subject.as_str())
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(|row| row.listed().map(|listed| listed.key)).collect()
    }

    /// Returns everybody's keys, by person, oldest first.
    pub async fn keys(&self) -> Result<Vec<ListedKey>, DatabaseError> {
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM keys ORDER BY subject, added_at, id")
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(Row::listed).collect()
    }
}

impl Transaction {
    /// Returns the key of that name with its person, as they are at this moment.
    pub async fn enrolled_key(&mut self, id: &KeyId) -> Result<Option<EnrolledKey>, DatabaseError> {
        enrolled(self.connection(), id).await
    }

    /// Adds the key that was admitted, and returns it; `None` where the key speaks for somebody
    /// already. A key belongs to one person.
    pub async fn add_key(
        &mut self,
        admitted: &Admitted,
        name: Option<&str>,
    ) -> Result<Option<KeyDescription>, DatabaseError> {
        let description = KeyDescription {
            id: admitted.id(),
            kind: admitted.kind(),
            name: name.map(Into::into),
            serial: admitted.device().map(|device| device.serial),
            firmware: admitted.device().map(|device| device.firmware.to_string()),
            added_at: admitted.at(),
            last_used_at: None,
        };
        let inserted = sqlx::query(
            "INSERT INTO keys (id, subject, kind, jwk, name, serial, firmware, added_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        )
        .bind(description.id.as_str())
        .bind(admitted.subject().as_str())
        .bind(kind_text(description.kind))
        .bind(serde_json::to_string(admitted.jwk()).expect("a plain structure serialises"))
        .bind(name)
        .bind(description.serial)
        .bind(description.firmware.as_deref())
        .bind(seconds(description.added_at))
        .execute(self.connection())
        .await?;
        Ok((inserted.rows_affected() == 1).then_some(description))
    }

    /// Returns what people are shown of the key of that name, if it is enrolled.
    pub async fn key(&mut self, id: &KeyId) -> Result<Option<KeyDescription>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM keys WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(|row| row.listed().map(|listed| listed.key)).transpose()
    }

    /// Notes that the key has logged in.
    pub async fn key_used(&mut self, id: &KeyId, now: DateTime<Utc>) -> Result<(), DatabaseError> {
        sqlx::query("UPDATE keys SET last_used_at = ? WHERE id = ?")
            .bind(seconds(now))
            .bind(id.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Removes the key of that person, and with it its sessions; tells whether there was one.
    pub async fn remove_key(
        &mut self,
        subject: &Subject,
        id: &KeyId,
    ) -> Result<bool, DatabaseError> {
        let removed = sqlx::query("DELETE FROM keys WHERE id = ? AND subject = ?")
            .bind(id.as_str())
            .bind(subject.as_str())
            .execute(self.connection())
            .await?;
        Ok(removed.rows_affected() == 1)
    }
}
