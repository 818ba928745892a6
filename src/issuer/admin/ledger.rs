//! What an administrator does is written into the audit, in the transaction that does it.

use chrono::{DateTime, Utc};

use super::AdminError;
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::adapters::database::audit::AuditLine;
use crate::adapters::database::{Database, Transaction};
use crate::adapters::environment::Environment;
use crate::adapters::os_user;
use crate::domain::jose::KeyId;
use crate::domain::subject::Subject;

/// An administrator's command, as the audit will have it.
pub(super) struct Deed {
    event: &'static str,
    administrator: String,
    at: DateTime<Utc>,
    subject: Option<String>,
    key: Option<String>,
}

impl Deed {
    /// Begins a deed of the user who runs this program.
    pub(super) fn of(event: &'static str) -> Self {
        let administrator = os_user::name(&Environment::read());
        Self { event, administrator, at: SystemClock.now(), subject: None, key: None }
    }

    /// Returns when it is done.
    pub(super) fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns who does it.
    pub(super) fn administrator(&self) -> &str {
        &self.administrator
    }

    /// Notes whom it is about.
    pub(super) fn subject(mut self, subject: &Subject) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Notes the key that it is about.
    pub(super) fn key(mut self, key: &KeyId) -> Self {
        self.key = Some(key.to_string());
        self
    }

    /// Writes that it is done, and makes it so.
    pub(super) async fn done(self, mut transaction: Transaction) -> Result<(), AdminError> {
        transaction.write_audit(&self.line("done", None)).await?;
        Ok(transaction.commit().await?)
    }

    /// Writes that it wasn't done, and returns the error.
    pub(super) async fn refused(self, database: &Database, error: AdminError) -> AdminError {
        let why = error.what().to_owned();
        match database.write_audit(&self.line("refused", Some(why))).await {
            Ok(()) => error,
            Err(error) => error.into(),
        }
    }

    fn line(self, outcome: &'static str, why: Option<String>) -> AuditLine {
        AuditLine {
            at: self.at,
            event: self.event,
            outcome,
            subject: self.subject,
            key_id: self.key,
            administrator: Some(self.administrator),
            why,
            ..AuditLine::default()
        }
    }
}
