//! Which YubiKey is plugged in; where none is, the person is asked for it and it is waited for.

use std::time::Duration;

use crate::adapters::clock::Countdown;
use crate::adapters::security_key::SecurityKeyError;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::key_protocol::{Device, KeyRefusal};

/// How often is looked whether a key has come. The smart card service looks no more often.
const LOOK: Duration = Duration::from_millis(400);

/// Returns the YubiKeys that are plugged in, none included. The person is told when another program
/// lets nobody look.
pub fn list(world: &mut World) -> Result<Vec<Device>, SecurityKeyError> {
    let World { output, prompt, security_keys, .. } = world;
    security_keys.list_telling(&mut || {
        let waiting = "waiting for the YubiKey: another program uses it, or it still blinks for one \
                       that has ended";
        output.show(&mut **prompt, waiting);
    })
}

/// Returns the plugged YubiKeys; none is an error.
pub fn plugged(world: &mut World) -> Result<Vec<Device>, CommandError> {
    let devices = list(world)?;
    if devices.is_empty() { Err(KeyRefusal::Absent.into()) } else { Ok(devices) }
}

/// Asks the person for a key and waits until `is_there` says so of what is plugged in. `None` when
/// the time is over, or when there is no terminal: then nobody can be asked.
pub fn wait(
    world: &mut World,
    countdown: &Countdown,
    asked: &str,
    is_there: impl Fn(&[Device]) -> bool,
) -> Result<Option<Vec<Device>>, CommandError> {
    if world.prompt.show(asked).is_err() {
        return Ok(None);
    }
    let mut obstacle = None;
    while !countdown.left().is_zero() {
        match list(world) {
            Ok(devices) if is_there(&devices) => return Ok(Some(devices)),
            Ok(_) => obstacle = None,
            // Others jump at a key that was just plugged in, and let it go again.
            Err(SecurityKeyError::Refused(
                passing @ (KeyRefusal::Busy | KeyRefusal::Failed { .. } | KeyRefusal::Removed),
            )) => obstacle = Some(passing),
            Err(error) => return Err(error.into()),
        }
        countdown.pass(LOOK);
    }
    obstacle.map_or(Ok(None), |obstacle| Err(obstacle.into()))
}

/// Returns the device that was asked for; without, the only one, or the one that the person picks.
pub fn choose(
    world: &mut World,
    mut devices: Vec<Device>,
    serial: Option<u32>,
) -> Result<Device, CommandError> {
    if let Some(serial) = serial {
        return match devices.iter().position(|device| device.serial == serial) {
            Some(place) => Ok(devices.swap_remove(place)),
            None => Err(other(serial, &devices)),
        };
    }
    let chosen = match devices.len() {
        0 => return Err(KeyRefusal::Absent.into()),
        1 => 0,
        _ => world.prompt.choose("which YubiKey?", &descriptions(&devices))?,
    };
    Ok(devices.swap_remove(chosen))
}

/// Says that the key that was asked for isn't there, and which are.
fn other(serial: u32, devices: &[Device]) -> CommandError {
    let there: Vec<u32> = devices.iter().map(|device| device.serial).collect();
    match there[..] {
        [] => CommandError::from(KeyRefusal::Absent).hint(format!("plug YubiKey {serial} in")),
        _ => {
            let (verb, there) = (if there.len() == 1 { "is" } else { "are" }, and(&there));
            let what = format!("YubiKey {serial} is not plugged in; {there} {verb}");
            CommandError::new(Exit::SecurityKey, what)
                .hint("plug that one in, or choose another with `--key SERIAL`")
        }
    }
}

/// Lists serial numbers: `1`, `1 and 2`, `1, 2 and 3`.
pub fn and(serials: &[u32]) -> String {
    joined(serials, "and")
}

/// Lists serial numbers: `1`, `1 or 2`, `1, 2 or 3`.
pub fn or(serials: &[u32]) -> String {
    joined(serials, "or")
}

fn joined(serials: &[u32], word: &str) -> String {
    let words: Vec<String> = serials.iter().map(u32::to_string).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} {word} {last}", others.join(", ")),
        None => String::new(),
    }
}

fn descriptions(devices: &[Device]) -> Vec<String> {
    let describe =
        |device: &Device| format!("YubiKey {} (firmware {})", device.serial, device.firmware);
    devices.iter().map(describe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_listed_as_people_list() {
        assert_eq!(and(&[]), "");
        assert_eq!(and(&[1]), "1");
        assert_eq!(and(&[1, 2]), "1 and 2");
        assert_eq!(or(&[1, 2, 3]), "1, 2 or 3");
    }
}
