//! The keyrings, and how long reading one item takes.

use super::catalogue::{Check, KEYRING_CACHE, KEYRING_SESSIONS, KEYRING_SLOW};
use super::finding::Finding;
use crate::adapters::secret_store::{SecretStore, SecretStoreError, choose};
use crate::commands::error::Exit;
use crate::commands::world::World;

/// An item that nobody writes.
const NOTHING: &str = "vouch:doctor";

/// A read slower than this is felt at every AWS command, in milliseconds.
const FELT: i64 = 250;
/// With a read slower than this, AWS SDKs give up, in milliseconds: the old one for Rust after 5 s.
const TOO_SLOW: i64 = 5000;

/// Returns what reading an item that isn't there tells of both keyrings.
pub(super) fn check(world: &World) -> Vec<Finding> {
    let (sessions, took) = one(&KEYRING_SESSIONS, "sessions", &*world.sessions, world);
    let (cache, took_too) = one(&KEYRING_CACHE, "AWS credentials", &*world.cache, world);
    let slowest = took.into_iter().chain(took_too).max();
    [sessions, cache].into_iter().chain(slowest.map(speed)).collect()
}

/// Returns the finding, and how many milliseconds it took.
fn one(
    check: &Check,
    what_for: &str,
    store: &dyn SecretStore,
    world: &World,
) -> (Finding, Option<i64>) {
    let before = world.clock.now();
    match store.read(NOTHING) {
        Ok(_) => {
            let took = (world.clock.now() - before).num_milliseconds();
            (check.good(format!("{what_for}: {}", store.describe())), Some(took))
        }
        Err(error @ SecretStoreError::Unavailable { .. }) => {
            (check.failed(error).remedy(instead(world)), None)
        }
        Err(error) => (check.failed(error), None),
    }
}

fn speed(took: i64) -> Finding {
    let words = format!("an item is read in {took} ms");
    match took {
        _ if took <= FELT => KEYRING_SLOW.good(words),
        _ if took < TOO_SLOW => KEYRING_SLOW.warn(words),
        _ => KEYRING_SLOW.bad(Exit::Keyring, words),
    }
}

/// Returns what to do where the keyring that is asked isn't there: which other one answers.
fn instead(world: &World) -> String {
    let each = choose::each(&world.environment).into_iter();
    let answers = each.filter(|(_, store)| store.read(NOTHING).is_ok());
    let others: Vec<String> = answers.map(|(word, _)| format!("VOUCH_KEYRING={word}")).collect();
    if others.is_empty() {
        "start the desktop's keyring: no keyring of this machine answers".into()
    } else {
        format!("bring it back, or log in again with {}, which answers", others.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_slow_keyring_is_felt_and_a_slower_one_is_given_up_on() {
        for (took, state) in [
            (0, State::Good),
            (250, State::Good),
            (251, State::Warning),
            (4999, State::Warning),
            (5000, State::Bad),
        ] {
            assert_eq!(speed(took).state, state, "{took}");
        }
    }
}
