//! What IAM would answer: as much of it as setting up web identity needs.
//!
//! Each action is a method of [`Iam`], which changes what is registered, or tells in AWS's words
//! why not. Only the simulator uses them. Who may do what isn't asked: every caller may change the
//! caller's own account.

mod error;
mod policy;
mod provider;
mod role;
mod shared;
mod tags;
mod trust;

use chrono::{DateTime, Utc};

pub use error::{IamError, PolicyProblem};
pub use provider::NewProvider;
pub use role::NewRole;

use crate::domain::sts::faults::Faults;
use crate::domain::sts::{AwsState, Caller};

/// One account for the time of a call.
pub struct Iam<'a> {
    aws: &'a mut AwsState,
    partition: &'a str,
    account: &'a str,
    now: DateTime<Utc>,
}

impl<'a> Iam<'a> {
    /// The caller's account.
    pub fn new(aws: &'a mut AwsState, caller: &'a Caller, now: DateTime<Utc>) -> Self {
        let (partition, account) = (caller.principal.partition(), caller.principal.account());
        Self { aws, partition, account, now }
    }
}

fn end(faults: Faults) -> Result<(), IamError> {
    faults.found().map_or(Ok(()), |found| Err(IamError::Parameters(found)))
}

#[cfg(test)]
mod tests;
