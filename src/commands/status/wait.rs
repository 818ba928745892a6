//! Waiting for somebody to log in, at another terminal.

use std::time::Duration;

use super::{Args, nobody};
use crate::adapters::clock::Countdown;
use crate::adapters::state;
use crate::commands::error::CommandError;
use crate::commands::world::World;

/// How long after a look at the state file it is looked at again.
const PAUSE: Duration = Duration::from_millis(200);

/// Returns as soon as there is a session that was asked for.
pub(super) fn wait(world: &World, args: &Args, limit: Duration) -> Result<(), CommandError> {
    let countdown = Countdown::of(limit);
    let issuer = world.issuer.as_deref();
    loop {
        let records = state::read(&world.environment.state_folder)?.sessions;
        let now = world.clock.now();
        if !args.living(&records, issuer, now).is_empty() {
            return Ok(());
        }
        if countdown.left().is_zero() {
            return Err(nobody(&records, issuer, now));
        }
        countdown.pass(PAUSE);
    }
}
