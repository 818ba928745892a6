//! A key that config.toml doesn't know: it was enrolled on another machine, or the file was lost.

use super::There;
use super::key::LoginKey;
use crate::adapters::config_file;
use crate::adapters::issuer_client::IssuerError;
use crate::adapters::runtime::block_on;
use crate::adapters::security_key::SecurityKeyError;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::commands::yubikey::Key;
use crate::domain::config::{self, KnownIssuer};
use crate::domain::key_protocol::{Device, KeyRefusal, Policy};
use crate::domain::subject::Subject;

/// Looks through the slots for a key that the issuer knows. It is asked by thumbprint alone, and
/// only for keys that want a touch: others were not enrolled.
pub(super) fn search(
    world: &mut World,
    there: &There<'_>,
    device: &Device,
) -> Result<Key, CommandError> {
    let mut refusals: Vec<String> = Vec::new();
    for slot in &device.used_slots {
        let key = match Key::inspect(world, device.serial, *slot) {
            Ok(key) if key.in_slot.touch_policy == Policy::Never => continue,
            Ok(key) => key,
            // A certificate without a key, or a key of another kind.
            Err(SecurityKeyError::Refused(
                KeyRefusal::SlotEmpty { .. } | KeyRefusal::Failed { .. },
            )) => continue,
            Err(error) => return Err(error.into()),
        };
        match block_on(there.client.challenge(there.ours, &key.id())) {
            Ok(_) => return Ok(key),
            Err(refused @ IssuerError::Refused { .. }) => refusals.push(refused.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    refusals.dedup();
    Err(none(there.known, device.serial, refusals))
}

fn none(issuer: &KnownIssuer, serial: u32, refusals: Vec<String>) -> CommandError {
    let what = format!("YubiKey {serial} holds no key to log in with at {}", issuer.url);
    let exit = if refusals.is_empty() { Exit::SecurityKey } else { Exit::Refused };
    let mut error = CommandError::new(exit, what);
    error.causes = refusals;
    error.hint(format!(
        "plug in one that is enrolled there, or run `vouch enroll --issuer {}` with an invitation",
        issuer.url
    ))
}

/// Writes a key that was found into the person's config.toml. The login stands without it.
pub(super) fn remember(world: &mut World, issuer: &KnownIssuer, subject: &Subject, key: &LoginKey) {
    let LoginKey::Yubikey(id, key) = key else { return };
    if issuer.key(id).is_some() {
        return;
    }
    let known = key.known(None);
    let change = |text: &str| config::add_key(text, &issuer.url, subject, &known);
    match config_file::update(&world.environment, change) {
        Ok(()) => world.output.tell(&format!("YubiKey {} is known here from now on", key.serial)),
        Err(error) => world.output.tell(&format!("the key was not remembered: {error}")),
    }
}
