//! The session: whether there is one, and until when.

use super::catalogue::{SESSION_ENDING, SESSION_KEPT, SESSION_LIVE};
use super::finding::Finding;
use crate::commands::error::Exit;
use crate::commands::world::World;
use crate::commands::{connection, moment};
use crate::domain::session::Login;

/// Returns what the state file and the keyring tell of the session.
pub(super) fn check(world: &World) -> Vec<Finding> {
    let record = match connection::current(world) {
        Ok(record) => record,
        Err(error) if error.exit == Exit::LoginRequired => {
            return vec![SESSION_LIVE.failed_unneeded(error)];
        }
        Err(error) => return vec![SESSION_LIVE.failed(error)],
    };
    let now = world.clock.now();
    let live = SESSION_LIVE.good(format!("{} at {}", record.login.name(), record.issuer));
    let kept = match record.login {
        Login::Key { .. } => connection::session(world, &record).map(drop),
        Login::Provider { .. } => connection::provider_session(world, &record).map(drop),
    };
    let kept = match kept {
        Ok(()) => SESSION_KEPT.good("the keyring has the session"),
        Err(error) => SESSION_KEPT.failed(error),
    };
    let ending = match moment::soon(record.expires_at, now) {
        None => SESSION_ENDING.good(format!("until {}", moment::until(record.expires_at, now))),
        Some(left) => SESSION_ENDING.warn(format!("the session ends in {left}")),
    };
    vec![live, kept, ending]
}
