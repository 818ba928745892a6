//! What is asked of a role's session: its name, its tags, its policies, and how all of it goes with
//! the steps of a chain of roles.

mod hops;
mod lasting;
mod name;
mod policy;
mod tag;
#[cfg(test)]
mod tests;

pub use hops::{Hop, WishError, Wishes};
pub use lasting::{DurationError, USUAL};
pub use name::{ExternalId, NameError, SourceIdentity};
pub use policy::{PolicyArn, PolicyArnError, PolicyFault, SessionPolicy};
pub use tag::{SessionTag, TagError, TagKey};
