//! AWS STS: where the profiles ask it, whether it answers, and what time it is there.

use super::catalogue::{CLOCK_STS, STS_ANSWERS, STS_ENDPOINT};
use super::clock;
use super::finding::Finding;
use super::profile::Profile;
use crate::adapters::runtime::block_on;
use crate::adapters::server_clock;
use crate::commands::credential::aws;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::config::Config;
use crate::domain::endpoint::StsEndpoint;

/// Returns what each endpoint of the profiles tells, once.
pub(super) fn check(world: &World, config: &Config, profiles: &[Profile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for profile in profiles {
        let Some(arguments) = &profile.arguments else { continue };
        match resolved(world, config, &arguments.request) {
            Ok(endpoint) if seen.iter().any(|url| url == endpoint.url()) => {}
            Ok(endpoint) => {
                seen.push(endpoint.url().into());
                let (url, region) = (endpoint.url(), endpoint.region());
                findings.push(STS_ENDPOINT.good(format!("{url} ({region})")));
                findings.extend(asked(world, &endpoint));
            }
            Err(error) => findings.push(STS_ENDPOINT.failed(error)),
        }
    }
    findings
}

fn resolved(
    world: &World,
    config: &Config,
    request: &aws::Request,
) -> Result<StsEndpoint, CommandError> {
    let chosen = aws::endpoint(world, request)?;
    Ok(chosen.admit(&config.allowed_sts_endpoints)?)
}

/// Nothing but the time is asked for: the request has no token.
fn asked(world: &World, endpoint: &StsEndpoint) -> Vec<Finding> {
    let http = match world.network.client_to(endpoint.url()) {
        Ok(http) => http,
        Err(error) => return vec![STS_ANSWERS.failed(error)],
    };
    match block_on(server_clock::ahead(&http, endpoint.url(), &*world.clock)) {
        Ok(ahead) => vec![
            STS_ANSWERS.good(format!("{} answers", endpoint.url())),
            clock::judge(&CLOCK_STS, "AWS's", ahead),
        ],
        Err(error) => vec![STS_ANSWERS.bad(Exit::Network, error.to_string())],
    }
}
