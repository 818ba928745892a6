//! The audit: every token issued and every refusal, one line each.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::SqliteExecutor;

use super::{Database, DatabaseError, Transaction, seconds};

/// How many of the last lines may be of requests that came from nobody known.
const STRANGERS: i64 = 100_000;

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
    /// Which user of the issuer's machine did it, where it was an administrator's command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Database {
    /// Writes the line.
    pub async fn write_audit(&self, line: &AuditLine) -> Result<(), DatabaseError> {
        let _turn = self.turn().await;
        insert(&self.pool, line).await?;
        if line.subject.is_none() && line.administrator.is_none() {
            self.forget_strangers().await?;
        }
        Ok(())
    }

    /// Whoever reaches the issuer can be refused without end; that must not fill the disk. Lines
    /// about people and of administrators are kept for ever.
    async fn forget_strangers(&self) -> Result<(), DatabaseError> {
        sqlx::query(
            "DELETE FROM audit
             WHERE subject IS NULL AND administrator IS NULL
             AND id <= (SELECT max(id) FROM audit) - ?",
        )
        .bind(STRANGERS)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Returns who the lines of that event are about, oldest first.
    #[cfg(test)]
    pub async fn audited_subjects(
        &self,
        event: &str,
    ) -> Result<Vec<Option<String>>, DatabaseError> {
        let rows: Vec<(Option<String>,)> =
            sqlx::query_as("SELECT subject FROM audit WHERE event = ? ORDER BY id")
                .bind(event)
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|(subject,)| subject).collect())
    }

    /// Returns event, outcome and reason of every line, oldest first.
    #[cfg(test)]
    pub async fn audited(&self) -> Result<Vec<(String, String, Option<String>)>, DatabaseError> {
        let rows = sqlx::query_as("SELECT event, outcome, why FROM audit ORDER BY id");
        Ok(rows.fetch_all(&self.pool).await?)
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

impl Transaction {
    /// Writes the line, if the transaction is committed.
    pub async fn write_audit(&mut self, line: &AuditLine) -> Result<(), DatabaseError> {
        insert(self.connection(), line).await
    }
}

async fn insert(executor: impl SqliteExecutor<'_>, line: &AuditLine) -> Result<(), DatabaseError> {
    sqlx::query(
        "INSERT INTO audit
         (at, event, outcome, subject, key_id, audience, role_arn, jti, administrator, why)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(seconds(line.at))
    .bind(line.event)
    .bind(line.outcome)
    .bind(line.subject.as_deref())
    .bind(line.key_id.as_deref())
    .bind(line.audience.as_deref())
    .bind(line.role_arn.as_deref())
    .bind(line.jti.as_deref())
    .bind(line.administrator.as_deref())
    .bind(line.why.as_deref())
    .execute(executor)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn refused_strangers_are_forgotten_and_people_are_not() {
        let database = Database::in_memory().await.unwrap();
        let line = |subject: Option<&str>| AuditLine {
            event: "token",
            outcome: "refused",
            subject: subject.map(Into::into),
            ..AuditLine::default()
        };
        database.write_audit(&line(Some("alice"))).await.unwrap();
        database.write_audit(&line(None)).await.unwrap();
        let deed = AuditLine { administrator: Some("root".into()), ..line(None) };
        database.write_audit(&deed).await.unwrap();
        sqlx::query("UPDATE sqlite_sequence SET seq = ? WHERE name = 'audit'")
            .bind(STRANGERS + 1)
            .execute(&database.pool)
            .await
            .unwrap();
        database.write_audit(&line(None)).await.unwrap();
        assert_eq!(database.count_audit("token", "refused").await.unwrap(), 3);
    }
}
