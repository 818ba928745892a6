//! A key that is made to be enrolled.

use std::time::Duration;

use super::waiting::{InSlot, Place, Waiting};
use crate::adapters::config_file;
use crate::adapters::security_key::software::SoftwareKey;
use crate::adapters::security_key::{Generate, SecurityKeyError, UsedSlot};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::commands::yubikey::{self, Key, Touch, Typed, pin};
use crate::domain::config::KnownKey;
use crate::domain::enrolment::InvitationCode;
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

/// A key that no issuer knows yet, as far as this machine was told.
pub enum NewKey {
    /// In the keyring, where it waits.
    Software(SoftwareKey, Place),
    /// In a YubiKey.
    Yubikey(InYubikey),
}

/// A key that was made in a YubiKey, with the PIN for its first signature.
pub struct InYubikey {
    attestation: Vec<String>,
    key: Key,
    pin: Secret,
    /// Where it waits; none without an invitation, or where the keyring didn't take it.
    place: Option<Place>,
}

impl NewKey {
    /// Makes a key in the keyring, or takes the one that waits there.
    pub fn software(world: &World, code: &InvitationCode) -> Result<Self, CommandError> {
        config_file::prove_writable(&world.environment)?;
        // A locked keyring is unlocked while a person is there to do it.
        world.sessions.unlock()?;
        let (store, place) = (&*world.sessions, Place::of(code));
        if let Some(Waiting::Software(key)) = place.read(store)? {
            return Ok(Self::Software(key, place));
        }
        let waiting = Waiting::Software(SoftwareKey::generate(&*world.random));
        // Before the invitation is spent, so that a broken keyring costs none.
        place.keep(store, &waiting)?;
        let Waiting::Software(key) = waiting else { unreachable!("it was made a line above") };
        Ok(Self::Software(key, place))
    }

    /// Makes a key in a YubiKey, or takes the one of this invitation that waits there.
    pub fn in_yubikey(
        world: &mut World,
        args: &Args,
        code: Option<&InvitationCode>,
    ) -> Result<Self, CommandError> {
        // Before there is a key that config.toml couldn't name.
        config_file::prove_writable(&world.environment)?;
        if let Some(waiting) = code.and_then(|code| waiting_in_yubikey(world, args, code)) {
            return resume(world, waiting);
        }
        let mut made = Self::made(world, args)?;
        made.place = code.map(Place::of).filter(|place| {
            let attestation = made.attestation.clone();
            let waiting = Waiting::Yubikey(InSlot { key: made.key.known(None), attestation });
            place.keep(&*world.sessions, &waiting).is_ok()
        });
        Ok(Self::Yubikey(made))
    }

    fn made(world: &mut World, args: &Args) -> Result<InYubikey, CommandError> {
        let devices = yubikey::plugged(world)?;
        let mut device = yubikey::choose(world, devices, args.serial)?;
        loop {
            let pin = pin::proper(world, &device, "a key with the factory PIN is not enrolled")?;
            match generate(world, args, &device, &pin)? {
                Ok(generated) => {
                    let key = Key::inspect(world, device.serial, generated.slot)?;
                    let attestation = generated.attestation;
                    return Ok(InYubikey { attestation, key, pin, place: None });
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
            Self::Software(key, _) => key.jwk(),
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
            Self::Software(..) => None,
            Self::Yubikey(made) => Some(made.key.serial),
        }
    }

    /// Returns the attestation chain; empty for a software key.
    pub fn attestation(&self) -> &[String] {
        match self {
            Self::Software(..) => &[],
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
            Self::Software(key, _) => key.sign(input.as_bytes()),
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
            Self::Software(..) => {
                KnownKey { id: self.id(), kind: KeyKind::Software, serial: None, slot: None, name }
            }
            Self::Yubikey(made) => made.key.known(name),
        }
    }

    /// The issuer has said that the key is enrolled: it waits no longer.
    pub fn enrolled(&self, world: &World) -> Result<(), CommandError> {
        if let Self::Software(key, _) = self {
            key.write(&*world.sessions)?;
        }
        if let Some(place) = self.place() {
            place.clear(&*world.sessions);
        }
        Ok(())
    }

    /// Forgets a key that was refused. One of which that isn't known stays; the error says so, and
    /// where a key in a YubiKey is.
    pub fn unused(&self, world: &World, error: CommandError) -> CommandError {
        let again = "run the same command with the same invitation again";
        match (self, self.place()) {
            (Self::Software(..), Some(_)) if error.exit == Exit::Network => error
                .cause("the new key is kept, for the issuer may have it already")
                .hint(format!("{again}: it goes on with that key")),
            (Self::Yubikey(made), Some(_)) if error.exit != Exit::Refused => {
                let slot = made.key.in_slot.slot;
                error
                    .cause(format!("slot {slot} holds the new key, which is not enrolled for sure"))
                    .hint(format!("{again}: it goes on with the key in slot {slot}"))
            }
            (_, place) => {
                if let Some(place) = place {
                    place.clear(&*world.sessions);
                }
                self.left_behind(error)
            }
        }
    }

    fn left_behind(&self, error: CommandError) -> CommandError {
        let Self::Yubikey(made) = self else { return error };
        let slot = made.key.in_slot.slot;
        error.cause(format!(
            "slot {slot} now holds a key that is not enrolled; \
             `--slot {slot} --overwrite-slot` uses it again"
        ))
    }

    fn place(&self) -> Option<&Place> {
        match self {
            Self::Software(_, place) => Some(place),
            Self::Yubikey(made) => made.place.as_ref(),
        }
    }
}

/// Returns the key of the invitation that waits in a YubiKey, unless another YubiKey or slot is
/// asked for. A keyring that can't be read holds none: a YubiKey needs no keyring to be enrolled.
fn waiting_in_yubikey(world: &World, args: &Args, code: &InvitationCode) -> Option<Resumed> {
    let place = Place::of(code);
    let Ok(Some(Waiting::Yubikey(made))) = place.read(&*world.sessions) else { return None };
    let serial = made.key.serial.filter(|serial| args.serial.is_none_or(|it| it == *serial))?;
    let slot = made.key.slot.filter(|slot| args.slot.is_none_or(|it| it == *slot))?;
    (!args.overwrite_slot).then_some(Resumed { made, place, serial, slot })
}

/// A key in a YubiKey with which an enrolment goes on.
struct Resumed {
    made: InSlot,
    place: Place,
    serial: u32,
    slot: Slot,
}

fn resume(world: &mut World, resumed: Resumed) -> Result<NewKey, CommandError> {
    let Resumed { made, place, serial, slot } = resumed;
    let devices = yubikey::plugged(world)?;
    let device = yubikey::choose(world, devices, Some(serial))?;
    let key = Key::inspect(world, serial, slot)?;
    if key.id() != made.key.id {
        place.clear(&*world.sessions);
        let what = format!("slot {slot} of YubiKey {serial} holds another key by now");
        return Err(CommandError::new(Exit::SecurityKey, what).hint("run it again for a new key"));
    }
    world.output.tell(&format!("going on with the key in slot {slot} of YubiKey {serial}"));
    let pin = pin::current(world, &device)?;
    let attestation = made.attestation;
    Ok(NewKey::Yubikey(InYubikey { attestation, key, pin, place: Some(place) }))
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
