//! An endpoint that somebody names: what is one, and whether a token may go there unasked.

use url::Url;

use super::partition::{PARTITIONS, Partition, of_region};
use super::{ChosenEndpoint, EndpointError, Named, Place};
use crate::domain::issuer_url::is_loopback;

/// Returns the endpoint, trusted if it is AWS's own or this machine's.
pub(super) fn given(named: Named<'_>, place: Place) -> Result<ChosenEndpoint, EndpointError> {
    let named_by = || named.by.to_string();
    let not_url = |url: String| EndpointError::NotUrl { url, named_by: named_by() };
    let url = Url::parse(named.url).map_err(|_| not_url(hidden(named.url)))?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let Some(host) = url.host_str().filter(|_| plain) else {
        return Err(not_url(without_user(&url)));
    };
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(EndpointError::Insecure { url: url.into(), named_by: named_by() });
    }
    let is_trusted = is_loopback(&url) || (is_of_aws(host) && url.port().is_none());
    let url = url.as_str().trim_end_matches('/').into();
    Ok(ChosenEndpoint { url, place, untrusted: (!is_trusted).then(named_by) })
}

/// A user and password in a URL are secrets.
fn without_user(url: &Url) -> String {
    let mut url = url.clone();
    let _ = url.set_password(None);
    let _ = url.set_username("");
    url.into()
}

/// So they are in what was meant for a URL.
fn hidden(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("...@{rest}"),
        None => text.into(),
    }
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
