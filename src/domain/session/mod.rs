//! A login on the laptop: what the keyring holds of it, and what may be told about it.

mod item;
mod record;

pub use item::{ItemError, SessionItem};
pub use record::{SessionId, SessionIdError, SessionRecord, SessionRecords};
