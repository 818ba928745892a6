//! vouch: short-lived AWS credentials from a touch on a YubiKey.
//!
//! Three floors, and imports only go down: `commands`, `issuer` and `simulator` talk to people and
//! to the network; `adapters` touch the outside world, one file a thing; `domain` decides, without
//! I/O, clock, environment or chance. `docs/ARCHITECTURE.md` is the map.

pub mod adapters;
pub mod commands;
pub mod domain;
#[cfg(feature = "server")]
pub mod issuer;
#[cfg(feature = "server")]
pub mod simulator;
