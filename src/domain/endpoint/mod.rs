//! Where STS is: the regional endpoint, or the one that was asked for, if a token may go there.

mod partition;
#[cfg(test)]
mod tests;

use thiserror::Error;
use url::Url;

use super::issuer_url::is_loopback;
use super::role::RoleArn;
use partition::{PARTITIONS, Partition, of_region};

/// What was asked for, from arguments and environment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The region; the partition's first if `None`.
    pub region: Option<&'a str>,
    /// An endpoint in place of AWS's.
    pub endpoint: Option<&'a str>,
    /// FIPS endpoints.
    pub fips: bool,
    /// Endpoints with IPv6.
    pub dualstack: bool,
}

/// An endpoint that isn't yet known to be one a token may be sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChosenEndpoint {
    url: String,
    region: String,
    is_trusted: bool,
}

/// An endpoint that a token may be sent to. Only [`ChosenEndpoint::admit`] makes one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StsEndpoint {
    url: String,
    region: String,
}

/// Why there is no endpoint.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum EndpointError {
    /// The endpoint is no URL of a host.
    #[error("the STS endpoint `{0}` is not a URL of the form https://HOST[:PORT]")]
    NotUrl(String),
    /// Plain http to another machine.
    #[error(
        "the STS endpoint {0} must begin with https:// (http:// is for the loopback interface only)"
    )]
    Insecure(String),
    /// Neither AWS's, nor this machine's, nor listed.
    #[error(
        "the STS endpoint {0} is not one of AWS's and not listed in `allowed_sts_endpoints` of config.toml"
    )]
    NotListed(String),
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
    /// The region is none that we know.
    #[error("`{0}` is not an AWS region")]
    UnknownRegion(String),
    /// The role's partition is none that we know.
    #[error("`{0}` is not an AWS partition")]
    UnknownPartition(String),
}

/// Returns the endpoint to use for the role.
pub fn choose(role: &RoleArn, wish: &Wish<'_>) -> Result<ChosenEndpoint, EndpointError> {
    let (region, partition) = region(role, wish.region)?;
    match wish.endpoint {
        Some(given) => self::given(given, region),
        None => {
            Ok(ChosenEndpoint { url: regional(&region, partition, wish), region, is_trusted: true })
        }
    }
}

impl ChosenEndpoint {
    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the region.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Tells whether the configuration's list must be asked.
    pub fn must_be_listed(&self) -> bool {
        !self.is_trusted
    }

    /// Lets the endpoint through if it is AWS's, this machine's, or on the list.
    pub fn admit(self, allowed: &[String]) -> Result<StsEndpoint, EndpointError> {
        let is_listed = || allowed.iter().any(|one| one.trim_end_matches('/') == self.url);
        if self.is_trusted || is_listed() {
            Ok(StsEndpoint { url: self.url, region: self.region })
        } else {
            Err(EndpointError::NotListed(self.url))
        }
    }
}

impl StsEndpoint {
    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the region.
    pub fn region(&self) -> &str {
        &self.region
    }
}

/// The region, which must be in the role's partition: STS elsewhere doesn't know the role.
fn region(
    role: &RoleArn,
    wanted: Option<&str>,
) -> Result<(String, &'static Partition), EndpointError> {
    let home = PARTITIONS
        .iter()
        .find(|partition| partition.name == role.partition())
        .ok_or_else(|| EndpointError::UnknownPartition(role.partition().into()))?;
    let Some(region) = wanted else { return Ok((home.default_region.into(), home)) };
    let partition = of_region(region).ok_or_else(|| EndpointError::UnknownRegion(region.into()))?;
    if partition.name == home.name {
        return Ok((region.into(), partition));
    }
    Err(EndpointError::OtherPartition {
        role: home.name.into(),
        region: region.into(),
        partition: partition.name,
    })
}

/// In GovCloud the plain endpoints are the FIPS ones.
fn regional(region: &str, partition: &Partition, wish: &Wish<'_>) -> String {
    let suffix = if wish.dualstack { partition.dualstack_suffix } else { partition.suffix };
    let is_plain = !wish.fips || (partition.name == "aws-us-gov" && !wish.dualstack);
    let service = if is_plain { "sts" } else { "sts-fips" };
    format!("https://{service}.{region}.{suffix}")
}

fn given(text: &str, region: String) -> Result<ChosenEndpoint, EndpointError> {
    let url = Url::parse(text).map_err(|_| EndpointError::NotUrl(text.into()))?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let Some(host) = url.host_str().filter(|_| plain) else {
        return Err(EndpointError::NotUrl(without_user(&url)));
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(EndpointError::Insecure(url.into()));
    }
    let is_trusted = is_loopback(&url) || (is_of_aws(host) && url.port().is_none());
    let url = url.as_str().trim_end_matches('/').into();
    Ok(ChosenEndpoint { url, region, is_trusted })
}

/// A user and password in a URL are secrets.
fn without_user(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.into()
}

/// Only STS itself counts as AWS: anyone may have a bucket or a load balancer under
/// `amazonaws.com`.
fn is_of_aws(host: &str) -> bool {
    if host == "sts.amazonaws.com" {
        return true;
    }
    PARTITIONS.iter().any(|partition| {
        let suffixes = [partition.suffix, partition.dualstack_suffix];
        suffixes.iter().any(|suffix| {
            let Some(front) = host.strip_suffix(suffix).and_then(|rest| rest.strip_suffix('.'))
            else {
                return false;
            };
            is_sts_of_a_region(front, partition)
        })
    })
}

/// `sts.REGION`, `sts-fips.REGION`, or a VPC endpoint of STS, `NAME.sts.REGION.vpce`.
fn is_sts_of_a_region(front: &str, partition: &Partition) -> bool {
    let is_region = |region: &str| of_region(region).is_some_and(|of| of.name == partition.name);
    match front.split('.').collect::<Vec<_>>()[..] {
        ["sts" | "sts-fips", region] => is_region(region),
        [name, "sts" | "sts-fips", region, "vpce"] => {
            name.starts_with("vpce-") && is_region(region)
        }
        _ => false,
    }
}
