//! IAM role ARNs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The ARN of an IAM role, `arn:PARTITION:iam::ACCOUNT:role/[PATH/]NAME`.
///
/// 20 to 2048 characters
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleArn(String);

/// A text that is no role ARN.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a role ARN (arn:aws:iam::123456789012:role/Name)")]
pub struct RoleArnError(String);

impl RoleArn {
    /// Returns the ARN as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the partition: `aws`, `aws-cn`, `aws-us-gov`, ...
    pub fn partition(&self) -> &str {
        self.field(1)
    }

    /// Returns the twelve digits of the account.
    pub fn account(&self) -> &str {
        self.field(4)
    }

    /// Returns the role's name without its path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the role's path: `/`, or `/team/a/`.
    pub fn path(&self) -> &str {
        let resource = self.field(5).strip_prefix("role").unwrap_or_default();
        resource.strip_suffix(self.name()).unwrap_or_default()
    }

    fn field(&self, index: usize) -> &str {
        self.0.split(':').nth(index).unwrap_or_default()
    }
}

impl FromStr for RoleArn {
    type Err = RoleArnError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if is_role_arn(text) { Ok(Self(text.into())) } else { Err(RoleArnError(text.into())) }
    }
}

fn is_role_arn(text: &str) -> bool {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = fields[..] else { return false };
    let Some(path_and_name) = resource.strip_prefix("role/") else { return false };
    (20..=2048).contains(&text.len())
        && is_partition(partition)
        && is_account(account)
        && path_and_name.split('/').all(is_segment)
}

fn is_partition(text: &str) -> bool {
    text.starts_with("aws") && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// IAM's friendly names: letters, digits and `+=,.@-_`, which also need no quoting in a shell.
fn is_segment(text: &str) -> bool {
    (1..=512).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte))
}

impl TryFrom<String> for RoleArn {
    type Error = RoleArnError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RoleArn> for String {
    fn from(role: RoleArn) -> Self {
        role.0
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_an_arn_apart() {
        let role: RoleArn =
            "arn:aws-us-gov:iam::123456789012:role/team/a/Developer".parse().unwrap();
        assert_eq!(
            (role.partition(), role.account(), role.name()),
            ("aws-us-gov", "123456789012", "Developer")
        );
        assert_eq!(role.path(), "/team/a/");
        let plain: RoleArn = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        assert_eq!(plain.path(), "/");
    }

    #[test]
    fn refuses_what_is_no_role() {
        for text in [
            "",
            "Developer",
            "arn:aws:iam::123456789012:user/Developer",
            "arn:aws:iam::12345678901:role/Developer",
            "arn:aws:iam:us-east-1:123456789012:role/Developer",
            "arn:aws:sts::123456789012:assumed-role/Developer/a",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:role//Developer",
            "arn:aws:iam::123456789012:role/Dev eloper",
            "arn:aws:iam::123456789012:role/Dev;rm",
            "arn:AWS:iam::123456789012:role/Developer",
            "arn:aws:iam::123456789012:role/Developer\n",
        ] {
            assert!(text.parse::<RoleArn>().is_err(), "{text}");
        }
    }
}
