//! An emulated YubiKey.
