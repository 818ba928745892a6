//! The AWS CLI, where it is installed: reads a role's trust policy with the rights of a profile.

use std::io;
use std::process::{Command, Stdio};

use thiserror::Error;

use crate::domain::role::RoleArn;

/// Why there is no trust policy.
#[derive(Debug, Error)]
pub enum AwsCliError {
    /// It isn't there.
    #[error("the AWS CLI (`aws`) is not installed")]
    Absent,
    /// It can't be run.
    #[error("could not run `aws`: {0}")]
    Unrunnable(io::Error),
    /// It says no, in its own words.
    #[error("`aws iam get-role` failed: {0}")]
    Failed(String),
}

/// Returns the role's trust policy, JSON, as the profile may read it. Asks AWS.
pub fn trust_policy(role: &RoleArn, profile: &str) -> Result<String, AwsCliError> {
    let name = role.name();
    let output = Command::new("aws")
        .args(["iam", "get-role", "--output", "json", "--query", "Role.AssumeRolePolicyDocument"])
        .arg(format!("--role-name={name}"))
        .arg(format!("--profile={profile}"))
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => AwsCliError::Absent,
            _ => AwsCliError::Unrunnable(error),
        })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(AwsCliError::Failed(said.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}
