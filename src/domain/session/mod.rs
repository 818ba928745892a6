//! A login on the laptop: what the keyring holds of it, and what may be told about it.

mod identity;
mod item;
mod provider_item;
mod record;

pub use identity::{IdentityError, subject_of_login, unverified_claims};
pub use item::{ItemError, SessionItem};
pub use provider_item::{Given, ProviderItem};
pub use record::{Login, SessionId, SessionIdError, SessionRecord, SessionRecords};
