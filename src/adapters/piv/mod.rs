//! The card itself, over the `yubikey` crate; only `vouch-piv` uses it.
//!
//! Each request opens the card late and releases it early. Requests that only look leave the card
//! as it is; those that send a PIN let it be reset, so that the next program starts without it.

mod attested;
mod certificate_object;
mod contents;
mod generate;
mod input;
mod management_key;
mod mishap;
mod pin;
mod readers;
mod serve;
mod sign;

pub use serve::serve;
