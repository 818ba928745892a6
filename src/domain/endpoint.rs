//! Where STS is: the regional endpoint, or the one that was asked for, if a token may go there.

use thiserror::Error;
use url::Url;

use super::issuer_url::is_loopback;
use super::role::RoleArn;

/// A partition of AWS: regions that begin so are served under these domains
/// (botocore's `partitions.json`).
struct Partition {
    name: &'static str,
    region_prefixes: &'static [&'static str],
    suffix: &'static str,
    dualstack_suffix: &'static str,
    /// Where a role of the partition is asked for when no region is named.
    default_region: &'static str,
}

/// The more particular prefixes first: `us-gov-` before `us-`.
const PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws-us-gov",
        region_prefixes: &["us-gov-"],
        suffix: "amazonaws.com",
        dualstack_suffix: "api.aws",
        default_region: "us-gov-west-1",
    },
    Partition {
        name: "aws-iso",
        region_prefixes: &["us-iso-"],
        suffix: "c2s.ic.gov",
        dualstack_suffix: "api.aws.ic.gov",
        default_region: "us-iso-east-1",
    },
    Partition {
        name: "aws-iso-b",
        region_prefixes: &["us-isob-"],
        suffix: "sc2s.sgov.gov",
        dualstack_suffix: "api.aws.scloud",
        default_region: "us-isob-east-1",
    },
    Partition {
        name: "aws-iso-f",
        region_prefixes: &["us-isof-"],
        suffix: "csp.hci.ic.gov",
        dualstack_suffix: "api.aws.hci.ic.gov",
        default_region: "us-isof-south-1",
    },
    Partition {
        name: "aws-iso-e",
        region_prefixes: &["eu-isoe-"],
        suffix: "cloud.adc-e.uk",
        dualstack_suffix: "api.cloud-aws.adc-e.uk",
        default_region: "eu-isoe-west-1",
    },
    Partition {
        name: "aws-eusc",
        region_prefixes: &["eusc-de-"],
        suffix: "amazonaws.eu",
        dualstack_suffix: "api.amazonwebservices.eu",
        default_region: "eusc-de-east-1",
    },
    Partition {
        name: "aws-cn",
        region_prefixes: &["cn-"],
        suffix: "amazonaws.com.cn",
        dualstack_suffix: "api.amazonwebservices.com.cn",
        default_region: "cn-north-1",
    },
    Partition {
        name: "aws",
        region_prefixes: &["us-", "eu-", "ap-", "sa-", "ca-", "me-", "af-", "il-", "mx-"],
        suffix: "amazonaws.com",
        dualstack_suffix: "api.aws",
        default_region: "us-east-1",
    },
];

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

