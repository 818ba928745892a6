//! Attestation: is this public key in a genuine YubiKey, made there, with PIN and touch always?
//!
//! A YubiKey attests a key that it made (never one that was imported) with a certificate signed by
//! its own attestation key in slot F9, whose certificate the factory signed
//! ([PIV attestation](https://developers.yubico.com/PIV/Introduction/PIV_attestation.html)).

mod firmware;
mod path;
mod roots;
mod statement;
#[cfg(test)]
pub(crate) mod test_certificates;
#[cfg(test)]
pub(in crate::domain) mod tests;
#[cfg(test)]
mod vectors;

use chrono::{DateTime, Utc};
use thiserror::Error;

pub use firmware::{Firmware, FirmwareError};
pub use path::{PathError, PathFault};
pub use roots::{Roots, RootsError, YUBICO, known_root};
pub use statement::StatementError;

use super::jose::Jwk;
use super::key_protocol::Slot;
use statement::{Statement, TouchAndPin};

/// Proof that a key was made in a genuine YubiKey, which demands PIN and touch for each use of it.
///
/// There is no public constructor: the only way to hold one is [`verify`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifiedAttestation {
    firmware: Firmware,
    key: Jwk,
    serial: u32,
    slot: Slot,
}

impl VerifiedAttestation {
    /// Returns the YubiKey's firmware.
    pub fn firmware(&self) -> Firmware {
        self.firmware
    }

    /// Returns the key that was attested.
    pub fn key(&self) -> &Jwk {
        &self.key
    }

    /// Returns the YubiKey's serial number.
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Returns the slot that the key is in.
    pub fn slot(&self) -> Slot {
        self.slot
    }
}

/// Why an attestation isn't taken; at the wire `invalid_request`, or `access_denied` for
/// [`AttestationError::OldFirmware`].
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum AttestationError {
    /// There must be two: the key's, then the device's.
    #[error("an attestation has two certificates, not {0}")]
    Count(usize),
    /// The firmware is older than the issuer takes.
    #[error("the YubiKey's firmware is {found}; at least {minimum} is needed")]
    OldFirmware {
        /// What it has.
        found: Firmware,
        /// What the issuer takes.
        minimum: Firmware,
    },
    /// The certificate is about another key.
    #[error("the attestation is about another key")]
    OtherKey,
    /// The certificates don't lead to a root that the issuer trusts.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The card would sign without a PIN or without a touch.
    #[error("the key does not demand a PIN and a touch for each use")]
    Policy,
    /// The certificate doesn't say what Yubico's certificates say.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

/// Returns what is proven of the key by these certificates (DER: the key's attestation, then the
/// device's).
///
/// In this order: the device's certificate signed the attestation and leads to a root we trust, all
/// of them valid now; the attestation says what Yubico's say; it is about this key; the card demands
/// PIN and touch for each use; the firmware is new enough. Whether it is the YubiKey that was
/// invited, [`super::enrolment::admit_invited`] compares.
pub fn verify(
    certificates: &[Vec<u8>],
    key: &Jwk,
    roots: &Roots,
    minimum: Option<Firmware>,
    now: DateTime<Utc>,
) -> Result<VerifiedAttestation, AttestationError> {
    let [attestation, device] = certificates else {
        return Err(AttestationError::Count(certificates.len()));
    };
    path::check(attestation, device, roots, now)?;
    let statement = Statement::read(attestation)?;
    if statement.key != *key {
        return Err(AttestationError::OtherKey);
    }
    if statement.policy != TouchAndPin::Always {
        return Err(AttestationError::Policy);
    }
    let found = statement.firmware;
    if let Some(minimum) = minimum.filter(|minimum| found < *minimum) {
        return Err(AttestationError::OldFirmware { found, minimum });
    }
    Ok(VerifiedAttestation {
        firmware: found,
        key: statement.key,
        serial: statement.serial,
        slot: statement.slot,
    })
}
