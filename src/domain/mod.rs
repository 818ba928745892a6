//! The ground floor: decides. No I/O, no clock, no environment, no chance, no async.

#[cfg(feature = "server")]
pub mod allowance;
#[cfg(feature = "server")]
pub mod attestation;
pub mod aws_credentials;
pub mod aws_profile;
pub mod aws_variables;
pub mod cache;
pub mod challenge;
#[cfg(feature = "server")]
pub mod claims;
pub mod clock_skew;
pub mod config;
pub mod console;
pub mod document;
pub mod dpop;
pub mod duration;
pub mod endpoint;
pub mod enrolment;
pub mod exchange_record;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod foreign_token;
pub mod grant;
#[cfg(feature = "server")]
pub mod iam;
#[cfg(feature = "server")]
pub mod issuer_config;
pub mod issuer_url;
pub mod jose;
pub mod key_protocol;
pub mod live_session;
pub mod loopback;
#[cfg(test)]
mod mutations;
pub mod once;
pub mod openid;
pub mod person;
pub mod presence;
pub mod refusal;
pub mod role;
pub mod role_session;
pub mod role_session_name;
pub mod secret;
pub mod selection;
pub mod session;
pub mod shell;
pub mod sts;
pub mod subject;
pub mod trust;
pub mod wire;
pub mod wsl;
