//! The smart card service, the key helper, and the keys that are plugged in.

use super::catalogue::{KEY_PIN, KEY_PRESENT, KEY_READER};
use super::finding::Finding;
use crate::adapters::security_key::{SecurityKeyError, SecurityKeys};
use crate::domain::config::Config;
use crate::domain::key_protocol::{Device, KeyRefusal};
use crate::domain::wire::KeyKind;

/// Returns what is known of the YubiKeys that are plugged in, or what stands in the way.
pub(super) fn check(keys: &mut dyn SecurityKeys, config: &Config) -> Vec<Finding> {
    let enrolled = || config.issuers.iter().flat_map(|issuer| &issuer.keys);
    let is_needed = enrolled().any(|key| key.kind == KeyKind::Yubikey);
    let has_other = enrolled().any(|key| key.kind != KeyKind::Yubikey);
    let devices = match keys.list() {
        Ok(devices) => devices,
        Err(error) if is_needed => return vec![KEY_READER.failed(error)],
        Err(error) => return vec![KEY_READER.failed_unneeded(error)],
    };
    let reader = KEY_READER.good("the key helper reaches the smart card service");
    let present = match devices.as_slice() {
        [] if is_needed => KEY_PRESENT.failed(SecurityKeyError::from(KeyRefusal::Absent)),
        [] if has_other => KEY_PRESENT.good("no YubiKey is plugged in, and none is needed"),
        [] => KEY_PRESENT.warn("no YubiKey is plugged in, and none is enrolled"),
        some => KEY_PRESENT.good(named(some)),
    };
    [reader, present].into_iter().chain(devices.iter().map(pin)).collect()
}

fn named(devices: &[Device]) -> String {
    let name = |it: &Device| format!("YubiKey {} (firmware {})", it.serial, it.firmware);
    devices.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn pin(device: &Device) -> Finding {
    let of = format!("YubiKey {}", device.serial);
    match (device.pin_is_factory, device.pin_tries_left) {
        (_, Some(0)) => KEY_PIN.failed(SecurityKeyError::from(KeyRefusal::PinBlocked)),
        (Some(true), _) => KEY_PIN
            .warn(format!("{of}: the PIN is still the factory's"))
            .remedy("change it with `vouch keys pin`"),
        (_, Some(1)) => {
            KEY_PIN.warn(format!("{of}: one PIN try left")).remedy("the next wrong PIN blocks it")
        }
        (_, Some(tries)) => KEY_PIN.good(format!("{of}: {tries} PIN tries left")),
        (_, None) => KEY_PIN.good(format!("{of}: it doesn't say how many PIN tries are left")),
    }
}
