//! Errors of issuer, for people.
