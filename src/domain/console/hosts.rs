//! The hosts of the console, by partition.

use thiserror::Error;

/// Where a partition's people sign in, and where its console is.
#[derive(Debug, Eq, PartialEq)]
pub struct Hosts {
    partition: &'static str,
    /// Where credentials become a session of the console.
    pub sign_in: &'static str,
    /// Where a session of the console is ended.
    pub sign_out: &'static str,
    /// The console; those of its regions and accounts are below it.
    pub console: &'static str,
}

/// A partition whose console's hosts aren't known.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the console's hosts in the partition {0} are not public, so vouch doesn't know them")]
pub struct UnknownConsole(String);

/// The isolated partitions publish none.
const KNOWN: [Hosts; 4] = [
    Hosts {
        partition: "aws",
        sign_in: "signin.aws.amazon.com",
        sign_out: "us-east-1.signin.aws.amazon.com",
        console: "console.aws.amazon.com",
    },
    Hosts {
        partition: "aws-us-gov",
        sign_in: "signin.amazonaws-us-gov.com",
        sign_out: "signin.amazonaws-us-gov.com",
        console: "console.amazonaws-us-gov.com",
    },
    Hosts {
        partition: "aws-cn",
        sign_in: "signin.amazonaws.cn",
        sign_out: "signin.amazonaws.cn",
        console: "console.amazonaws.cn",
    },
    Hosts {
        partition: "aws-eusc",
        sign_in: "signin.amazonaws-eusc.eu",
        sign_out: "signin.amazonaws-eusc.eu",
        console: "console.amazonaws-eusc.eu",
    },
];

impl Hosts {
    /// Returns those of the partition.
    pub(super) fn of(partition: &str) -> Result<&'static Self, UnknownConsole> {
        KNOWN
            .iter()
            .find(|hosts| hosts.partition == partition)
            .ok_or_else(|| UnknownConsole(partition.into()))
    }

    /// Tells whether the host is the console, or one below it.
    pub(super) fn is_console(&self, host: &str) -> bool {
        let front = host.strip_suffix(self.console);
        front.is_some_and(|front| front.is_empty() || front.ends_with('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_known_partition_has_its_own_and_the_isolated_ones_have_none() {
        for (partition, console) in [
            ("aws", "console.aws.amazon.com"),
            ("aws-us-gov", "console.amazonaws-us-gov.com"),
            ("aws-cn", "console.amazonaws.cn"),
            ("aws-eusc", "console.amazonaws-eusc.eu"),
        ] {
            assert_eq!(Hosts::of(partition).unwrap().console, console);
        }
        for partition in ["aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "", "AWS"] {
            assert_eq!(Hosts::of(partition), Err(UnknownConsole(partition.into())));
        }
    }
}
