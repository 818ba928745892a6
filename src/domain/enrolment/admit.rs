//! Who may enrol which key: the rules of invitations and of further keys.

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::NewKey;
use crate::domain::attestation::{Firmware, VerifiedAttestation};
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::live_session::LiveSession;
use crate::domain::person::{EmailAddress, EnrolledKey};
use crate::domain::subject::Subject;
use crate::domain::wire::KeyKind;

/// How old the touch may be when a person adds a further key.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);

/// An invitation as the database has it now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Invitation {
    /// Of its code.
    pub code_hash: String,
    /// Who the key will speak for.
    pub subject: Subject,
    /// Where the invitation went.
    pub email: EmailAddress,
    /// The one YubiKey it is for, if it is for one.
    pub serial: Option<u32>,
    /// Whether a software key will do.
    pub software: SoftwareKeys,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was used, if it was.
    pub spent_at: Option<DateTime<Utc>>,
}

/// Whether a key that isn't in hardware will do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SoftwareKeys {
    /// The administrator said so.
    Allowed,
    /// It won't.
    Refused,
}

/// What is known of where a new key lives.
#[derive(Debug)]
pub enum Evidence {
    /// A YubiKey attested it, and the attestation held.
    Attested(VerifiedAttestation),
    /// Nothing: anybody could have a copy.
    Software,
}

/// The YubiKey that a key lives in, from its attestation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Device {
    /// The serial number.
    pub serial: u32,
    /// The firmware.
    pub firmware: Firmware,
}

/// A key that may be written into the list of keys. A [`Device`] means that it was attested.
///
/// There is no public constructor: it comes out of [`admit_invited`] or [`admit_further`].
#[derive(Debug)]
pub struct Admitted {
    at: DateTime<Utc>,
    device: Option<Device>,
    email: EmailAddress,
    invitation: Option<String>,
    jwk: Jwk,
    subject: Subject,
}

impl Admitted {
    /// Returns when it was admitted.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns the YubiKey it lives in, unless it is a software key.
    pub fn device(&self) -> Option<Device> {
        self.device
    }

    /// Returns where the person's invitation went.
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// Returns the key's name.
    pub fn id(&self) -> KeyId {
        self.jwk.thumbprint()
    }

    /// Returns the hash of the invitation's code. Writing the key and marking the invitation as
    /// spent (only if it isn't yet) is one transaction.
    pub fn invitation(&self) -> Option<&str> {
        self.invitation.as_deref()
    }

    /// Returns the public key.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Returns where the private key lives: a YubiKey only with an attestation that held.
    pub fn kind(&self) -> KeyKind {
        if self.device.is_some() { KeyKind::Yubikey } else { KeyKind::Software }
    }

    /// Returns who the key will speak for.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }
}

/// Why a key isn't enrolled; at the wire `invalid_grant` or, where marked, `access_denied`.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum EnrolmentRefusal {
    /// The attestation is about another key: a mistake in our own code.
    #[error("the attestation is about another key")]
    AttestedOther,
    /// The invitation is over.
    #[error("the invitation has expired")]
    Expired,
    /// The proof was made for another invitation.
    #[error("the proof was made for another invitation")]
    OtherInvitation,
    /// The invitation is for another YubiKey (`access_denied`).
    #[error("the invitation is for the YubiKey with serial number {expected}")]
    OtherSerial {
        /// The one it is for.
        expected: u32,
    },
    /// The touch is too old to add a key (`access_denied`).
    #[error("adding a key takes a login that is under 5 minutes old")]
    PresenceTooOld,
    /// A software key isn't taken here (`access_denied`).
    #[error("a software key is not allowed here")]
    SoftwareKey,
    /// The login was with a software key, which vouches for no hardware (`access_denied`).
    #[error("adding a key takes a login with a YubiKey")]
    SoftwareSession,
    /// The invitation was used.
    #[error("the invitation was used before")]
    Spent,
}

/// Admits a key by invitation: it is the proof's, unused, not over, and allows this kind of key and,
/// where it names one, only this YubiKey.
pub fn admit_invited(
    invitation: &Invitation,
    new_key: NewKey,
    evidence: &Evidence,
    now: DateTime<Utc>,
) -> Result<Admitted, EnrolmentRefusal> {
    if new_key.code_hash.as_deref() != Some(invitation.code_hash.as_str()) {
        return Err(EnrolmentRefusal::OtherInvitation);
    }
    if invitation.spent_at.is_some() {
        return Err(EnrolmentRefusal::Spent);
    }
    if now >= invitation.expires_at {
        return Err(EnrolmentRefusal::Expired);
    }
    let device = device(&new_key, evidence, invitation.software)?;
    if let Some(expected) = invitation.serial
        && device.map(|device| device.serial) != Some(expected)
    {
        return Err(EnrolmentRefusal::OtherSerial { expected });
    }
    Ok(Admitted {
        at: now,
        device,
        email: invitation.email.clone(),
        invitation: new_key.code_hash,
        jwk: new_key.jwk,
        subject: invitation.subject.clone(),
    })
}

/// Tells whether the key came in by this invitation before, so that only the answer was lost: it is
/// its holder's, who also holds the code, and the same is told again. Nothing is given.
pub fn is_admitted(invitation: &Invitation, new_key: &NewKey, enrolled: &EnrolledKey) -> bool {
    new_key.code_hash.as_deref() == Some(invitation.code_hash.as_str())
        && invitation.spent_at.is_some()
        && enrolled.jwk == new_key.jwk
        && enrolled.person.subject == invitation.subject
}

/// Admits a further key of the person whose session this is: they logged in with an attested key,
/// the touch is fresh, the proof names no invitation, and the key is an attested one.
///
/// Whoever copies a software key could otherwise make it `hwk` with a YubiKey of their own.
pub fn admit_further(
    session: &LiveSession,
    new_key: NewKey,
    evidence: &Evidence,
) -> Result<Admitted, EnrolmentRefusal> {
    if new_key.code_hash.is_some() {
        return Err(EnrolmentRefusal::OtherInvitation);
    }
    if session.age() >= FRESH {
        return Err(EnrolmentRefusal::PresenceTooOld);
    }
    if session.kind() != KeyKind::Yubikey {
        return Err(EnrolmentRefusal::SoftwareSession);
    }
    let device = device(&new_key, evidence, SoftwareKeys::Refused)?;
    Ok(Admitted {
        at: session.seen_at(),
        device,
        email: session.person().email.clone(),
        invitation: None,
        jwk: new_key.jwk,
        subject: session.person().subject.clone(),
    })
}

fn device(
    new_key: &NewKey,
    evidence: &Evidence,
    software: SoftwareKeys,
) -> Result<Option<Device>, EnrolmentRefusal> {
    match (evidence, software) {
        (Evidence::Attested(attestation), _) if attestation.key() != &new_key.jwk => {
            Err(EnrolmentRefusal::AttestedOther)
        }
        (Evidence::Attested(attestation), _) => {
            Ok(Some(Device { serial: attestation.serial(), firmware: attestation.firmware() }))
        }
        (Evidence::Software, SoftwareKeys::Allowed) => Ok(None),
        (Evidence::Software, SoftwareKeys::Refused) => Err(EnrolmentRefusal::SoftwareKey),
    }
}
