//! The key to log in with.

use std::time::Duration;

use super::{Login, There, found};
use crate::adapters::security_key::SecurityKeyError;
use crate::adapters::security_key::software::SoftwareKey;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::commands::yubikey::{self, Key, Touch, pin};
use crate::domain::config::{KnownIssuer, KnownKey};
use crate::domain::jose::KeyId;
use crate::domain::key_protocol::{Device, KeyRefusal, Slot};
use crate::domain::wire::KeyKind;

/// An enrolled key that is at hand.
pub(super) enum LoginKey {
    /// In the keyring.
    Software(KeyId, SoftwareKey),
    /// In a YubiKey that is plugged in.
    Yubikey(KeyId, Key),
}

impl LoginKey {
    /// Returns the key to use: the YubiKey that was asked for; else an enrolled one that is plugged
    /// in; else the software key.
    pub(super) fn choose(
        world: &mut World,
        there: &There<'_>,
        serial: Option<u32>,
    ) -> Result<Self, CommandError> {
        let issuer = there.known;
        let places: Vec<Place<'_>> = issuer.keys.iter().filter_map(Place::of).collect();
        let software = issuer.keys.iter().find(|key| key.kind == KeyKind::Software);
        if let (true, None, Some(key)) = (places.is_empty(), serial, software) {
            return Self::software(world, key);
        }
        let devices = world.security_keys.list()?;
        let is_known = |device: &Device| places.iter().any(|place| place.serial == device.serial);
        let (enrolled, strange): (Vec<Device>, Vec<Device>) =
            devices.into_iter().partition(is_known);
        let asked_for_strange =
            serial.is_some_and(|serial| strange.iter().any(|device| device.serial == serial));
        match (enrolled.is_empty(), serial, software) {
            (true, None, Some(key)) => Self::software(world, key),
            (true, None, None) if strange.is_empty() => Err(absent(issuer, &places)),
            (true, None, None) => Self::found(world, there, strange, None),
            (_, serial, _) if asked_for_strange => Self::found(world, there, strange, serial),
            _ => {
                let device = yubikey::choose(world, enrolled, serial)?;
                let place = places.iter().find(|place| place.serial == device.serial);
                let place = place.expect("only enrolled devices were chosen from");
                Self::yubikey(world, place)
            }
        }
    }

    /// Returns the key's name.
    pub(super) fn id(&self) -> &KeyId {
        match self {
            Self::Software(id, _) | Self::Yubikey(id, _) => id,
        }
    }

    /// Returns the signed assertion.
    pub(super) fn assertion(
        &self,
        world: &mut World,
        login: &Login<'_>,
        timeout: Duration,
    ) -> Result<String, CommandError> {
        match self {
            Self::Software(_, key) => {
                let input = login.input()?;
                let signature = key.sign(input.as_bytes());
                Ok(input.with_signature(&signature))
            }
            Self::Yubikey(_, key) => touched(world, login, key, timeout),
        }
    }

    fn software(world: &World, key: &KnownKey) -> Result<Self, CommandError> {
        let found = SoftwareKey::read(&*world.sessions, &key.id)?;
        Ok(Self::Software(key.id.clone(), found))
    }

    /// Looks in a YubiKey that config.toml doesn't know: it was enrolled on another machine.
    fn found(
        world: &mut World,
        there: &There<'_>,
        strange: Vec<Device>,
        serial: Option<u32>,
    ) -> Result<Self, CommandError> {
        let device = yubikey::choose(world, strange, serial)?;
        let key = found::search(world, there, &device)?;
        Ok(Self::Yubikey(key.id(), key))
    }

    fn yubikey(world: &mut World, place: &Place<'_>) -> Result<Self, CommandError> {
        let key = Key::inspect(world, place.serial, place.slot)?;
        if key.id() == *place.id {
            return Ok(Self::Yubikey(place.id.clone(), key));
        }
        let (serial, slot) = (place.serial, place.slot);
        let what = format!("slot {slot} of YubiKey {serial} holds another key than was enrolled");
        Err(CommandError::new(Exit::SecurityKey, what)
            .hint("enroll it again with a new invitation"))
    }
}

/// Where an enrolled key is, by config.toml.
struct Place<'a> {
    id: &'a KeyId,
    serial: u32,
    slot: Slot,
}

impl<'a> Place<'a> {
    fn of(key: &'a KnownKey) -> Option<Self> {
        match key {
            KnownKey {
                kind: KeyKind::Yubikey, serial: Some(serial), slot: Some(slot), id, ..
            } => Some(Self { id, serial: *serial, slot: *slot }),
            _ => None,
        }
    }
}

/// PIN, challenge, touch; a wrong PIN is asked for again, with the tries left.
fn touched(
    world: &mut World,
    login: &Login<'_>,
    key: &Key,
    timeout: Duration,
) -> Result<String, CommandError> {
    loop {
        let devices = yubikey::plugged(world)?;
        let device = yubikey::choose(world, devices, Some(key.serial))?;
        let pin = pin::for_issuer(world, login.there.ours, &device)?;
        let input = login.input()?;
        let touch = Touch { purpose: &login.purpose(), timeout };
        match key.sign(world, input.as_bytes(), &pin, &touch) {
            Ok(signature) => return Ok(input.with_signature(&signature)),
            Err(SecurityKeyError::Refused(wrong @ KeyRefusal::WrongPin { tries_left: 1.. })) => {
                world.output.show(&mut *world.prompt, &wrong.to_string());
            }
            Err(error) => return Err(error.into()),
        }
    }
}

fn absent(issuer: &KnownIssuer, places: &[Place<'_>]) -> CommandError {
    let mut serials: Vec<String> = places.iter().map(|place| place.serial.to_string()).collect();
    serials.dedup();
    let hint = if serials.is_empty() {
        let url = &issuer.url;
        format!("plug in the one that is enrolled at {url}, or run `vouch enroll --issuer {url}`")
    } else {
        format!("enrolled: {}; plug one in", serials.join(", "))
    };
    CommandError::from(KeyRefusal::Absent).hint(hint)
}
