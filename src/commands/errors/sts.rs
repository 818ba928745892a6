//! Errors of sts, for people.
