//! A desk at which alice is enrolled with a YubiKey that waits for its touch.

use std::time::Duration;

use virtual_yubikey::{Finger, Options};

use crate::dev::Dev;
use crate::journey::{attestation_root, enroll};
use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::{TestWorld, Told};

/// The PIN of the enrolled key.
pub(super) const PIN: &str = "654321";

/// A world, the key that was enrolled in it, perhaps a second one, and the issuer.
pub(super) struct Desk {
    pub(super) world: TestWorld,
    pub(super) key: VirtualKey,
    dev: Dev,
}

impl Desk {
    /// Enrols a key that blinks for so long.
    pub(super) fn blinking_for(touch_timeout: Duration) -> Self {
        Self::with(&[Options { touch: Finger::Manual, touch_timeout, ..Options::default() }])
    }

    /// Enrols a key that blinks as long as a real one.
    pub(super) fn new() -> Self {
        Self::blinking_for(Duration::from_secs(15))
    }

    /// Enrols the first of the keys; the others are pulled out for that.
    pub(super) fn with(options: &[Options]) -> Self {
        let mut world = TestWorld::new();
        let key = VirtualKey::start_several(options);
        key.keys()[1..].iter().for_each(virtual_yubikey::VirtualYubikey::eject);
        world.set("PCSCLITE_CSOCK_NAME", key.socket());
        let root = attestation_root(&world, &key);
        let dev = Dev::start(&mut world, &["--attestation-root", &root]);
        enroll(&world, &dev, &key);
        Self { world, key, dev }
    }

    /// Logs in at a terminal.
    pub(super) fn login(&self, arguments: &[&str]) -> Terminal {
        self.world.vouch_at_terminal(&[&["login"], arguments].concat())
    }

    /// Logs in and types the PIN.
    pub(super) fn login_with_pin(&self, arguments: &[&str]) -> Terminal {
        let mut login = self.login(arguments);
        login.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(PIN);
        login
    }

    /// Logs in as if nothing had happened before: all tries are left, a touch is enough.
    pub(super) fn all_is_well(&self) {
        let mut login = self.login_with_pin(&[]);
        self.key.touch_when_it_blinks();
        login.expect("touched\r\n");
        login.end().0.ok();
        assert_eq!(self.key.tries_left().pin, 3);
    }

    /// What was said, with the issuer's port masked.
    pub(super) fn masked(&self, told: &Told) -> String {
        told.masked(&[(self.host(), "HOST")])
    }

    /// What the terminal showed, without the reminder that comes when the key is slow.
    pub(super) fn screen(&self, screen: &str) -> String {
        let lines = screen.replace("\r\n", "\n").replace(self.host(), "HOST");
        let reminder = "waiting for the touch: YubiKey 12345678 blinks\n";
        lines.replace(reminder, "")
    }

    fn host(&self) -> &str {
        self.dev.told.issuer.strip_prefix("http://").unwrap()
    }
}
