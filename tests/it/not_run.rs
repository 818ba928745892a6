//! What this machine can't run is never passed over in silence.

use std::fs::OpenOptions;
use std::io::Write as _;

/// Notes that a test can't run here, and why. `make test` names what was noted last, and fails where
/// `CI=true`; run in another way, the test fails at once.
pub(crate) fn not_run(why: &str) {
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    let Some(list) = std::env::var_os("VOUCH_NOT_RUN") else { panic!("{name} can't run: {why}") };
    let mut list = OpenOptions::new().create(true).append(true).open(list).unwrap();
    writeln!(list, "{name}: {why}").unwrap();
}
