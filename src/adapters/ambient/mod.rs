//! Who gives ID tokens to what runs there: a CI's runner, a program.

pub mod command;
pub mod github;

/// The longest answer that is read, in bytes. AWS takes a token of 20,000.
const LONGEST: usize = 64 * 1024;
