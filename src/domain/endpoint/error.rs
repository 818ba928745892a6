//! Why there is no endpoint that a token could be sent to.

use thiserror::Error;

/// Why there is no endpoint.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum EndpointError {
    /// `aws-global` has one endpoint alone.
    #[error(
        "the region `aws-global` has neither FIPS nor dual-stack endpoints; a region such as us-east-1 has"
    )]
    GlobalVariant,
    /// Plain http to another machine.
    #[error(
        "the STS endpoint {url} of {named_by} must begin with https:// (http:// is for the loopback interface only)"
    )]
    Insecure {
        /// The endpoint.
        url: String,
        /// The setting.
        named_by: String,
    },
    /// The profile wants a section that isn't there.
    #[error("the profile names the section `[services {0}]`, which is not in the AWS config file")]
    NoServices(String),
    /// Neither AWS's, nor this machine's, nor listed.
    #[error(
        "the STS endpoint {url} of {named_by} is not one of AWS's and not listed in `allowed_sts_endpoints` of config.toml"
    )]
    NotListed {
        /// The endpoint.
        url: String,
        /// The setting.
        named_by: String,
    },
    /// A setting that is yes or no says something else. The SDKs refuse it as well.
    #[error("{setting} is `{value}`, which is neither `true` nor `false`")]
    NotTruth {
        /// The setting.
        setting: String,
        /// What it says.
        value: String,
    },
    /// The endpoint is no URL of a host.
    #[error("the STS endpoint `{url}` of {named_by} is not a URL of the form https://HOST[:PORT]")]
    NotUrl {
        /// What stands there, without user and password.
        url: String,
        /// The setting.
        named_by: String,
    },
    /// The role is elsewhere.
    #[error("the role is in the partition {role}, the region {region} is in {partition}")]
    OtherPartition {
        /// The role's partition.
        role: String,
        /// The region.
        region: String,
        /// The region's partition.
        partition: &'static str,
    },
    /// The role's partition is none that we know.
    #[error("`{0}` is not an AWS partition")]
    UnknownPartition(String),
    /// The region is none that we know.
    #[error("`{0}` is not an AWS region")]
    UnknownRegion(String),
}
