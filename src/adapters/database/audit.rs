//! The audit: every token issued and every refusal, one line each.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Database, DatabaseError, seconds};

/// One line of the audit. No secret is ever in it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AuditLine {
    /// When.
    pub at: DateTime<Utc>,
    /// What was asked for: `login`, `token`, `enroll`, ...
    pub event: &'static str,
    /// `issued`, `done` or `refused`.
    pub outcome: &'static str,
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
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Database {
    /// Writes the line.
    pub async fn write_audit(&self, line: &AuditLine) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO audit
             (at, event, outcome, subject, key_id, audience, role_arn, jti, why)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(seconds(line.at))
        .bind(line.event)
        .bind(line.outcome)
        .bind(line.subject.as_deref())
        .bind(line.key_id.as_deref())
        .bind(line.audience.as_deref())
        .bind(line.role_arn.as_deref())
        .bind(line.jti.as_deref())
        .bind(line.why.as_deref())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Returns how many lines there are of that event and outcome.
    pub async fn count_audit(&self, event: &str, outcome: &str) -> Result<u64, DatabaseError> {
        let (count,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM audit WHERE event = ? AND outcome = ?")
                .bind(event)
                .bind(outcome)
                .fetch_one(&self.pool)
                .await?;
        Ok(count.unsigned_abs())
    }
}
