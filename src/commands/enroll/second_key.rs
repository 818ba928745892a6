//! The offer of a second key, where a person has just enrolled the first.

use crate::adapters::prompt::Answer;
use crate::commands::error::{CommandError, Exit};
use crate::commands::keys::add;
use crate::commands::login;
use crate::commands::world::World;
use crate::commands::yubikey;
use crate::domain::key_protocol::Device;

use super::new_key;

/// How often the person is asked to plug the second key in.
const ATTEMPTS: usize = 3;

/// Says how to add one later.
pub(super) fn recommend(world: &mut World) {
    world.output.tell(
        "next: `vouch login`, then `vouch keys add` with a second key: who loses the only one needs \
         a new invitation",
    );
}

/// Adds a second key as `vouch login` and `vouch keys add` would, if the person has one at hand.
pub(super) fn offer(world: &mut World, first: u32) -> Result<(), CommandError> {
    let question = "add a second YubiKey now, in case you lose this one?";
    if world.prompt.confirm(question, Answer::No)? == Answer::No {
        recommend(world);
        return Ok(());
    }
    login::run(world, login::Args::with(Some(first)))?;
    let second = plugged(world, first)?;
    add::run(world, add::Args { key: new_key::Args::in_yubikey(second.serial) })
}

/// Returns another YubiKey than the first, which may be unplugged for it.
fn plugged(world: &mut World, first: u32) -> Result<Device, CommandError> {
    for _ in 0..ATTEMPTS {
        world.prompt.line("plug the second YubiKey in, then press Enter", None)?;
        let mut devices = world.security_keys.list()?;
        devices.retain(|device| device.serial != first);
        if !devices.is_empty() {
            return yubikey::choose(world, devices, None);
        }
        world.output.show(&mut *world.prompt, "no second YubiKey is plugged in");
    }
    Err(CommandError::new(Exit::SecurityKey, "no second YubiKey is plugged in")
        .hint("`vouch keys add` adds one later, within five minutes of a login"))
}
