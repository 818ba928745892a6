//! The keyrings, and how long reading one item takes.

use crate::adapters::clock::Clock;
use crate::adapters::secret_store::SecretStore;

use super::finding::Finding;

const CHECK: &str = "keyring";

/// A read slower than this is felt at every AWS command, in milliseconds.
const SLOW: i64 = 250;

/// Returns what reading an item that isn't there tells of the keyring.
pub(super) fn check(what_for: &str, store: &dyn SecretStore, clock: &dyn Clock) -> Finding {
    let before = clock.now();
    match store.read("vouch:doctor") {
        Ok(_) => {
            let took = (clock.now() - before).num_milliseconds();
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
        Err(error) => Finding::bad(CHECK, error),
    }
}
