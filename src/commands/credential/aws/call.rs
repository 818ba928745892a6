//! One call: the request, who asks, and everything that follows from both without asking anybody.

use super::source::Source;
use super::{Caching, Request, profile, wishes};
use crate::adapters::environment::Environment;
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_profile::StsSettings;
use crate::domain::cache::{CacheKey, Inputs};
use crate::domain::endpoint::{self, ChosenEndpoint, EndpointError};
use crate::domain::role::RoleArn;
use crate::domain::role_session::{SessionPolicy, Wishes};

/// Everything that decides which credentials are handed out.
pub(super) struct Call<'a> {
    pub(super) request: &'a Request,
    pub(super) caching: Caching,
    /// Whence the ID token comes.
    pub(super) source: Source,
    policy: Option<SessionPolicy>,
    pub(super) endpoint: ChosenEndpoint,
    pub(super) key: CacheKey,
}

impl<'a> Call<'a> {
    /// Gathers the call's inputs, and refuses what can't be had. Who isn't logged in is told from the
    /// state file alone.
    pub(super) fn new(
        world: &World,
        request: &'a Request,
        caching: Caching,
    ) -> Result<Self, CommandError> {
        let source = Source::of(world, request)?;
        let caching = if source.can_be_cached() { caching } else { Caching::Off };
        let policy = wishes::policy(request)?;
        wishes::check(world, &source, request, policy.as_ref())?;
        let profile = profile::settings(&world.environment, request)?;
        let files = Files { policy: policy.as_ref(), profile: profile.as_ref() };
        let (endpoint, key) = key(&world.environment, &source, request, files)?;
        trust(world, profile.as_ref());
        Ok(Self { request, caching, source, policy, endpoint, key })
    }

    /// Returns the role that the token is for.
    pub(super) fn first_role(&self) -> &RoleArn {
        self.wishes("").first_role()
    }

    /// Returns what STS is asked for, with the name of the sessions of which nothing is said.
    pub(super) fn wishes<'b>(&'b self, usual_name: &'b str) -> Wishes<'b> {
        wishes::of(self.request, usual_name, self.policy.as_ref())
    }
}

/// Returns where STS is asked; the certificates that the profile names are trusted from now on.
pub fn endpoint(world: &World, request: &Request) -> Result<ChosenEndpoint, CommandError> {
    let profile = profile::settings(&world.environment, request)?;
    trust(world, profile.as_ref());
    Ok(place(&world.environment, request, profile.as_ref())?)
}

fn trust(world: &World, profile: Option<&StsSettings>) {
    if let Some(bundle) = profile.and_then(|profile| profile.ca_bundle.as_ref()) {
        world.network.trust(world.environment.expand(bundle));
    }
}

fn place(
    environment: &Environment,
    request: &Request,
    profile: Option<&StsSettings>,
) -> Result<ChosenEndpoint, EndpointError> {
    let region = request.region.as_deref().or(environment.region.as_deref());
    let wish = endpoint::wish(region, &environment.endpoints, profile)?;
    endpoint::choose(&request.role, &wish)
}

/// What the files say that the request names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Files<'a> {
    /// The session policy.
    pub(super) policy: Option<&'a SessionPolicy>,
    /// The profile's settings.
    pub(super) profile: Option<&'a StsSettings>,
}

