//! A virtual YubiKey behind a pcscd of its own, for one test.
//!
//! Run what should see the key as a child process with `PCSCLITE_CSOCK_NAME` = [`VirtualKey::socket`]
//! (libpcsclite reads that variable once in a process).

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use virtual_yubikey::{Desk, Options, VirtualYubikey};

/// Longer than any blink takes to come on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// One key, or several behind one pcscd; dereferences to the first.
pub(crate) struct VirtualKey(Desk);

impl VirtualKey {
    /// Plugs one key in.
    pub(crate) fn start(options: Options) -> VirtualKey {
        VirtualKey::start_several(&[options])
    }

    /// Plugs several keys into the readers of one pcscd.
    pub(crate) fn start_several(options: &[Options]) -> VirtualKey {
        match Desk::start(options) {
            Ok(desk) => VirtualKey(desk),
            Err(error) => panic!("the virtual key doesn't start: {error}"),
        }
    }

    /// The value of `PCSCLITE_CSOCK_NAME` for the programs that should see the keys.
    pub(crate) fn socket(&self) -> &Path {
        self.0.socket()
    }

    /// Kills pcscd, whatever it is doing.
    pub(crate) fn kill_pcscd(&self) {
        self.0.kill_pcscd();
    }

    /// Starts pcscd again and waits until its clients find the first key.
    pub(crate) fn start_pcscd_again(&self) {
        self.0.start_pcscd_again().unwrap();
        assert!(self.wait_settled(PATIENCE), "the new pcscd doesn't see the key");
    }

    /// The keys, in the order of their options.
    pub(crate) fn keys(&self) -> &[VirtualYubikey] {
        self.0.keys()
    }

    /// Waits until the first key blinks.
    pub(crate) fn wait_blink(&self) {
        assert!(self.keys()[0].wait_blink(PATIENCE), "the key never blinked");
    }

    /// Waits until the first key blinks, and touches it.
    pub(crate) fn touch_when_it_blinks(&self) {
        self.wait_blink();
        assert!(self.touch(), "the key stopped blinking");
    }

    /// Plugs the first key in again and waits until pcscd's clients find it.
    pub(crate) fn insert_again(&self) {
        self.insert().unwrap();
        assert!(self.wait_settled(PATIENCE), "pcscd doesn't see the key again");
    }
}

impl Deref for VirtualKey {
    type Target = VirtualYubikey;

    fn deref(&self) -> &VirtualYubikey {
        &self.keys()[0]
    }
}
