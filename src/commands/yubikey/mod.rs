//! A YubiKey in the hands of a person: which one, its PIN, its touch. Shared by the commands that
//! need one.

pub mod pin;

use std::time::Duration;

use super::error::CommandError;
use super::world::World;
use crate::adapters::security_key::{SecurityKeyError, Sign};
use crate::domain::config::KnownKey;
use crate::domain::jose::KeyId;
use crate::domain::key_protocol::{Device, KeyRefusal, Policy, Slot, SlotKey};
use crate::domain::secret::Secret;
use crate::domain::wire::KeyKind;

/// Returns the plugged YubiKeys; none is an error.
pub fn plugged(world: &mut World) -> Result<Vec<Device>, CommandError> {
    let devices = world.security_keys.list()?;
    if devices.is_empty() { Err(KeyRefusal::Absent.into()) } else { Ok(devices) }
}

/// Returns the device that was asked for; without, the only one, or the one that the person picks.
pub fn choose(
    world: &mut World,
    mut devices: Vec<Device>,
    serial: Option<u32>,
) -> Result<Device, CommandError> {
    if let Some(serial) = serial {
        let asked = devices.into_iter().find(|device| device.serial == serial);
        return asked.ok_or_else(|| KeyRefusal::OtherKey { serial }.into());
    }
    let chosen = match devices.len() {
        0 => return Err(KeyRefusal::Absent.into()),
        1 => 0,
        _ => world.prompt.choose("which YubiKey?", &descriptions(&devices))?,
    };
    Ok(devices.swap_remove(chosen))
}

fn descriptions(devices: &[Device]) -> Vec<String> {
    let describe =
        |device: &Device| format!("YubiKey {} (firmware {})", device.serial, device.firmware);
    devices.iter().map(describe).collect()
}

/// A key in a slot whose policies have been read.
pub struct Key {
    /// In which YubiKey.
    pub serial: u32,
    /// Where, and when it asks for what.
    pub in_slot: SlotKey,
}

impl Key {
    /// Reads the slot.
    pub fn inspect(world: &mut World, serial: u32, slot: Slot) -> Result<Self, SecurityKeyError> {
        Ok(Self { serial, in_slot: world.security_keys.inspect(serial, slot)? })
    }

    /// Returns the key's name.
    pub fn id(&self) -> KeyId {
        self.in_slot.public_key.thumbprint()
    }

    /// Returns what config.toml says of it.
    pub fn known(&self, name: Option<String>) -> KnownKey {
        KnownKey {
            id: self.id(),
            kind: KeyKind::Yubikey,
            serial: Some(self.serial),
            slot: Some(self.in_slot.slot),
            name,
        }
    }

    /// Lets the key sign. The person is told to touch it before it is asked, since the card can't
    /// say when it waits, and told again what is waited for when it stays silent.
    pub fn sign(
        &self,
        world: &mut World,
        message: &[u8],
        pin: &Secret,
        touch: &Touch<'_>,
    ) -> Result<[u8; 64], SecurityKeyError> {
        let serial = self.serial;
        if self.in_slot.touch_policy != Policy::Never {
            let asked = format!("touch your YubiKey {serial} to {}", touch.purpose);
            world.output.show(&mut *world.prompt, &asked);
        }
        let sign = Sign { serial, slot: self.in_slot.slot, pin, message, timeout: touch.timeout };
        let World { output, prompt, security_keys, .. } = world;
        security_keys.sign(&sign, &mut || {
            let waiting = format!("waiting for the touch: YubiKey {serial} blinks");
            output.show(&mut **prompt, &waiting);
        })
    }
}

/// What a touch is for.
pub struct Touch<'a> {
    /// Ends the sentence "touch your YubiKey 12345678 to ...".
    pub purpose: &'a str,
    /// How long to wait for it.
    pub timeout: Duration,
}
