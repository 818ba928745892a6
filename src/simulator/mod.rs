//! The local AWS, in `vouch-dev` and in tests only: STS, as far as web identity needs it.
//!
//! Every answer is [`crate::domain::sts::decide`]'s; this room fetches the issuer's documents,
//! speaks HTTP and XML, remembers what it handed out, and fails when a test wants it to.

mod answer;
mod caller_identity;
pub mod example;
mod fault;
mod fetch;
mod request;
mod serve;
mod sessions;
mod xml;

pub use fault::{Fault, FaultAnswer};
pub use serve::{Call, Running, Signed, Simulator, StartError};
