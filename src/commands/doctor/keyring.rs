//! The keyrings, and how long reading one item takes.

use crate::adapters::secret_store::choose;
use crate::adapters::secret_store::{SecretStore, SecretStoreError};
use crate::commands::world::World;

use super::finding::Finding;

const CHECK: &str = "keyring";

/// An item that nobody writes.
const NOTHING: &str = "vouch:doctor";

/// A read slower than this is felt at every AWS command, in milliseconds.
const SLOW: i64 = 250;

/// Returns what reading an item that isn't there tells of the keyring.
pub(super) fn check(what_for: &str, store: &dyn SecretStore, world: &World) -> Finding {
    let before = world.clock.now();
    match store.read(NOTHING) {
        Ok(_) => {
            let took = (world.clock.now() - before).num_milliseconds();
            let words = format!("{what_for}: {}, read in {took} ms", store.describe());
            if took > SLOW {
                Finding::warning(
                    CHECK,
                    words,
                    "every AWS command waits this long; see VOUCH_KEYRING",
                )
            } else {
                Finding::good(CHECK, words)
            }
        }
        Err(error @ SecretStoreError::Unavailable { .. }) => {
            Finding { hint: Some(instead(world)), ..Finding::bad(CHECK, error) }
        }
        Err(error) => Finding::bad(CHECK, error),
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
