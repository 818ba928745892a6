//! The session: whether there is one, and until when.

use crate::commands::connection;
use crate::commands::error::Exit;
use crate::commands::world::World;

use super::finding::Finding;

const CHECK: &str = "session";

/// Returns what the state file and the keyring tell of the session.
pub(super) fn check(world: &World) -> Finding {
    let record = match connection::current(world) {
        Ok(record) => record,
        Err(error) if error.exit == Exit::LoginRequired => {
            return Finding::warning(CHECK, error.what, error.hint.unwrap_or_default());
        }
        Err(error) => return Finding::bad(CHECK, error),
    };
    match connection::session(world, &record) {
        Ok(_) => {
            let minutes = record.remaining(world.clock.now()).num_minutes();
            Finding::good(
                CHECK,
                format!("{} at {}, for another {minutes} min", record.login.name(), record.issuer),
            )
        }
        Err(error) => Finding::bad(CHECK, error),
    }
}
