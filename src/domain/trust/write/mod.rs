//! Trust policies to be written: who may have a role, in the words of AWS.
//!
//! Everything compared is compared exactly: no `StringLike`, so no pattern can let in more than was
//! meant. Who is let in is always said; nothing defaults to everybody.

mod admission;
mod cloudformation;
mod hcl;
mod others;
#[cfg(test)]
mod others_tests;
mod place;
mod plan;
mod provider;
mod revoke;
mod script;
#[cfg(test)]
mod spoke_tests;
mod terraform;
mod tree;
mod vouch;
mod who;
mod yaml;

#[cfg(test)]
#[cfg(feature = "server")]
mod tests;

pub use admission::Admission;
pub use others::{GITHUB, GITLAB, NameError, ReferenceKind, Repository, STS, Workflow};
pub use place::{Account, Partition, PlaceError, RoleName};
pub use plan::{Part, Plan, PlanError, Registration, Thumbprint};
pub use provider::{Provider, ProviderError};
pub use revoke::deny_older_sessions;
pub use vouch::{Keys, SourceIdentity, VouchTokens};
pub use who::{EmailDomain, Who, WhoError};
