//! A key that is made to be enrolled.

use std::time::Duration;

use crate::adapters::config_file;
use crate::adapters::security_key::software::SoftwareKey;
use crate::adapters::security_key::{Generate, SecurityKeyError, UsedSlot};
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::commands::yubikey::{self, Key, Touch, Typed, pin};
use crate::domain::config::KnownKey;
use crate::domain::jose::{Jwk, KeyId, SigningInput};
use crate::domain::key_protocol::{Device, Generated, KeyRefusal, ManagementKey, Slot};
use crate::domain::secret::Secret;
use crate::domain::wire::KeyKind;

/// How long to wait for the touch of a new key.
const TOUCH: Duration = Duration::from_secs(60);

/// Where and how to make the key.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The YubiKey to use, where several are plugged in
    #[arg(long = "key", value_name = "SERIAL")]
    serial: Option<u32>,

    /// The slot to use, 82 to 95; the first free one if not given
    #[arg(long)]
    slot: Option<Slot>,

    /// Make the key even if the slot holds one, which is then lost
    #[arg(long, requires = "slot")]
    overwrite_slot: bool,

    /// What to call the key
    #[arg(long)]
    pub name: Option<String>,
}

impl Args {
    /// Returns what makes a key in the first free slot of that YubiKey.
    pub fn in_yubikey(serial: u32) -> Self {
        Self { serial: Some(serial), slot: None, overwrite_slot: false, name: None }
    }
}

/// A key that no issuer knows yet.
pub enum NewKey {
    /// In the keyring.
    Software(SoftwareKey),
    /// In a YubiKey.
    Yubikey(InYubikey),
}

/// A key that was made in a YubiKey, with the PIN for its first signature.
pub struct InYubikey {
    attestation: Vec<String>,
    key: Key,
    pin: Secret,
}

impl NewKey {
    /// Makes a key in the keyring.
    pub fn software(world: &World) -> Result<Self, CommandError> {
        config_file::prove_writable(&world.environment)?;
        // A locked keyring is unlocked while a person is there to do it.
        world.sessions.unlock()?;
        let key = SoftwareKey::generate(&*world.random);
        // Before the invitation is spent, so that a broken keyring costs none.
        key.write(&*world.sessions)?;
        Ok(Self::Software(key))
    }

    /// Makes a key in a YubiKey.
    pub fn in_yubikey(world: &mut World, args: &Args) -> Result<Self, CommandError> {
        // Before there is a key that config.toml couldn't name.
        config_file::prove_writable(&world.environment)?;
        let devices = yubikey::plugged(world)?;
        let mut device = yubikey::choose(world, devices, args.serial)?;
        loop {
            let pin = proper_pin(world, &device)?;
            match generate(world, args, &device, &pin)? {
                Ok(generated) => {
                    let key = Key::inspect(world, device.serial, generated.slot)?;
                    let attestation = generated.attestation;
                    return Ok(Self::Yubikey(InYubikey { attestation, key, pin }));
                }
                Err(SecurityKeyError::Refused(
                    wrong @ KeyRefusal::WrongPin { tries_left: 1.. },
                )) => {
                    world.output.show(&mut *world.prompt, &wrong.to_string());
                    let devices = yubikey::plugged(world)?;
                    device = yubikey::choose(world, devices, Some(device.serial))?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Returns the public half.
    pub fn jwk(&self) -> Jwk {
        match self {
            Self::Software(key) => key.jwk(),
            Self::Yubikey(made) => made.key.in_slot.public_key.clone(),
        }
    }

    /// Returns the key's name.
    pub fn id(&self) -> KeyId {
        self.jwk().thumbprint()
    }

    /// Returns the YubiKey that it is in.
    pub fn serial(&self) -> Option<u32> {
        match self {
            Self::Software(_) => None,
            Self::Yubikey(made) => Some(made.key.serial),
        }
    }

    /// Returns the attestation chain; empty for a software key.
    pub fn attestation(&self) -> &[String] {
        match self {
            Self::Software(_) => &[],
            Self::Yubikey(made) => &made.attestation,
        }
    }

    /// Signs the enrolment proof.
    pub fn sign(
        &self,
        world: &mut World,
        input: SigningInput,
        purpose: &str,
    ) -> Result<String, CommandError> {
        let signature = match self {
            Self::Software(key) => key.sign(input.as_bytes()),
            Self::Yubikey(InYubikey { key, pin, .. }) => {
                let touch = Touch { purpose, timeout: TOUCH };
                let typed = Typed { pin, tries_left: None };
                let signed = key.signed(world, &typed, &touch, || Ok(input.clone()));
                let signed = signed.and_then(|signed| Ok(signed?));
                return signed.map_err(|error| self.unused(world, error));
            }
        };
        Ok(input.with_signature(&signature))
    }

    /// Returns what config.toml says of it.
    pub fn known(&self, name: Option<String>) -> KnownKey {
        match self {
            Self::Software(_) => {
                KnownKey { id: self.id(), kind: KeyKind::Software, serial: None, slot: None, name }
            }
            Self::Yubikey(made) => made.key.known(name),
        }
    }

    /// Forgets a key that was not enrolled; one in a YubiKey stays, and the error says where.
    pub fn unused(&self, world: &World, error: CommandError) -> CommandError {
        match self {
            Self::Software(_) => {
                let _ = SoftwareKey::delete(&*world.sessions, &self.id());
                error
            }
            Self::Yubikey(made) => {
                let slot = made.key.in_slot.slot;
                error.cause(format!(
                    "slot {slot} now holds a key that is not enrolled; \
                     `--slot {slot} --overwrite-slot` uses it again"
                ))
            }
        }
    }
}

/// Returns a PIN that isn't the factory's, tells the card's word or not.
fn proper_pin(world: &mut World, device: &Device) -> Result<Secret, CommandError> {
    if device.pin_is_factory == Some(true) {
        return pin::replace_factory(world, device);
    }
    let typed = pin::current(world, device)?;
    if typed.expose() == pin::FACTORY {
        return pin::replace_factory(world, device);
    }
    Ok(typed)
}

/// Makes the key with the management key that the card has: the factory's, one behind the PIN, or
/// one that the person knows. The outer error is the person's, the inner one the card's.
fn generate(
    world: &mut World,
    args: &Args,
    device: &Device,
    pin: &Secret,
) -> Result<Result<Generated, SecurityKeyError>, CommandError> {
    let serial = device.serial;
    let used_slot = if args.overwrite_slot { UsedSlot::Overwrite } else { UsedSlot::Keep };
    let mut attempt = |management_key: &ManagementKey| {
        let request = Generate { serial, slot: args.slot, used_slot, management_key, pin };
        world.security_keys.generate(&request)
    };
    for management_key in [ManagementKey::Factory, ManagementKey::PinProtected] {
        match attempt(&management_key) {
            Err(SecurityKeyError::Refused(KeyRefusal::WrongManagementKey)) => {}
            outcome => return Ok(outcome),
        }
    }
    let question = format!("management key of YubiKey {serial} (hexadecimal)");
    let typed = world.prompt.secret(&question)?;
    Ok(world.security_keys.generate(&Generate {
        serial,
        slot: args.slot,
        used_slot,
        management_key: &ManagementKey::Given(typed),
        pin,
    }))
}
