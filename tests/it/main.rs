//! The tests that need whole programs, in one binary.
#![expect(
    clippy::disallowed_methods,
    reason = "tests are the outside world: they read files, clocks and the environment"
)]

mod floors;
mod generated;
mod links;
