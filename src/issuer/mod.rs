//! The issuer: a file for each endpoint.

pub mod audit;
pub mod discovery;
pub mod error;
pub mod health;
pub mod invite;
pub mod jwks;
pub mod serve;
pub mod state;

pub use serve::{Issuer, Running, StartError};
