//! Makes a key in a card and lets the card attest it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use yubikey::piv::{self, AlgorithmId};
use yubikey::{PinPolicy, TouchPolicy, Version, YubiKey};

use super::contents::{certificate_object, jwk, slot_id, used_slots};
use super::mishap::Mishap;
use super::pin::Pin;
use super::{certificate_object as object, management_key, readers};
use crate::domain::key_protocol::{
    Generated, KeyRefusal, ManagementKeyRequest, Slot, UsedSlot, choose_slot,
};

/// The object that holds the device's attestation certificate (slot f9).
const DEVICE_CERTIFICATE: u32 = 0x005f_ff01;

/// The first firmware that attests keys.
const ATTESTING: Version = Version { major: 4, minor: 3, patch: 0 };

/// Where a key is to be made.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// In which YubiKey.
    pub(super) serial: u32,
    /// In which slot; the first free one if `None`.
    pub(super) slot: Option<Slot>,
    /// What to do with a slot that is in use.
    pub(super) used_slot: UsedSlot,
}

/// Makes a P-256 key, PIN and touch always, and returns it with its attestation. The PIN is
/// always verified first, so that one that is wrong shows before a key is made that needs it.
pub(super) fn generate(
    place: Place,
    known: ManagementKeyRequest<'_>,
    pin: &Pin,
) -> Result<Generated, KeyRefusal> {
    readers::with(place.serial, |key| {
        if key.version() < ATTESTING {
            let firmware = key.version().to_string();
            return Err(KeyRefusal::OldFirmware { firmware }.into());
        }
        let slot = choose_slot(&used_slots(key)?, place.slot, place.used_slot)?;
        pin.verify(key)?;
        management_key::authenticate(key, known)?;
        // Once there may be a new key, nothing is tried again: it would make another.
        make(key, slot).map_err(|mishap| Mishap::Refused(mishap.into()))
    })
}

/// Makes the key and lets the card attest it.
fn make(key: &mut YubiKey, slot: Slot) -> Result<Generated, Mishap> {
    let (pin, touch) = (PinPolicy::Always, TouchPolicy::Always);
    let made = piv::generate(key, slot_id(slot), AlgorithmId::EccP256, pin, touch)?;
    let public_key = jwk(made.subject_public_key.raw_bytes())?;
    Ok(Generated { slot, public_key, attestation: attest(key, slot)? })
}

/// Returns the attestation chain, and writes the attestation where the slot's certificate lies:
/// most tools take a slot without one for empty.
fn attest(key: &mut YubiKey, slot: Slot) -> Result<Vec<String>, Mishap> {
    let attestation = piv::attest(key, slot_id(slot))?;
    let device = key.fetch_object(DEVICE_CERTIFICATE)?;
    let device = object::unwrap(&device)
        .ok_or_else(|| KeyRefusal::Failed { reason: "it has no attestation certificate".into() })?;
    key.save_object(certificate_object(slot), &mut object::wrap(&attestation))?;
    Ok(vec![STANDARD.encode(&*attestation), STANDARD.encode(device)])
}
