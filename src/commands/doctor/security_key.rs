//! The smart card service, the key helper, and the keys that are plugged in.

use crate::adapters::security_key::{SecurityKeyError, SecurityKeys};
use crate::commands::error::CommandError;
use crate::domain::config::Config;
use crate::domain::key_protocol::{Device, KeyRefusal};
use crate::domain::wire::KeyKind;

use super::finding::Finding;

const CHECK: &str = "key";

/// Returns a finding for each YubiKey that is plugged in, or for what stands in the way.
pub(super) fn check(keys: &mut dyn SecurityKeys, config: &Config) -> Vec<Finding> {
    let needed = config
        .issuers
        .iter()
        .flat_map(|issuer| &issuer.keys)
        .any(|key| key.kind == KeyKind::Yubikey);
    match keys.list() {
        Ok(devices) if devices.is_empty() && needed => {
            vec![Finding::bad(
                CHECK,
                CommandError::from(SecurityKeyError::from(KeyRefusal::Absent)),
            )]
        }
        Ok(devices) if devices.is_empty() => {
            vec![Finding::warning(
                CHECK,
                "no YubiKey is plugged in, and none is enrolled",
                "plug one in and run `vouch enroll`",
            )]
        }
        Ok(devices) => devices.iter().map(device).collect(),
        Err(error) if needed => vec![Finding::bad(CHECK, error)],
        Err(error) => {
            let error = CommandError::from(error);
            vec![Finding::warning(
                CHECK,
                error.what,
                error.hint.unwrap_or_else(|| "only needed for a YubiKey".into()),
            )]
        }
    }
}

fn device(device: &Device) -> Finding {
    let words = format!("YubiKey {} (firmware {})", device.serial, device.firmware);
    match (device.pin_is_factory, device.pin_tries_left) {
        (_, Some(0)) => Finding::bad(CHECK, SecurityKeyError::from(KeyRefusal::PinBlocked)),
        (Some(true), _) => Finding::warning(
            CHECK,
            format!("{words}: the PIN is still the factory's"),
            "change it with `vouch keys pin`",
        ),
        (_, Some(1)) => Finding::warning(
            CHECK,
            format!("{words}: one PIN try left"),
            "the next wrong PIN blocks it",
        ),
        (_, Some(tries)) => Finding::good(CHECK, format!("{words}, {tries} PIN tries left")),
        (_, None) => Finding::good(CHECK, words),
    }
}
