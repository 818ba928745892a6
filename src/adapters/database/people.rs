//! The people who may log in.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::{Database, DatabaseError, Transaction, parse, seconds, time};
use crate::domain::person::{EmailAddress, Standing};
use crate::domain::subject::Subject;

/// A person as stored.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct StoredPerson {
    /// What tokens call the person.
    pub subject: Subject,
    /// The address that was invited.
    pub email: EmailAddress,
    /// When the person was first invited.
    pub added_at: DateTime<Utc>,
    /// Since when the person may not log in.
    pub disabled_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct Row {
    subject: String,
    email: String,
    added_at: i64,
    disabled_at: Option<i64>,
}

impl Row {
    fn person(self) -> Result<StoredPerson, DatabaseError> {
        Ok(StoredPerson {
            subject: parse("people", &self.subject)?,
            email: parse("people", &self.email)?,
            added_at: time("people", self.added_at)?,
            disabled_at: self.disabled_at.map(|at| time("people", at)).transpose()?,
        })
    }
}

pub(super) fn standing(disabled_at: Option<i64>) -> Standing {
    if disabled_at.is_some() { Standing::Disabled } else { Standing::Enabled }
}

impl Database {
    /// Returns everybody, by name.
    pub async fn people(&self) -> Result<Vec<StoredPerson>, DatabaseError> {
        let rows: Vec<Row> =
            sqlx::query_as("SELECT * FROM people ORDER BY subject").fetch_all(&self.pool).await?;
        rows.into_iter().map(Row::person).collect()
    }
}

impl Transaction {
    /// Returns the person of that name.
    pub async fn person(
        &mut self,
        subject: &Subject,
    ) -> Result<Option<StoredPerson>, DatabaseError> {
        let row: Option<Row> = sqlx::query_as("SELECT * FROM people WHERE subject = ?")
            .bind(subject.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(Row::person).transpose()
    }

    /// Adds the person.
    pub async fn add_person(
        &mut self,
        subject: &Subject,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), DatabaseError> {
        sqlx::query("INSERT INTO people (subject, email, added_at) VALUES (?, ?, ?)")
            .bind(subject.as_str())
            .bind(email.as_str())
            .bind(seconds(now))
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Disables the person and ends every session and invitation; tells whether there is such a
    /// person.
    pub async fn disable(
        &mut self,
        subject: &Subject,
        now: DateTime<Utc>,
    ) -> Result<bool, DatabaseError> {
        let found = sqlx::query(
            "UPDATE people SET disabled_at = coalesce(disabled_at, ?) WHERE subject = ?",
        )
        .bind(seconds(now))
        .bind(subject.as_str())
        .execute(self.connection())
        .await?;
        // Ended for good: enabling the person again revives nothing.
        for statement in [
            "DELETE FROM sessions WHERE key_id IN (SELECT id FROM keys WHERE subject = ?)",
            "DELETE FROM invitations WHERE subject = ?",
        ] {
            sqlx::query(statement).bind(subject.as_str()).execute(self.connection()).await?;
        }
        Ok(found.rows_affected() == 1)
    }

    /// Lets the person log in again; tells whether there is such a person.
    pub async fn enable(&mut self, subject: &Subject) -> Result<bool, DatabaseError> {
        let found = sqlx::query("UPDATE people SET disabled_at = NULL WHERE subject = ?")
            .bind(subject.as_str())
            .execute(self.connection())
            .await?;
        Ok(found.rows_affected() == 1)
    }
}
