//! An emulated YubiKey for tests: PIV with Yubico's extensions, served by the real pcscd.
//!
//! A [`VirtualYubikey`] is one key and its finger; a [`Desk`] is keys plugged into a pcscd of
//! their own. Nothing here is fit to keep a secret.
#![expect(
    clippy::disallowed_methods,
    reason = "an instrument of the tests stands outside the product's floors"
)]

mod apdu;
mod card;
mod der;
mod desk;
mod gate;
mod key;
mod link;
mod management_applet;
mod openpgp;
mod options;
mod pcscd;
mod piv;
mod random;
mod tlv;

pub use desk::{Desk, READER_NAME};
pub use gate::{Finger, Touches};
pub use key::{Condition, TriesLeft, VirtualYubikey};
pub use options::{Firmware, Options, Plugged, Reselect};
pub use piv::{Flaw, ManagementAlgorithm, Origin, PinPolicy, Slot, TouchPolicy};
