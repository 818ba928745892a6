//! Attestation: is this public key in a genuine YubiKey, made there, with PIN and touch always?

mod firmware;

pub use firmware::{Firmware, FirmwareError};

use super::jose::Jwk;

/// Proof that a key was made in a genuine YubiKey, which demands PIN and touch for each use of it.
///
/// There is no public constructor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct VerifiedAttestation {
    firmware: Firmware,
    key: Jwk,
    serial: u32,
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
}
