//! The issuer: a file for each endpoint.

pub mod admin;
pub mod attestation;
pub mod audit;
pub mod challenge;
pub mod discovery;
pub mod enroll;
pub mod error;
pub mod health;
pub mod invite;
pub mod jwks;
pub mod keys;
pub mod limit;
pub mod revoke;
pub mod roles;
mod routes;
pub mod serve;
pub mod session;
pub mod state;
mod tls;
pub mod token;

pub use serve::{Issuer, Running, StartError};

#[cfg(test)]
mod tests;
