//! One call: the request, who asks, and everything that follows from both without asking anybody.

use super::source::Source;
use super::{Caching, Request};
use crate::adapters::environment::Environment;
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::cache::{CacheKey, Inputs};
use crate::domain::endpoint::{self, ChosenEndpoint, EndpointError, Wish};

/// Everything that decides which credentials are handed out.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) caching: Caching,
    /// Whence the ID token comes.
    pub(super) source: Source,
    pub(super) endpoint: ChosenEndpoint,
    pub(super) key: CacheKey,
}

impl<'a> Call<'a> {
    /// Gathers the call's inputs. Who isn't logged in is told from the state file alone.
    pub(super) fn new(
        world: &World,
        request: &'a Request,
        caching: Caching,
    ) -> Result<Self, CommandError> {
        let source = Source::of(world, request)?;
        let caching = if source.can_be_cached() { caching } else { Caching::Off };
        let (endpoint, key) = key(&world.environment, &source, request)?;
        Ok(Self { request, caching, source, endpoint, key })
    }
}

/// Returns where STS is, and under which name its answer is cached.
pub(super) fn key(
    environment: &Environment,
    source: &Source,
    request: &Request,
) -> Result<(ChosenEndpoint, CacheKey), EndpointError> {
    let wish = Wish {
        region: request.region.as_deref().or(environment.region.as_deref()),
        endpoint: environment.sts_endpoint.as_deref(),
        fips: environment.use_fips,
        dualstack: environment.use_dualstack,
    };
    let endpoint = endpoint::choose(&request.role, &wish)?;
    let identity = source.identity();
    let inputs = Inputs {
        source: identity.source,
        issuer: identity.issuer,
        login: identity.login,
        role: &request.role,
        duration: request.duration,
        session_name: identity.session_name,
        endpoint: endpoint.url(),
        region: endpoint.region(),
        audience: identity.audience,
    };
    let key = inputs.list();
    Ok((endpoint, key))
}
