//! Errors of files, for people.
