//! The real `vouch-piv`, run by vouch's own adapter, on virtual keys behind a real pcscd.

mod bench;
mod busy;
mod document;
mod process;
mod signing;
mod slots;
#[cfg(target_os = "linux")]
mod wiping;
