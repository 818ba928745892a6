//! The local AWS, in `vouch-dev` and in tests only: STS, and as much of IAM as web identity needs.
//!
//! Every answer is [`crate::domain::sts`]'s or [`crate::domain::iam`]'s; this room verifies
//! signatures, fetches the issuer's documents, speaks HTTP and XML, remembers what it handed out,
//! and fails when a test wants it to.

mod answer;
pub mod example;
mod fault;
mod fetch;
mod iam;
mod local_aws;
mod refusal;
mod request;
mod serve;
mod sessions;
mod signature;
mod sts;
mod xml;

pub use fault::{Fault, FaultAnswer};
pub use local_aws::{Call, Signed, Simulator};
pub use serve::{Running, StartError};
