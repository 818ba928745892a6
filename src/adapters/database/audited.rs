//! The audit as an administrator reads it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::{Database, DatabaseError, seconds, time};

/// Which lines are wanted: those that fit in everything that is said here.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// Whom they are about.
    pub subject: Option<&'a str>,
    /// What was asked for.
    pub event: Option<&'a str>,
    /// What came of it: `issued`, `done` or `refused`.
    pub outcome: Option<&'a str>,
    /// Not before that.
    pub since: DateTime<Utc>,
    /// How many at most; the latest count.
    pub last: u32,
}

/// A line of the audit as stored.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct StoredLine {
    /// When.
    pub at: DateTime<Utc>,
    /// All the rest.
    #[serde(flatten)]
    pub texts: Texts,
}

/// What a line says, as it was written.
#[derive(Clone, Debug, Eq, FromRow, PartialEq, Serialize)]
pub struct Texts {
    /// What was asked for.
    pub event: String,
    /// What came of it.
    pub outcome: String,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// With which key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// For which audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// For which role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    /// The token's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// Which user of the issuer's machine did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[derive(FromRow)]
struct Row {
    at: i64,
    #[sqlx(flatten)]
    texts: Texts,
}

impl Database {
    /// Returns the lines that are wanted, oldest first.
    pub async fn read_audit(&self, wanted: &Wanted<'_>) -> Result<Vec<StoredLine>, DatabaseError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM (
                SELECT id, at, event, outcome, subject, key_id, audience, role_arn, jti,
                       administrator, why
                FROM audit
                WHERE at >= ?1 AND (?2 IS NULL OR subject = ?2) AND (?3 IS NULL OR event = ?3)
                  AND (?4 IS NULL OR outcome = ?4)
                ORDER BY id DESC LIMIT ?5)
             ORDER BY id",
        )
        .bind(seconds(wanted.since))
        .bind(wanted.subject)
        .bind(wanted.event)
        .bind(wanted.outcome)
        .bind(wanted.last)
        .fetch_all(&self.pool)
        .await?;
        let line = |row: Row| Ok(StoredLine { at: time("audit", row.at)?, texts: row.texts });
        rows.into_iter().map(line).collect()
    }
}
