//! What an attestation says: Yubico's extensions, the slot in the subject, the key.
//!
//! It is read only after the path was checked.

use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePublicKey as _;
use thiserror::Error;
use x509_cert::certificate::{CertificateInner, Raw, TbsCertificateInner};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::{Decode as _, Encode as _};

use super::Firmware;
use crate::domain::jose::Jwk;
use crate::domain::key_protocol::Slot;

/// Three bytes: major, minor, patch. Bare, as far as we have seen; see [`bytes`].
const FIRMWARE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.3");
/// An INTEGER in DER.
const SERIAL: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.7");
/// Two bytes: PIN policy, touch policy. Bare, as far as we have seen; see [`bytes`].
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.8");
/// One byte: the form factor. What it says doesn't matter to us; that it is there does.
const FORM_FACTOR: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.41482.3.9");
const PIN_ALWAYS: u8 = 3;
const TOUCH_ALWAYS: u8 = 2;
const SUBJECT: &str = "CN=YubiKey PIV Attestation ";

/// What an attestation says.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) firmware: Firmware,
    pub(super) key: Jwk,
    pub(super) policy: TouchAndPin,
    pub(super) serial: u32,
    pub(super) slot: Slot,
}

/// When the card demands PIN and touch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum TouchAndPin {
    /// Both, for each use.
    Always,
    /// Anything weaker: once, cached, never, or a value we don't know.
    Weaker,
}

/// Why a certificate isn't the attestation of a key like ours.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum StatementError {
    /// The certificate can't be read.
    #[error("the attestation can't be read")]
    Certificate,
    /// One of Yubico's four extensions is absent, doubled or malformed.
    #[error("the attestation's {0} is absent or malformed")]
    Extension(&'static str),
    /// The key isn't on P-256.
    #[error("the attested key is not a P-256 key")]
    Key,
    /// The subject names no slot from 82 to 95.
    #[error("the attestation is not about a slot from 82 to 95")]
    Slot,
}

impl Statement {
    pub(super) fn read(der: &[u8]) -> Result<Self, StatementError> {
        let certificate =
            CertificateInner::<Raw>::from_der(der).map_err(|_| StatementError::Certificate)?;
        let body = certificate.tbs_certificate();
        let firmware = bytes(extension(body, FIRMWARE, "firmware")?)
            .ok_or(StatementError::Extension("firmware"))?;
        let [pin, touch] =
            bytes(extension(body, POLICY, "policy")?).ok_or(StatementError::Extension("policy"))?;
        let [_] = extension(body, FORM_FACTOR, "form factor")? else {
            return Err(StatementError::Extension("form factor"));
        };
        // `from_der` refuses negative numbers, greater ones and bytes left over.
        let serial = u32::from_der(extension(body, SERIAL, "serial number")?)
            .map_err(|_| StatementError::Extension("serial number"))?;
        let policy = match (pin, touch) {
            (PIN_ALWAYS, TOUCH_ALWAYS) => TouchAndPin::Always,
            _ => TouchAndPin::Weaker,
        };
        let firmware = Firmware(firmware);
        Ok(Self { firmware, key: key(body)?, policy, serial, slot: slot(body)? })
    }
}

fn extension<'a>(
    body: &'a TbsCertificateInner<Raw>,
    id: ObjectIdentifier,
    name: &'static str,
) -> Result<&'a [u8], StatementError> {
    let all = body.extensions().into_iter().flatten();
    let mut found = all.filter(|extension| extension.extn_id == id);
    match (found.next(), found.next()) {
        (Some(extension), None) => Ok(extension.extn_value.as_bytes()),
        _ => Err(StatementError::Extension(name)),
    }
}

/// Returns the value of exactly `N` bytes: bare, or in an OCTET STRING of its own, as some devices
/// are said to write it. The two forms differ in length, so neither is taken for the other.
fn bytes<const N: usize>(value: &[u8]) -> Option<[u8; N]> {
    match value {
        [4, length, inner @ ..] if inner.len() == N && usize::from(*length) == N => inner,
        bare => bare,
    }
    .try_into()
    .ok()
}

fn key(body: &TbsCertificateInner<Raw>) -> Result<Jwk, StatementError> {
    let der = body.subject_public_key_info().to_der().map_err(|_| StatementError::Key)?;
    let key = VerifyingKey::from_public_key_der(&der).map_err(|_| StatementError::Key)?;
    Ok(Jwk::from(&key))
}

fn slot(body: &TbsCertificateInner<Raw>) -> Result<Slot, StatementError> {
    let subject = body.subject().to_string();
    let slot = subject.strip_prefix(SUBJECT).ok_or(StatementError::Slot)?;
    slot.parse().map_err(|_| StatementError::Slot)
}