fn of_region(region: &str) -> Option<&'static Partition> {
    let is_region = region.len() <= 32
        && region.split('-').count() >= 3
        && region.split('-').all(|part| !part.is_empty())
        && region
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && region.ends_with(|last: char| last.is_ascii_digit());
    PARTITIONS
        .iter()
        .filter(|_| is_region)
        .find(|partition| partition.region_prefixes.iter().any(|prefix| region.starts_with(prefix)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn role(partition: &str) -> RoleArn {
        format!("arn:{partition}:iam::123456789012:role/Developer").parse().unwrap()
    }

    fn chosen(partition: &str, wish: Wish<'_>) -> Result<String, EndpointError> {
        choose(&role(partition), &wish).map(|chosen| chosen.url)
    }

    #[test]
    fn every_region_has_its_own_endpoint() {
        for (partition, region, fips, dualstack, expected) in [
            ("aws", "eu-central-1", false, false, "sts.eu-central-1.amazonaws.com"),
            ("aws", "us-east-1", false, false, "sts.us-east-1.amazonaws.com"),
            ("aws", "us-east-1", true, false, "sts-fips.us-east-1.amazonaws.com"),
            ("aws", "us-east-1", false, true, "sts.us-east-1.api.aws"),
            ("aws", "us-east-1", true, true, "sts-fips.us-east-1.api.aws"),
            ("aws-cn", "cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn"),
            ("aws-us-gov", "us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"),
            ("aws-us-gov", "us-gov-west-1", false, true, "sts.us-gov-west-1.api.aws"),
            ("aws-eusc", "eusc-de-east-1", false, false, "sts.eusc-de-east-1.amazonaws.eu"),
            ("aws-iso", "us-iso-east-1", false, false, "sts.us-iso-east-1.c2s.ic.gov"),
            ("aws-iso-b", "us-isob-east-1", false, false, "sts.us-isob-east-1.sc2s.sgov.gov"),
            ("aws-iso-e", "eu-isoe-west-1", false, false, "sts.eu-isoe-west-1.cloud.adc-e.uk"),
            ("aws-iso-f", "us-isof-east-1", false, false, "sts.us-isof-east-1.csp.hci.ic.gov"),
        ] {
            let wish = Wish { region: Some(region), endpoint: None, fips, dualstack };
            assert_eq!(chosen(partition, wish), Ok(format!("https://{expected}")));
        }
    }

    #[test]
    fn without_a_region_the_partition_has_one() {
        for partition in &PARTITIONS {
            let url = chosen(partition.name, Wish::default()).unwrap();
            assert!(url.contains(partition.default_region), "{url}");
            assert_eq!(of_region(partition.default_region).unwrap().name, partition.name);
        }
    }

    #[test]
    fn a_role_is_not_asked_for_in_another_partition() {
        let wish = Wish { region: Some("cn-north-1"), ..Wish::default() };
        assert_eq!(
            chosen("aws", wish).unwrap_err().to_string(),
            "the role is in the partition aws, the region cn-north-1 is in aws-cn"
        );
        assert!(matches!(chosen("aws-xx", wish), Err(EndpointError::UnknownPartition(_))));
    }

    #[test]
    fn what_is_no_region_never_becomes_a_host() {
        for region in [
            "",
            "us",
            "us-east",
            "aws-global",
            "us-east-1.evil.example/",
            "US-EAST-1",
            "us--1",
            "xx-east-1",
        ] {
            let wish = Wish { region: Some(region), ..Wish::default() };
            assert_eq!(chosen("aws", wish), Err(EndpointError::UnknownRegion(region.into())));
        }
    }

    fn admitted(endpoint: &str, allowed: &[&str]) -> Result<String, EndpointError> {
        let allowed: Vec<String> = allowed.iter().map(|&one| one.into()).collect();
        let wish = Wish { endpoint: Some(endpoint), ..Wish::default() };
        choose(&role("aws"), &wish)?.admit(&allowed).map(|endpoint| endpoint.url)
    }

    #[test]
    fn a_token_goes_to_aws_and_to_this_machine() {
        for (endpoint, expected) in [
            ("https://sts.amazonaws.com", "https://sts.amazonaws.com"),
            ("https://sts.eu-west-1.amazonaws.com/", "https://sts.eu-west-1.amazonaws.com"),
            (
                "https://vpce-0a-b.sts.us-east-1.vpce.amazonaws.com",
                "https://vpce-0a-b.sts.us-east-1.vpce.amazonaws.com",
            ),
            ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
            ("http://localhost:4566/", "http://localhost:4566"),
            ("http://[::1]:4566", "http://[::1]:4566"),
        ] {
            assert_eq!(admitted(endpoint, &[]), Ok(expected.into()));
        }
    }

    #[test]
    fn a_token_goes_nowhere_else_unless_the_configuration_lists_it() {
        for endpoint in [
            "https://sts.example.com",
            "https://evil.s3.amazonaws.com",
            "https://sts.s3.amazonaws.com",
            "https://sts.amazonaws.com.example.com",
            "https://xsts.amazonaws.com",
            "https://sts.us-east-1.amazonaws.com:8443",
            "https://a.sts.us-east-1.amazonaws.com",
            "https://x.vpce-svc-1.us-east-1.vpce.amazonaws.com",
        ] {
            assert_eq!(admitted(endpoint, &[]), Err(EndpointError::NotListed(endpoint.into())));
            assert_eq!(admitted(endpoint, &[endpoint]), Ok(endpoint.into()));
            assert!(admitted(endpoint, &["https://sts.example.co"]).is_err());
        }
    }

    #[test]
    fn what_is_no_endpoint_is_refused_although_listed() {
        for endpoint in [
            "http://sts.example.com",
            "http://sts.amazonaws.com",
            "ftp://127.0.0.1",
            "https://me:pw@sts.amazonaws.com",
            "https://sts.amazonaws.com?a=b",
            "sts.amazonaws.com",
            "",
        ] {
            let error = admitted(endpoint, &[endpoint]).unwrap_err();
            assert!(
                matches!(error, EndpointError::Insecure(_) | EndpointError::NotUrl(_)),
                "{endpoint}: {error}"
            );
            assert!(!error.to_string().contains("pw"), "{error}");
        }
    }
}
