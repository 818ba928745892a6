//! A YubiKey in the hands of a person: which one, its PIN, its touch. Shared by the commands that
//! need one.

pub mod pin;
pub mod plug;
pub mod touch;

use super::world::World;
use crate::adapters::security_key::SecurityKeyError;
use crate::domain::config::KnownKey;
use crate::domain::jose::KeyId;
use crate::domain::key_protocol::{Slot, SlotKey};
use crate::domain::wire::KeyKind;

pub use plug::{choose, plugged};
pub use touch::{Touch, Typed};

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
}
