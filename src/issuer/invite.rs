//! Invitations: what an administrator gives to a person who shall enrol a key.

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::Issuer;
use super::state::State;
use crate::adapters::database::audit::AuditLine;
use crate::adapters::database::{Database, DatabaseError};
use crate::domain::enrolment::{Invitation, InvitationCode, SoftwareKeys};
use crate::domain::person::EmailAddress;
use crate::domain::subject::{Subject, SubjectError};

/// How long an invitation is good.
const LIFETIME: TimeDelta = TimeDelta::hours(24);
/// The audit's word for it.
pub(super) const INVITE: &str = "invite";

/// Whom to invite to what.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The person's address.
    pub email: EmailAddress,
    /// What tokens call the person, where the address doesn't do.
    pub subject: Option<Subject>,
    /// The one device that may be enrolled, if it is one.
    pub serial: Option<u32>,
    /// Whether a software key will do.
    pub software: SoftwareKeys,
}

/// An invitation that was made.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The code, shown once and stored as a hash.
    pub code: InvitationCode,
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
    /// The address isn't of the organisation.
    #[error("{email} is not of a domain in the configuration")]
    OtherDomain {
        /// The address.
        email: EmailAddress,
    },
    /// The subject is somebody with another address.
    #[error("{subject} is already the name of {email}")]
    OtherPerson {
        /// The subject.
        subject: Subject,
        /// Whose it is.
        email: EmailAddress,
    },
    /// The address can't be a subject.
    #[error(transparent)]
    Subject(#[from] SubjectError),
}

impl Issuer {
    /// Invites the person and returns the code.
    pub async fn invite(&self, invite: &Invite) -> Result<Invited, InviteError> {
        let State { database, config, .. } = &*self.state;
        let (random, now) = (self.state.random(), self.state.now());
        invite_to(database, &config.domains, invite, random, now, None).await
    }
}

/// Invites the person into the database and returns the code, made of the random bytes. Where
/// there are domains, the address must be of one of them. The audit has it, with the administrator's
/// name.
pub async fn invite_to(
    database: &Database,
    domains: &[String],
    invite: &Invite,
    random: [u8; 16],
    now: DateTime<Utc>,
    administrator: Option<&str>,
) -> Result<Invited, InviteError> {
    if !domains.is_empty() && !domains.iter().any(|domain| domain == invite.email.domain()) {
        return Err(InviteError::OtherDomain { email: invite.email.clone() });
    }
    let subject = match &invite.subject {
        Some(subject) => subject.clone(),
        None => invite.email.as_str().parse()?,
    };
    let code = InvitationCode::from_random(random);
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
    let invitation = Invitation {
        code_hash: code.hash(),
        subject: subject.clone(),
        email: invite.email.clone(),
        serial: invite.serial,
        software: invite.software,
        expires_at,
        spent_at: None,
    };
    transaction.add_invitation(&invitation, now).await?;
    let line = AuditLine {
        at: now,
        event: INVITE,
        outcome: "done",
        subject: Some(subject.to_string()),
        administrator: administrator.map(Into::into),
        ..AuditLine::default()
    };
    transaction.write_audit(&line).await?;
    transaction.commit().await?;
    Ok(Invited { code, subject, expires_at })
}
