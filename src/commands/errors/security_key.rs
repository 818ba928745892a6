//! Errors of security_key, for people.
