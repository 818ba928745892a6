//! Logging in at any OpenID provider: what it must say, and when its word is taken.

mod attempt;
mod client_id;
mod device;
mod id_token;
mod keys;
mod metadata;
mod person_name;
mod scope;
#[cfg(test)]
mod tests;

pub use attempt::{AnswerError, Attempt, Code, Question, RANDOM_BYTES};
pub use client_id::{ClientId, ClientIdError};
pub use device::{DeviceAnswer, DeviceError, DeviceLogin, GRANT as DEVICE_GRANT, Over, Pace, Said};
pub use id_token::{Expected, First, IdToken, TokenError, Way, judge};
pub use keys::KeySet;
pub use metadata::{AnswersName, DISCOVERY, Endpoint, MetadataError, Provider, SecretPlace};
pub use person_name::{PersonName, PersonNameError};
pub use scope::{OFFLINE_ACCESS, Scope, ScopeError, scopes_to_ask_for};

/// Returns a provider's text as it may be shown on a terminal: one line, no control characters, not
/// endless.
fn shown(text: &str) -> String {
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    text.chars().map(plain).take(300).collect()
}
