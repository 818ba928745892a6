//! Attestation: certificates that say what a slot's key is, and the ways a test may spoil them.
//!
//! Yubico's extensions: <https://developers.yubico.com/PIV/Introduction/PIV_attestation.html>.

use p256::ecdsa::SigningKey;

use super::keys::{ATTESTATION_SLOT, Key, Origin};
use super::objects::{self, certificate};
use super::{PinPolicy, Piv, TouchPolicy};
use crate::apdu::{Answer, Status};
use crate::der::{Certificate, Criticality, authority, extension, integer};
use crate::options::Firmware;
use crate::random;

/// What is wrong with the attestations of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The attested public key isn't the slot's.
    AnotherKey,
    /// The device's certificate comes from a root that isn't the announced one.
    AnotherRoot,
    /// The attestation claims another serial number.
    AnotherSerial(u32),
    /// The attestation is signed by a key that isn't the device's.
    ForgedSignature,
    /// The attestation claims these policies.
    Policies(PinPolicy, TouchPolicy),
}

pub(crate) struct Attestation {
    root: SigningKey,
    root_certificate: Vec<u8>,
    firmware: Firmware,
    flaw: Option<Flaw>,
}

impl Attestation {
    pub(crate) fn new(firmware: Firmware) -> Attestation {
        let root = Key::attesting();
        let signer = SigningKey::from(&root.secret);
        let root_certificate = Certificate {
            serial: &[1],
            issuer: ROOT,
            subject: ROOT,
            point: &root.point(),
            extensions: &[authority(1)],
        }
        .sign(&signer);
        Attestation { root: signer, root_certificate, firmware, flaw: None }
    }

    pub(crate) fn root_der(&self) -> Vec<u8> {
        self.root_certificate.clone()
    }

    /// The certificate of the device's attestation key, as the factory writes it into F9.
    fn device_certificate(&self, key: &Key, root: &SigningKey) -> Vec<u8> {
        let extensions =
            [yubico(3, &self.firmware.bytes()), authority(0), yubico(9, &[USB_A_KEYCHAIN])];
        let (serial, point) = (random::serial(), key.point());
        let subject = DEVICE;
        let extensions = &extensions;
        Certificate { serial: &serial, issuer: ROOT, subject, point: &point, extensions }.sign(root)
    }
}

impl Key {
    fn attesting() -> Key {
        let (pin, touch) = (PinPolicy::Never, TouchPolicy::Never);
        Key { secret: random::secret_key(), pin, touch, origin: Origin::Imported }
    }
}

impl Piv {
    /// What the factory does: a key in F9 and its certificate.
    pub(super) fn install_attestation_certificate(&mut self) {
        let key = Key::attesting();
        let der = self.attestation.device_certificate(&key, &self.attestation.root);
        self.keys.put(ATTESTATION_SLOT, key);
        self.objects.set(objects::ATTESTATION, certificate(&der));
    }

    /// Spoils (or, with `None`, mends) the attestations from now on.
    pub(crate) fn set_flaw(&mut self, flaw: Option<Flaw>) {
        self.attestation.flaw = flaw;
        let root = match flaw {
            Some(Flaw::AnotherRoot) => SigningKey::from(&random::secret_key()),
            _ => self.attestation.root.clone(),
        };
        if let Some(key) = self.keys.at(ATTESTATION_SLOT) {
            let der = self.attestation.device_certificate(key, &root);
            self.objects.set(objects::ATTESTATION, certificate(&der));
        }
    }

    /// ATTEST: only for a key that was made here.
    pub(super) fn attest(&self, slot: u8) -> Answer {
        let key = self.keys.at(slot).ok_or(Status::WRONG_DATA)?;
        if key.origin != Origin::Generated {
            return Err(Status::WRONG_DATA);
        }
        let device = self.keys.at(ATTESTATION_SLOT).ok_or(Status::WRONG_DATA)?;
        let (mut claimed, mut serial, mut signer) = (key.clone(), self.serial, &device.secret);
        let forger = random::secret_key();
        match self.attestation.flaw {
            Some(Flaw::AnotherKey) => claimed.secret = random::secret_key(),
            Some(Flaw::AnotherSerial(other)) => serial = other,
            Some(Flaw::ForgedSignature) => signer = &forger,
            Some(Flaw::Policies(pin, touch)) => (claimed.pin, claimed.touch) = (pin, touch),
            Some(Flaw::AnotherRoot) | None => {}
        }
        Ok(self.slot_certificate(slot, &claimed, serial).sign_with(signer))
    }

    fn slot_certificate(&self, slot: u8, key: &Key, serial: u32) -> SlotCertificate {
        SlotCertificate {
            subject: format!("YubiKey PIV Attestation {slot:x}"),
            point: key.point(),
            extensions: vec![
                yubico(3, &self.firmware.bytes()),
                yubico(7, &integer(&serial.to_be_bytes())),
                yubico(8, &[key.pin as u8, key.touch as u8]),
                yubico(9, &[USB_A_KEYCHAIN]),
            ],
        }
    }
}

struct SlotCertificate {
    subject: String,
    point: Vec<u8>,
    extensions: Vec<Vec<u8>>,
}

impl SlotCertificate {
    fn sign_with(&self, signer: &p256::SecretKey) -> Vec<u8> {
        Certificate {
            serial: &random::serial(),
            issuer: DEVICE,
            subject: &self.subject,
            point: &self.point,
            extensions: &self.extensions,
        }
        .sign(&SigningKey::from(signer))
    }
}

/// Yubico's extension 1.3.6.1.4.1.41482.3.`number`.
fn yubico(number: u64, value: &[u8]) -> Vec<u8> {
    extension(&[1, 3, 6, 1, 4, 1, 41482, 3, number], Criticality::Optional, value)
}

const ROOT: &str = "Virtual YubiKey PIV Root CA";
const DEVICE: &str = "Virtual YubiKey PIV Attestation";
const USB_A_KEYCHAIN: u8 = 1;
