//! The key to log in with.

use std::time::Duration;

use super::{Login, There, absent, found};
use crate::adapters::security_key::software::SoftwareKey;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::commands::yubikey::{self, Key, Touch, Typed, pin, plug};
use crate::domain::config::KnownKey;
use crate::domain::jose::KeyId;
use crate::domain::key_protocol::{Device, Slot};
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
    /// in; else the software key. Where no YubiKey is plugged in, the person is asked for it and it
    /// is waited for.
    pub(super) fn choose(
        world: &mut World,
        there: &There<'_>,
        serial: Option<u32>,
        timeout: Duration,
    ) -> Result<Self, CommandError> {
        let issuer = there.known;
        let places: Vec<Place<'_>> = issuer.keys.iter().filter_map(Place::of).collect();
        let software = issuer.keys.iter().find(|key| key.kind == KeyKind::Software);
        if let (true, None, Some(key)) = (places.is_empty(), serial, software) {
            return Self::software(world, key);
        }
        let mut devices = plug::list(world)?;
        if let (true, None, Some(key)) = (devices.is_empty(), serial, software) {
            return Self::software(world, key);
        }
        if devices.is_empty() {
            let wanted = serial.map_or_else(|| serials(&places), |serial| vec![serial]);
            devices = absent::wait(world, issuer, &wanted, timeout)?;
        }
        let is_known = |device: &Device| places.iter().any(|place| place.serial == device.serial);
        let (enrolled, strange): (Vec<Device>, Vec<Device>) =
            devices.into_iter().partition(is_known);
        let asked_for_strange =
            serial.is_some_and(|serial| strange.iter().any(|device| device.serial == serial));
        match (enrolled.is_empty(), serial, software) {
            (true, None, Some(key)) => Self::software(world, key),
            (true, None, None) => Self::found(world, there, &strange, &serials(&places)),
            (_, Some(serial), _) if asked_for_strange => {
                let device = yubikey::choose(world, strange, Some(serial))?;
                Self::found(world, there, &[device], &[])
            }
            (_, Some(_), _) => {
                let device = yubikey::choose(world, [enrolled, strange].concat(), serial)?;
                Self::enrolled(world, &places, &device)
            }
            _ => {
                let device = yubikey::choose(world, enrolled, None)?;
                Self::enrolled(world, &places, &device)
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

    /// Looks in YubiKeys that config.toml doesn't know: one was enrolled on another machine.
    fn found(
        world: &mut World,
        there: &There<'_>,
        strange: &[Device],
        wanted: &[u32],
    ) -> Result<Self, CommandError> {
        let key = found::search(world, there, strange, wanted)?;
        Ok(Self::Yubikey(key.id(), key))
    }

    fn enrolled(
        world: &mut World,
        places: &[Place<'_>],
        device: &Device,
    ) -> Result<Self, CommandError> {
        let place = places.iter().find(|place| place.serial == device.serial);
        Self::yubikey(world, place.expect("only enrolled devices were chosen from"))
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

/// Returns the YubiKeys that hold an enrolled key.
fn serials(places: &[Place<'_>]) -> Vec<u32> {
    let mut serials: Vec<u32> = places.iter().map(|place| place.serial).collect();
    serials.sort_unstable();
    serials.dedup();
    serials
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
        let pin = &pin::for_issuer(world, login.there.ours, &device)?;
        let typed = Typed { pin, tries_left: device.pin_tries_left };
        let touch = Touch { purpose: &login.purpose(), timeout };
        match key.signed(world, &typed, &touch, || login.input())? {
            Ok(assertion) => return Ok(assertion),
            Err(wrong) => world.output.show(&mut *world.prompt, &wrong.to_string()),
        }
    }
}
