//! Where STS is: the regional endpoint, or the one that was asked for, if a token may go there.
//!
//! The rules are those of AWS's SDKs; `docs/reference/sts-endpoint.md` names where they end.

mod error;
mod given;
mod partition;
mod settings;
#[cfg(test)]
mod tests;

use super::role::RoleArn;
use partition::{PARTITIONS, Partition, of_region};

pub use error::EndpointError;
pub use settings::{Named, NamedBy, Variables, wish};

/// What was asked for, from arguments, environment and profile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The region; the partition's first if `None`.
    pub region: Option<&'a str>,
    /// An endpoint in place of AWS's. It is taken as it is, whatever else is wanted: whether it is a
    /// FIPS one, only who names it knows.
    pub endpoint: Option<Named<'a>>,
    /// FIPS endpoints.
    pub fips: bool,
    /// Endpoints with IPv6.
    pub dualstack: bool,
}

/// An endpoint that isn't yet known to be one a token may be sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ChosenEndpoint {
    url: String,
    place: Place,
    /// The setting that names it, if it is neither AWS's nor this machine's.
    untrusted: Option<String>,
}

/// An endpoint that a token may be sent to. Only [`ChosenEndpoint::admit`] makes one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StsEndpoint {
    url: String,
    region: String,
}

/// A region, as requests are signed for it, and its partition.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Place {
    region: String,
    partition: &'static str,
}

/// The region whose endpoint is `sts.amazonaws.com`, and the one that requests to it are signed for.
const GLOBAL: (&str, &str) = ("aws-global", "us-east-1");

/// Returns the endpoint to use for the role, and for those on the way to it, which are in the same
/// partition (`role_session`).
pub fn choose(role: &RoleArn, wish: &Wish<'_>) -> Result<ChosenEndpoint, EndpointError> {
    let home = home(role)?;
    let is_global = wish.region == Some(GLOBAL.0);
    let region = match wish.region {
        _ if is_global => GLOBAL.1,
        Some(region) => region,
        None => home.default_region,
    };
    let partition = match (of_region(region), wish.endpoint) {
        (Some(partition), _) => partition,
        // Elsewhere than at AWS regions have names of their own.
        (None, Some(_)) if is_label(region) => home,
        (None, _) => return Err(EndpointError::UnknownRegion(region.into())),
    };
    let place = Place { region: region.into(), partition: partition.name };
    place.holds(role)?;
    match wish.endpoint {
        Some(named) => given::given(named, place),
        None => {
            let url = if is_global { global(wish)? } else { regional(region, partition, wish) };
            Ok(ChosenEndpoint { url, place, untrusted: None })
        }
    }
}

impl ChosenEndpoint {
    /// Returns the URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the region that requests are signed for.
    pub fn region(&self) -> &str {
        &self.place.region
    }

    /// Tells whether the configuration's list must be asked.
    pub fn must_be_listed(&self) -> bool {
        self.untrusted.is_some()
    }

    /// Lets the endpoint through if it is AWS's, this machine's, or on the list.
    pub fn admit(self, allowed: &[String]) -> Result<StsEndpoint, EndpointError> {
        let is_listed = allowed.iter().any(|one| one.trim_end_matches('/') == self.url);
        match self.untrusted {
            Some(named_by) if !is_listed => {
                Err(EndpointError::NotListed { url: self.url, named_by })
            }
            _ => Ok(StsEndpoint { url: self.url, region: self.place.region }),
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

impl Place {
    /// STS of another partition doesn't know the role.
    fn holds(&self, role: &RoleArn) -> Result<(), EndpointError> {
        let home = home(role)?;
        if self.partition == home.name {
            return Ok(());
        }
        Err(EndpointError::OtherPartition {
            role: home.name.into(),
            region: self.region.clone(),
            partition: self.partition,
        })
    }
}

/// The role's partition.
fn home(role: &RoleArn) -> Result<&'static Partition, EndpointError> {
    PARTITIONS
        .iter()
        .find(|partition| partition.name == role.partition())
        .ok_or_else(|| EndpointError::UnknownPartition(role.partition().into()))
}

/// In GovCloud the plain endpoints are the FIPS ones.
fn regional(region: &str, partition: &Partition, wish: &Wish<'_>) -> String {
    let suffix = if wish.dualstack { partition.dualstack_suffix } else { partition.suffix };
    let is_plain = !wish.fips || (partition.name == "aws-us-gov" && !wish.dualstack);
    let service = if is_plain { "sts" } else { "sts-fips" };
    format!("https://{service}.{region}.{suffix}")
}

/// The SDKs make up the host `sts-fips.aws-global.amazonaws.com`, which there is not.
fn global(wish: &Wish<'_>) -> Result<String, EndpointError> {
    if wish.fips || wish.dualstack {
        return Err(EndpointError::GlobalVariant);
    }
    Ok("https://sts.amazonaws.com".into())
}

/// A word that may stand in a signature's scope, and in a host's name.
fn is_label(region: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&region.len()) && region.bytes().all(known)
}
