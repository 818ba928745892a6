//! `vouch keys pin`: changes the PIN of a YubiKey. No issuer is asked.

use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::commands::yubikey::{self, pin};

/// Change the PIN of a YubiKey.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The YubiKey, where several are plugged in
    #[arg(long, value_name = "SERIAL")]
    key: Option<u32>,
}

pub(super) fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let devices = yubikey::plugged(world)?;
    let device = yubikey::choose(world, devices, args.key)?;
    if device.pin_is_factory == Some(true) {
        let error = "the factory PIN was not changed";
        return pin::replace_factory(world, &device, error).map(|_| ());
    }
    let old = pin::current(world, &device)?;
    let new = pin::new(world, device.serial)?;
    world.security_keys.change_pin(device.serial, &old, &new)?;
    world.output.tell("the PIN is changed");
    Ok(())
}
