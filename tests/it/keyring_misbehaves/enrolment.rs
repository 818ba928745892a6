//! An enrolment while the keyring can't take the key.

use crate::dev::Dev;
use crate::keyring_daemon::KeyringDaemon;
use crate::world::{TestWorld, Told};

type Act = fn(&mut KeyringDaemon);

/// What happens to the keyring, how that is mended, and what is said.
const ROWS: [(Act, Act, &str); 3] = [
    (
        |keyring| keyring.freeze(),
        |keyring| keyring.thaw(),
        "error: the Secret Service keyring did not answer within 4 s\n",
    ),
    (KeyringDaemon::lock, KeyringDaemon::unlock, "error: the Secret Service keyring is locked\n"),
    (
        KeyringDaemon::stop,
        KeyringDaemon::unlock,
        "error: no keyring is available: nothing answers for the Secret Service\n",
    ),
];

#[test]
fn a_keyring_that_takes_no_key_costs_no_invitation() {
    for (breaks, mends, expected) in ROWS {
        let mut world = TestWorld::new();
        let dev = Dev::start(&mut world, &[]);
        let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
        breaks(world.keyring_mut());
        let Told { exit, stdout, stderr } = world.vouch_with_stdin(&enroll, &dev.told.invitation);
        assert_eq!((exit, stdout.as_str()), (Some(8), ""), "{stderr}");
        assert!(stderr.starts_with(expected), "{stderr}");
        mends(world.keyring_mut());
        world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
        world.vouch(&["login"]).ok();
    }
}
