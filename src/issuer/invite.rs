//! Invitations: what an administrator gives to a person who shall enrol a key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::Issuer;
use crate::adapters::database::invitations::{SoftwareKey, StoredInvitation};
use crate::adapters::database::{Database, DatabaseError};
use crate::domain::secret::Secret;
use crate::domain::subject::{Subject, SubjectError};

/// How long an invitation is good.
const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Whom to invite to what.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The person's address.
    pub email: String,
    /// What tokens call the person, where the address doesn't do.
    pub subject: Option<Subject>,
    /// The one device that may be enrolled, if it is one.
    pub serial: Option<u32>,
    /// Whether a software key will do.
    pub software_key: SoftwareKey,
}

/// What an invitation is.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The code, shown once and stored as a hash.
    pub code: Secret,
    /// Who is invited.
    pub subject: Subject,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Why nobody is invited.
#[derive(Debug, Error)]
pub enum InviteError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The person is disabled.
    #[error("{0} is disabled")]
    Disabled(Subject),
    /// The subject is somebody with another address.
    #[error("{subject} is already the name of {email}")]
    OtherPerson {
        /// The subject.
        subject: Subject,
        /// Whose it is.
        email: String,
    },
    /// The address can't be a subject.
    #[error(transparent)]
    Subject(#[from] SubjectError),
}

impl Issuer {
    /// Invites the person and returns the code.
    pub async fn invite(&self, invite: &Invite) -> Result<Invitation, InviteError> {
        invite_to(&self.state.database, invite, self.state.random(), self.state.now()).await
    }
}

/// Invites the person into the database and returns the code, made of the random bytes.
pub async fn invite_to(
    database: &Database,
    invite: &Invite,
    random: [u8; 16],
    now: DateTime<Utc>,
) -> Result<Invitation, InviteError> {
    let subject = match &invite.subject {
        Some(subject) => subject.clone(),
        None => invite.email.to_lowercase().parse()?,
    };
    let code = Secret::new(URL_SAFE_NO_PAD.encode(random));
    let expires_at = now + LIFETIME;
    let mut transaction = database.begin().await?;
    match transaction.person(&subject).await? {
        None => transaction.add_person(&subject, &invite.email, now).await?,
        Some(person) if person.disabled_at.is_some() => return Err(InviteError::Disabled(subject)),
        Some(person) if person.email != invite.email => {
            return Err(InviteError::OtherPerson { subject, email: person.email });
        }
        Some(_) => (),
    }
    let stored = StoredInvitation {
        code_hash: URL_SAFE_NO_PAD.encode(Sha256::digest(code.expose())),
        subject: subject.clone(),
        serial: invite.serial,
        software_key: invite.software_key,
        invited_at: now,
        expires_at,
        spent_at: None,
    };
    transaction.add_invitation(&stored).await?;
    transaction.commit().await?;
    Ok(Invitation { code, subject, expires_at })
}
