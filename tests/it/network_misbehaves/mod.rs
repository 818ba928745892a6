//! The network misbehaves: whatever issuer, STS, certificates, proxies and clocks do, each command
//! ends in time, says in one line what happened and what to do, and gives what it may.

mod certificates;
pub(crate) mod clocks;
mod enrolments;
mod faults;
mod others;
mod proxies;
mod refusals;
pub(crate) mod server;
mod site;
mod slow;
mod tls;

pub(crate) use clocks::faketime;
