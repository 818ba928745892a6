//! Errors of secret_store, for people.
