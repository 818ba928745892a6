//! Errors of prompt, for people.
