//! Logging in at any OpenID provider: what it must say, and when its word is taken.

mod client_id;
mod person_name;
mod scope;

pub use client_id::{ClientId, ClientIdError};
pub use person_name::{PersonName, PersonNameError};
pub use scope::{OFFLINE_ACCESS, Scope, ScopeError, scopes_to_ask_for};
