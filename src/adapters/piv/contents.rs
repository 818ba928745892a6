//! What is in a key: its state, its slots, and the key in one of them.

use p256::ecdsa::VerifyingKey;
use yubikey::piv::{self, AlgorithmId, ManagementSlotId, SlotAlgorithmId, SlotId, SlotMetadata};
use yubikey::{Error, PinPolicy, TouchPolicy, YubiKey};

use super::mishap::Mishap;
use super::{attested, readers};
use crate::domain::jose::Jwk;
use crate::domain::key_protocol::{Device, KeyRefusal, Policy, Slot, SlotKey};

/// The object that holds the certificate of slot 82; those of the other slots follow.
const FIRST_CERTIFICATE: u32 = 0x005f_c10d;

/// Describes all keys that are plugged in.
pub(super) fn list() -> Result<Vec<Device>, KeyRefusal> {
    readers::look_at_all(device)
}

/// Describes the key in the slot.
pub(super) fn inspect(serial: u32, slot: Slot) -> Result<SlotKey, KeyRefusal> {
    readers::look(serial, |key| match piv::metadata(key, slot_id(slot)) {
        Ok(metadata) => described(slot, &metadata),
        Err(Error::NotFound) => Err(KeyRefusal::SlotEmpty { slot }.into()),
        Err(Error::NotSupported) => attested::inspect(key, slot),
        Err(error) => Err(error.into()),
    })
}

/// Returns the slots that hold a key, or a certificate, which may be all that is left of one.
pub(super) fn used_slots(key: &mut YubiKey) -> Result<Vec<Slot>, Mishap> {
    let mut used = Vec::new();
    for slot in Slot::all() {
        if holds_certificate(key, slot)? || holds_key(key, slot)? {
            used.push(slot);
        }
    }
    Ok(used)
}

/// Returns the library's name of the slot.
pub(super) fn slot_id(slot: Slot) -> SlotId {
    SlotId::try_from(slot.number()).expect("82 to 95 are slots of the card")
}

/// Returns the object that holds the slot's certificate.
pub(super) fn certificate_object(slot: Slot) -> u32 {
    FIRST_CERTIFICATE + u32::from(slot.number() - 0x82)
}

/// Returns the public key whose uncompressed point this is.
pub(super) fn jwk(point: &[u8]) -> Result<Jwk, KeyRefusal> {
    VerifyingKey::from_sec1_bytes(point)
        .map(|key| Jwk::from(&key))
        .map_err(|_| KeyRefusal::Failed { reason: "its public key is not on P-256".into() })
}

/// Describes an open key.
fn device(key: &mut YubiKey) -> Result<Device, Mishap> {
    let (pin_tries_left, pin_is_factory) = pin_state(key)?;
    Ok(Device {
        serial: key.serial().into(),
        firmware: key.version().to_string(),
        reader: key.name().to_owned(),
        pin_tries_left,
        pin_is_factory,
        used_slots: used_slots(key)?,
    })
}

/// Returns the tries left and whether the PIN is the factory's.
///
/// The library's own count says 0 when another program has just verified the PIN; a blocked PIN
/// says 0 as well. Metadata tells, where there is any.
fn pin_state(key: &mut YubiKey) -> Result<(Option<u8>, Option<bool>), Mishap> {
    match piv::metadata(key, SlotId::Management(ManagementSlotId::Pin)) {
        Ok(metadata) => {
            Ok((metadata.retries.map(|retries| retries.remaining_count), metadata.default))
        }
        Err(Error::NotSupported) => match key.verify_pin(b"") {
            Err(Error::WrongPin { tries }) => Ok((Some(tries), None)),
            Ok(()) => Ok((None, None)),
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// Whether there is a certificate. An object that can't be read is taken for one.
fn holds_certificate(key: &mut YubiKey, slot: Slot) -> Result<bool, Mishap> {
    match key.fetch_object(certificate_object(slot)) {
        Ok(object) => Ok(!object.is_empty()),
        Err(Error::NotFound) => Ok(false),
        Err(error @ Error::PcscError { .. }) => Err(error.into()),
        Err(_) => Ok(true),
    }
}

/// Whether there is a key. One that can't be read is one. Firmware without metadata attests the
/// keys that were made in the card; one that was imported shows by its certificate only.
pub(super) fn holds_key(key: &mut YubiKey, slot: Slot) -> Result<bool, Mishap> {
    match piv::metadata(key, slot_id(slot)) {
        Err(Error::NotFound) => Ok(false),
        Err(Error::NotSupported) => match piv::attest(key, slot_id(slot)) {
            Err(error @ Error::PcscError { .. }) => Err(error.into()),
            attested => Ok(attested.is_ok()),
        },
        Err(error @ Error::PcscError { .. }) => Err(error.into()),
        _ => Ok(true),
    }
}

/// Describes a key by its metadata.
fn described(slot: Slot, metadata: &SlotMetadata) -> Result<SlotKey, Mishap> {
    let failed = |reason: &str| KeyRefusal::Failed { reason: reason.into() };
    if metadata.algorithm != SlotAlgorithmId::Asymmetric(AlgorithmId::EccP256) {
        return Err(failed("the key in this slot is of another kind").into());
    }
    let public = metadata.public.as_ref().ok_or_else(|| failed("it names no public key"))?;
    let (pin, touch) = metadata.policy.ok_or_else(|| failed("it names no policies"))?;
    Ok(SlotKey {
        slot,
        public_key: jwk(public.subject_public_key.raw_bytes())?,
        pin_policy: pin_policy(pin),
        touch_policy: touch_policy(touch),
    })
}

/// Translates; the default of these slots is once a session.
fn pin_policy(policy: PinPolicy) -> Policy {
    match policy {
        PinPolicy::Always => Policy::Always,
        PinPolicy::Never => Policy::Never,
        PinPolicy::Default | PinPolicy::Once => Policy::Once,
    }
}

/// Translates; the default is never.
fn touch_policy(policy: TouchPolicy) -> Policy {
    match policy {
        TouchPolicy::Always => Policy::Always,
        TouchPolicy::Cached => Policy::Cached,
        TouchPolicy::Default | TouchPolicy::Never => Policy::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_its_place_in_the_library_and_its_certificate() {
        for slot in Slot::all() {
            assert_eq!(u8::from(slot_id(slot)), slot.number());
        }
        assert_eq!(certificate_object("82".parse().unwrap()), 0x005f_c10d);
        assert_eq!(certificate_object("95".parse().unwrap()), 0x005f_c120);
    }
}
