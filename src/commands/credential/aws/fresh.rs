//! New credentials: one process asks, the others wait for what it gets, unless it is stuck.

#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use super::call::Call;
use super::{Caching, cached, exchange};
use crate::adapters::files::{self, FileLock};
use crate::adapters::state;
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_credentials::{AwsCredentials, Freshness};
use crate::domain::cache::{self, CacheKey};
use crate::domain::session::SessionRecord;
use exchange::Failure;

/// How long things may take.
pub(super) struct Limits {
    /// The whole call: AWS's older SDKs wait 20 s at most, and leave the process behind.
    pub(super) whole: Duration,
    /// How long a process waits for another that asks for the same. Then that one is stuck, and
    /// there must be time left to ask as well.
    pub(super) patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { whole: Duration::from_secs(15), patience: Duration::from_secs(9) }
    }
}

/// Whose turn it is to ask.
enum Turn {
    /// Ours, for as long as the lock is held.
    Ours(#[expect(dead_code, reason = "holding it is what it is for")] FileLock),
    /// Nobody's: the file system has no locks.
    Nobodys,
    /// Another's, and it takes too long.
    Theirs,
}

/// Returns new credentials; or those that another process got meanwhile; or, when none can be had
/// now, those of the cache that still live.
pub(super) fn obtain(
    world: &World,
    call: &Call<'_>,
    limits: &Limits,
) -> Result<AwsCredentials, CommandError> {
    let end = Instant::now() + limits.whole;
    if call.caching == Caching::Off {
        return exchange::ask(world, call, end).map_err(|failure| told(world, call, failure));
    }
    let turn = wait(world, call, limits.patience);
    let kept = match (cached::read(world, call), &turn) {
        (Some((credentials, Freshness::Fresh)), _) | (Some((credentials, _)), Turn::Theirs) => {
            return Ok(credentials);
        }
        (kept, _) => kept.map(|(credentials, _)| credentials),
    };
    match exchange::ask(world, call, end) {
        Ok(credentials) => {
            cached::write(world, &call.key, &call.request.role, &credentials);
            forget_if_ended(world, call);
            Ok(credentials)
        }
        Err(Failure::Temporary(error)) => kept.ok_or(error),
        Err(failure) => Err(told(world, call, failure)),
    }
}

fn wait(world: &World, call: &Call<'_>, patience: Duration) -> Turn {
    let path = world.environment.state_folder.join("locks").join(lock_name(&call.key));
    match files::lock_within(&path, patience) {
        Ok(Some(lock)) => Turn::Ours(lock),
        Ok(None) => Turn::Theirs,
        Err(error) => {
            tracing::debug!(%error, "asking without a lock");
            Turn::Nobodys
        }
    }
}

/// Lock files stay, and every login makes other keys, so there are 4,096 of them at most: two calls
/// that share one wait for each other needlessly, and that is all.
fn lock_name(key: &CacheKey) -> String {
    let name = key.item_name();
    format!("{}.lock", &name[cache::PREFIX.len()..][..3])
}

/// A logout or a login that came while AWS was asked has emptied the cache already. It changes the
/// state file before it empties the cache, so one of both sees the other.
fn forget_if_ended(world: &World, call: &Call<'_>) {
    let Some(session) = call.source.session() else { return };
    let sessions = state::read(&world.environment.state_folder).map(|records| records.sessions);
    let is_here = |record: &SessionRecord| record.session_id == session.session_id;
    if sessions.is_ok_and(|sessions| !sessions.iter().any(is_here)) {
        cached::forget(world, &call.key);
    }
}

/// What a refusal leaves behind: nothing that was refused.
fn told(world: &World, call: &Call<'_>, failure: Failure) -> CommandError {
    match failure {
        Failure::Temporary(error) | Failure::Other(error) => error,
        Failure::Refused(error) => {
            cached::forget(world, &call.key);
            error
        }
        Failure::SessionOver(error) => {
            forget_session(world, call);
            error
        }
    }
}

/// The session is told over by its issuer: neither it nor what it gave is worth anything.
fn forget_session(world: &World, call: &Call<'_>) {
    let Some(session) = call.source.session() else { return };
    let results = [
        world.sessions.delete(&session.session_id.item_name()).map_err(|error| error.to_string()),
        state::update(&world.environment.state_folder, |records| {
            records.sessions.retain(|record| record.session_id != session.session_id);
        })
        .map_err(|error| error.to_string()),
        world.cache.delete_all(cache::PREFIX).map_err(|error| error.to_string()),
    ];
    for error in results.into_iter().filter_map(Result::err) {
        tracing::debug!(error, "a session that is over can't be forgotten");
    }
}
