//! Where a role is: partition, account, name.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::domain::role::RoleArn;

/// The twelve digits of an AWS account.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Account(String);

/// A partition of AWS: `aws`, `aws-cn`, `aws-us-gov`, ...
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Partition(String);

/// A role's name with its path before it, `team/a/Developer`.
///
/// The name has at most 64 characters, the path with its slashes 512
/// ([IAM quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoleName(String);

/// A text that names no place of a role.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PlaceError {
    /// No account.
    #[error("`{0}` is no account: twelve digits")]
    Account(String),
    /// No partition.
    #[error("`{0}` is no partition of AWS (aws, aws-cn, aws-us-gov, ...)")]
    Partition(String),
    /// No role's name.
    #[error("`{0}` is no name of a role: at most 64 of A-Z a-z 0-9 + = , . @ - _, PATH/ before it")]
    RoleName(String),
}

impl Account {
    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Partition {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl RoleName {
    /// Returns the name without its path.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the path with a slash at both ends; `/` where there is none.
    pub fn path(&self) -> String {
        self.0.rsplit_once('/').map_or_else(|| "/".into(), |(path, _)| format!("/{path}/"))
    }

    /// Returns the role's ARN in an account.
    pub fn arn(&self, partition: &Partition, account: &Account) -> String {
        format!("arn:{}:iam::{}:role/{}", partition.0, account.0, self.0)
    }
}

/// The three parts of an ARN, each as its own value.
impl From<&RoleArn> for (Partition, Account, RoleName) {
    fn from(arn: &RoleArn) -> Self {
        let name = arn.as_str().split_once(":role/").map_or("", |(_, name)| name);
        let (partition, account) = (arn.partition().into(), arn.account().into());
        (Partition(partition), Account(account), RoleName(name.into()))
    }
}

impl Default for Partition {
    fn default() -> Self {
        Self("aws".into())
    }
}

impl FromStr for Account {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match format!("arn:aws:iam::{text}:role/Role").parse::<RoleArn>() {
            Ok(arn) if arn.account() == text => Ok(Self(text.into())),
            _ => Err(PlaceError::Account(text.into())),
        }
    }
}

impl FromStr for Partition {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match format!("arn:{text}:iam::123456789012:role/Role").parse::<RoleArn>() {
            Ok(arn) if arn.partition() == text => Ok(Self(text.into())),
            _ => Err(PlaceError::Partition(text.into())),
        }
    }
}

impl FromStr for RoleName {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let role = Self(text.into());
        let is_arn = format!("arn:aws:iam::123456789012:role/{text}").parse::<RoleArn>().is_ok();
        if is_arn && role.name().len() <= 64 && role.path().len() <= 512 {
            Ok(role)
        } else {
            Err(PlaceError::RoleName(text.into()))
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_put_together_and_taken_apart() {
        let name: RoleName = "team/a/Developer".parse().unwrap();
        assert_eq!((name.name(), name.path().as_str()), ("Developer", "/team/a/"));
        assert_eq!("Developer".parse::<RoleName>().unwrap().path(), "/");
        let arn = name.arn(&"aws-cn".parse().unwrap(), &"123456789012".parse().unwrap());
        assert_eq!(arn, "arn:aws-cn:iam::123456789012:role/team/a/Developer");
        let (partition, account, again) = (&arn.parse::<RoleArn>().unwrap()).into();
        assert_eq!(again.arn(&partition, &account), arn);
    }

    #[test]
    fn what_could_mean_more_is_refused() {
        for text in ["", "12345678901", "1234567890123", "12345678901a", "1:role/x", "*"] {
            assert_eq!(text.parse::<Account>(), Err(PlaceError::Account(text.into())));
        }
        for text in ["", "AWS", "gcp", "aws:iam", "aws*"] {
            assert_eq!(text.parse::<Partition>(), Err(PlaceError::Partition(text.into())));
        }
        let long = "a".repeat(65);
        for text in ["", "/Developer", "a b", "a;b", "Dev*", "$(x)", "a//b", &long] {
            assert_eq!(text.parse::<RoleName>(), Err(PlaceError::RoleName(text.into())));
        }
    }
}
