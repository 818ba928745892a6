//! What the errors of the floors below mean to a person: the exit code and the hint, a file for
//! each thing that can fail.

pub mod aws_profile;
pub mod clock;
pub mod configuration;
pub mod endpoint;
pub mod files;
pub mod foreign;
pub mod installation;
pub mod issuer;
pub mod prompt;
pub mod role_session;
pub mod secret_store;
pub mod security_key;
pub mod state;
pub mod sts;
