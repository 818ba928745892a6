//! The keys that speak for people.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::{Database, DatabaseError, Transaction, parse, seconds, time};
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::subject::Subject;
use crate::domain::wire::{KeyDescription, KeyKind};

/// A key as stored.
#[derive(Clone, Debug, Serialize)]
pub struct StoredKey {
    /// Whom it speaks for.
    pub subject: Subject,
    /// Its public half.
    pub jwk: Jwk,
    /// What the issuer shows of it.
    #[serde(flatten)]
    pub description: KeyDescription,
}

#[derive(FromRow)]
struct Row {
    id: String,
    subject: String,
    kind: String,
    jwk: String,
    name: Option<String>,
    serial: Option<u32>,
    firmware: Option<String>,
    added_at: i64,
    last_used_at: Option<i64>,
}

impl Row {
    fn key(self) -> Result<StoredKey, DatabaseError> {
        let corrupt = |reason: String| DatabaseError::Corrupt { table: "keys", reason };
        Ok(StoredKey {
            subject: parse("keys", &self.subject)?,
            jwk: serde_json::from_str(&self.jwk).map_err(|error| corrupt(error.to_string()))?,
            description: KeyDescription {
                id: parse("keys", &self.id)?,
                kind: kind_of(&self.kind).ok_or_else(|| corrupt(self.kind.clone()))?,
                name: self.name,
                serial: self.serial,
                firmware: self.firmware,
                added_at: time("keys", self.added_at)?,
                last_used_at: self.last_used_at.map(|at| time("keys", at)).transpose()?,
            },
        })
    }
}

pub(super) fn kind_of(text: &str) -> Option<KeyKind> {
    match text {
        "software" => Some(KeyKind::Software),
        "yubikey" => Some(KeyKind::Yubikey),
        _ => None,
    }
}

fn kind_text(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Software => "software",
        KeyKind::Yubikey => "yubikey",
    }
}

impl Database {
    /// Returns the key of that name.
    pub async fn key(&self, id: &KeyId) -> Result<Option<StoredKey>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM keys WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(Row::key).transpose()
    }

    /// Returns the person's keys, oldest first.
    pub async fn keys_of(&self, subject: &Subject) -> Result<Vec<StoredKey>, DatabaseError> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM keys WHERE subject = ? ORDER BY added_at, id")
                .bind(subject.as_str())
                .fetch_all(&self.pool)
                .await?;
        rows.into_iter().map(Row::key).collect()
    }

    /// Returns everybody's keys, by person, oldest first.
    pub async fn keys(&self) -> Result<Vec<StoredKey>, DatabaseError> {
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM keys ORDER BY subject, added_at, id")
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(Row::key).collect()
    }
}

impl Transaction {
    /// Returns the key of that name.
    pub async fn key(&mut self, id: &KeyId) -> Result<Option<StoredKey>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM keys WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(Row::key).transpose()
    }

    /// Adds the key; tells whether it was new. A key belongs to one person.
    pub async fn add_key(&mut self, key: &StoredKey) -> Result<bool, DatabaseError> {
        let inserted = sqlx::query(
            "INSERT INTO keys (id, subject, kind, jwk, name, serial, firmware, added_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        )
        .bind(key.description.id.as_str())
        .bind(key.subject.as_str())
        .bind(kind_text(key.description.kind))
        .bind(serde_json::to_string(&key.jwk).expect("a plain structure serialises"))
        .bind(key.description.name.as_deref())
        .bind(key.description.serial)
        .bind(key.description.firmware.as_deref())
        .bind(seconds(key.description.added_at))
        .execute(self.connection())
        .await?;
        Ok(inserted.rows_affected() == 1)
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