/// Returns where STS is, and under which name its answer is cached.
pub(super) fn key(
    environment: &Environment,
    source: &Source,
    request: &Request,
    files: Files<'_>,
) -> Result<(ChosenEndpoint, CacheKey), EndpointError> {
    let endpoint = place(environment, request, files.profile)?;
    let identity = source.identity();
    let inputs = Inputs {
        source: identity.source,
        issuer: identity.issuer,
        login: identity.login,
        wishes: wishes::of(request, identity.session_name, files.policy),
        max_auth_age: request.max_auth_age,
        endpoint: endpoint.url(),
        region: endpoint.region(),
        audience: identity.audience,
    };
    let key = inputs.list();
    Ok((endpoint, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::credential::aws::TokenSource;
    use crate::domain::session::{Login, SessionId, SessionRecord};

    fn session() -> Source {
        Source::Session(SessionRecord {
            issuer: "https://vouch.example.com".parse().unwrap(),
            session_id: SessionId::from_random([0; 16]),
            login: Login::Key {
                subject: "alice@example.com".parse().unwrap(),
                key_id: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".parse().unwrap(),
            },
            expires_at: "2026-01-01T16:00:00Z".parse().unwrap(),
            keyring: "keyutils".into(),
            auth_time: None,
        })
    }

    fn name(request: &Request, policy: &str) -> String {
        let policy = request.policy.as_ref().map(|_| policy.parse().unwrap());
        let files = Files { policy: policy.as_ref(), profile: None };
        let key = key(&Environment::default(), &session(), request, files);
        key.unwrap().1.item_name()
    }

    /// Returns requests of which each says one thing more than the one that says nothing. A field that
    /// is forgotten here doesn't compile, or is told to be unused.
    fn each_says_something_else() -> Vec<Request> {
        let nothing = Request::of("arn:aws:iam::123456789012:role/A".parse().unwrap());
        let Request {
            role,
            region,
            duration,
            // The source's own tests change it.
            token: _,
            via,
            external_id,
            tags,
            transitive_tags,
            source_identity,
            session_name,
            policy,
            policy_arns,
            max_auth_age,
            // What the profile says counts, not its name.
            profile: _,
        } = Request {
            role: "arn:aws:iam::123456789012:role/B".parse().unwrap(),
            region: Some("eu-west-1".into()),
            duration: Some(3600),
            token: TokenSource::default(),
            via: vec!["arn:aws:iam::123456789012:role/C".parse().unwrap()],
            external_id: Some("customer-42".parse().unwrap()),
            tags: vec!["Team=blue".parse().unwrap()],
            transitive_tags: vec!["Team".parse().unwrap()],
            source_identity: Some("alice".parse().unwrap()),
            session_name: Some("night".parse().unwrap()),
            policy: Some("policy.json".into()),
            policy_arns: vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap()],
            max_auth_age: Some(900),
            profile: None,
        };
        let as_before = || nothing.clone();
        vec![
            as_before(),
            Request { role, ..as_before() },
            Request { region, ..as_before() },
            Request { duration, ..as_before() },
            Request { via, ..as_before() },
            Request { external_id, ..as_before() },
            Request { tags, ..as_before() },
            Request { transitive_tags, ..as_before() },
            Request { source_identity, ..as_before() },
            Request { session_name, ..as_before() },
            Request { policy, ..as_before() },
            Request { policy_arns, ..as_before() },
            Request { max_auth_age, ..as_before() },
        ]
    }

    #[test]
    fn everything_that_is_said_makes_another_cache_item() {
        let mut names: Vec<String> =
            each_says_something_else().iter().map(|request| name(request, "{}")).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn it_is_what_the_policy_says_that_counts_not_where_it_lies() {
        let role = "arn:aws:iam::123456789012:role/A".parse().unwrap();
        let here = Request { policy: Some("policy.json".into()), ..Request::of(role) };
        let there = Request { policy: Some("/etc/policy.json".into()), ..here.clone() };
        assert_eq!(name(&here, "{\"a\": 1}"), name(&there, "{\"a\":1}\n"));
        assert_ne!(name(&here, "{\"a\":1}"), name(&here, "{\"a\":2}"));
    }

    #[test]
    fn the_order_of_a_chain_counts() {
        let [role, one, other] = ["A", "B", "C"]
            .map(|name| format!("arn:aws:iam::123456789012:role/{name}").parse().unwrap());
        let there = Request { via: vec![one, other], ..Request::of(role) };
        let mut back = there.clone();
        back.via.reverse();
        assert_ne!(name(&there, ""), name(&back, ""));
    }
}
