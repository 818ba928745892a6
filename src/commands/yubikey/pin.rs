//! Asking for a PIN: the tries left are told before, and the last one is never spent unasked.

use crate::adapters::issuer_client::OurIssuer;
use crate::adapters::prompt::Answer;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::key_protocol::{Device, KeyRefusal};
use crate::domain::secret::Secret;

/// Every YubiKey's PIN when it leaves the factory.
pub const FACTORY: &str = "123456";

/// How often a PIN of the wrong length is asked for again. It costs no try.
const ATTEMPTS: usize = 3;

/// Asks for the PIN that a signature for an issuer needs. Before discovery has shown that it is
/// ours there is no `OurIssuer`, and nobody is asked.
pub fn for_issuer(
    world: &mut World,
    _: &OurIssuer,
    device: &Device,
) -> Result<Secret, CommandError> {
    proper(world, device, "a key with the factory PIN logs nobody in")
}

/// Asks for the present PIN. The factory's, with which a stolen key is anybody's, is changed first,
/// where the card tells; where it doesn't, when it was typed. The error is for who keeps it.
pub fn proper(
    world: &mut World,
    device: &Device,
    error: &'static str,
) -> Result<Secret, CommandError> {
    if device.pin_is_factory == Some(true) {
        return replace_factory(world, device, error);
    }
    let typed = current(world, device)?;
    if device.pin_is_factory.is_none() && typed.expose() == FACTORY {
        return replace_factory(world, device, error);
    }
    Ok(typed)
}

/// Asks for the present PIN.
pub fn current(world: &mut World, device: &Device) -> Result<Secret, CommandError> {
    let serial = device.serial;
    let question = match device.pin_tries_left {
        Some(0) => return Err(KeyRefusal::PinBlocked.into()),
        Some(1) => {
            allow_last_try(world, serial)?;
            format!("PIN of YubiKey {serial} (last try)")
        }
        Some(tries) => format!("PIN of YubiKey {serial} ({tries} tries left)"),
        None => format!("PIN of YubiKey {serial}"),
    };
    of_right_length(world, &question)
}

/// Asks for a new PIN, twice.
pub fn new(world: &mut World, serial: u32) -> Result<Secret, CommandError> {
    for _ in 0..ATTEMPTS {
        let pin = of_right_length(world, &format!("new PIN for YubiKey {serial}"))?;
        if pin.expose() == FACTORY {
            world.output.show(&mut *world.prompt, "that is the factory PIN; choose another");
            continue;
        }
        let again = of_right_length(world, "the new PIN again")?;
        if pin.expose() == again.expose() {
            return Ok(pin);
        }
        world.output.show(&mut *world.prompt, "the two are not the same");
    }
    Err(CommandError::new(Exit::SecurityKey, "no new PIN was given"))
}

/// Changes the factory PIN, which everybody knows, before the key is worth anything. Returns the
/// new one. The error is for who keeps the old.
pub fn replace_factory(
    world: &mut World,
    device: &Device,
    error: &'static str,
) -> Result<Secret, CommandError> {
    let serial = device.serial;
    if device.pin_tries_left == Some(0) {
        return Err(KeyRefusal::PinBlocked.into());
    }
    let factory = format!("YubiKey {serial} still has the factory PIN, which everybody knows");
    world.output.show(&mut *world.prompt, &factory);
    let question = "change the PIN now?";
    if world.prompt.confirm(question, Answer::Yes)? == Answer::No {
        return Err(CommandError::new(Exit::SecurityKey, error).hint("run `vouch keys pin`"));
    }
    let pin = new(world, serial)?;
    world.security_keys.change_pin(serial, &Secret::new(FACTORY), &pin)?;
    world.output.tell("the PIN is changed");
    Ok(pin)
}

fn allow_last_try(world: &mut World, serial: u32) -> Result<(), CommandError> {
    let question = format!("YubiKey {serial} blocks its PIN after one more wrong try. Go on?");
    match world.prompt.confirm(&question, Answer::No)? {
        Answer::Yes => Ok(()),
        Answer::No => Err(CommandError::new(Exit::SecurityKey, "the last try was not spent")
            .hint("set a new PIN with the PUK: `ykman piv access unblock-pin`")),
    }
}

/// A PIN of another length can't be right, so the card isn't asked.
fn of_right_length(world: &mut World, question: &str) -> Result<Secret, CommandError> {
    for _ in 0..ATTEMPTS {
        let pin = world.prompt.secret(question)?;
        if (6..=8).contains(&pin.expose().len()) {
            return Ok(pin);
        }
        world
            .output
            .show(&mut *world.prompt, "a PIN is 6 to 8 characters; nothing was sent to the key");
    }
    Err(KeyRefusal::PinLength.into())
}
