//! The card itself, over the `yubikey` crate; only `vouch-piv` uses it.
