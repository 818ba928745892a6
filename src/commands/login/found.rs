//! A key that config.toml doesn't know: it was enrolled on another machine, or the file was lost.

use super::There;
use super::key::LoginKey;
use crate::adapters::config_file;
use crate::adapters::issuer_client::IssuerError;
use crate::adapters::runtime::block_on;
use crate::adapters::security_key::SecurityKeyError;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::commands::yubikey::{Key, plug};
use crate::domain::config::{self, KnownIssuer};
use crate::domain::key_protocol::{Device, KeyRefusal, Policy};
use crate::domain::subject::Subject;

/// Looks through the devices for a key that the issuer knows, and says which are `wanted` where
/// none of them has one.
pub(super) fn search(
    world: &mut World,
    there: &There<'_>,
    devices: &[Device],
    wanted: &[u32],
) -> Result<Key, CommandError> {
    let mut refusals: Vec<String> = Vec::new();
    for device in devices {
        if let Some(key) = search_in(world, there, device, &mut refusals)? {
            return Ok(key);
        }
    }
    let serials: Vec<u32> = devices.iter().map(|device| device.serial).collect();
    if !wanted.is_empty() {
        return Err(another(there.known, &serials, wanted));
    }
    refusals.dedup();
    Err(none(there.known, &serials, refusals))
}

/// Looks through the slots of one. The issuer is asked by thumbprint alone, and only for keys that
/// want a touch: others were not enrolled.
fn search_in(
    world: &mut World,
    there: &There<'_>,
    device: &Device,
    refusals: &mut Vec<String>,
) -> Result<Option<Key>, CommandError> {
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
            Ok(_) => return Ok(Some(key)),
            Err(refused @ IssuerError::Refused { .. }) => refusals.push(refused.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

/// The enrolled key is at home in the drawer.
fn another(issuer: &KnownIssuer, there: &[u32], wanted: &[u32]) -> CommandError {
    let (verb, host) = (if there.len() == 1 { "is" } else { "are" }, issuer.url.host());
    let what = format!(
        "YubiKey {} {verb} plugged in, but {} is enrolled at {host}",
        plug::and(there),
        plug::or(wanted)
    );
    CommandError::new(Exit::SecurityKey, what).hint(format!("plug in {}", plug::or(wanted)))
}

fn none(issuer: &KnownIssuer, there: &[u32], refusals: Vec<String>) -> CommandError {
    let verb = if there.len() == 1 { "holds" } else { "hold" };
    let url = &issuer.url;
    let what = format!("YubiKey {} {verb} no key to log in with at {url}", plug::and(there));
    let exit = if refusals.is_empty() { Exit::SecurityKey } else { Exit::Refused };
    let mut error = CommandError::new(exit, what);
    error.causes = refusals;
    error.hint(format!(
        "plug in one that is enrolled there, or run `vouch enroll --issuer {url}` with an invitation"
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
