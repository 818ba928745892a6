//! The warning that a session ends soon, for commands that people run.

use super::connection;
use super::moment;
use super::world::World;

/// Tells a person at a terminal, once, when the session that the command uses ends within half an
/// hour. Programs are told nothing: they'd take it for a failure.
pub fn tell(world: &mut World) {
    if !world.output.is_watched {
        return;
    }
    let Ok((Some(record), _)) = connection::chosen(world) else { return };
    let now = world.clock.now();
    // One that is over is the command's own error.
    if let Some(left) = moment::soon(record.expires_at, now).filter(|_| record.is_live(now)) {
        world.output.tell(&format!("the session at {} ends in {left}", record.issuer));
    }
}
