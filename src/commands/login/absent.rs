//! No YubiKey is plugged in: the person is asked for one of those that are enrolled.

use std::time::Duration;

use crate::adapters::clock::Countdown;
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::commands::yubikey::plug;
use crate::domain::config::KnownIssuer;
use crate::domain::key_protocol::{Device, KeyRefusal};

/// Waits until a YubiKey is plugged in, whichever it is. Without a terminal that is an error at
/// once.
pub(super) fn wait(
    world: &mut World,
    issuer: &KnownIssuer,
    wanted: &[u32],
    timeout: Duration,
) -> Result<Vec<Device>, CommandError> {
    let host = issuer.url.host();
    let asked = match wanted {
        [] => format!("plug in the YubiKey that is enrolled at {host}"),
        serials => format!("plug in YubiKey {} to log in to {host}", plug::or(serials)),
    };
    let arrived = plug::wait(world, &Countdown::of(timeout), &asked, |found| !found.is_empty())?;
    arrived.ok_or_else(|| error(issuer, wanted))
}

fn error(issuer: &KnownIssuer, wanted: &[u32]) -> CommandError {
    let hint = match wanted {
        [] => {
            let url = &issuer.url;
            format!(
                "plug in the one that is enrolled at {url}, or run `vouch enroll --issuer {url}`"
            )
        }
        serials => format!("plug in YubiKey {}", plug::or(serials)),
    };
    CommandError::from(KeyRefusal::Absent).hint(hint)
}
