//! The key misbehaves: whatever goes wrong between a person, a key and its helper has an error, an
//! exit code and a remedy of its own, and no PIN try is lost by it.

mod absence;
mod between;
mod desk;
mod helper;
mod others;
mod pin;
mod signals;
mod touch;
mod turnstile;
