//! The issuer over real HTTP on loopback, with a clock that the test turns.

mod attacks;
mod attested;
mod enrolment;
mod journey;
mod limits;
mod refusals;
mod secrets;
mod world;
