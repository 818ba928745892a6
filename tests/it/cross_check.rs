//! Programs of others agree with the virtual key: else it could agree with our own client alone.

mod attestation;
mod opensc;
mod plug;
mod scdaemon;
mod ykman;
mod yubico_piv_tool;

use virtual_yubikey::{Firmware, Options};

/// The management key of every key from the factory.
const FACTORY_MANAGEMENT_KEY: &str = "010203040506070801020304050607080102030405060708";

fn options(firmware: Firmware) -> Options {
    Options { firmware, ..Options::default() }
}
