//! What is registered at AWS: identity providers and roles.

use serde::Deserialize;
use thiserror::Error;

use crate::domain::issuer_url::{IssuerUrl, IssuerUrlError};
use crate::domain::role::RoleArn;
use crate::domain::trust::{TrustPolicy, TrustPolicyError};

/// Everything that is registered, in however many accounts.
#[derive(Clone, Debug, Default)]
pub struct AwsState {
    providers: Vec<Provider>,
    roles: Vec<Role>,
}

/// An OpenID Connect identity provider
/// ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provider {
    partition: String,
    account: String,
    issuer: IssuerUrl,
    client_ids: Vec<String>,
}

/// A role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Role {
    arn: RoleArn,
    trust_policy: TrustPolicy,
    max_session_duration: u32,
}

/// Whether an issuer on this machine may be a provider. AWS refuses plain http and ports.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Loopback {
    /// For trying and testing.
    Allowed,
    /// As AWS does.
    #[default]
    Refused,
}

/// Why something can't be registered.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum StateError {
    /// The text isn't TOML of the right shape.
    #[error("not a description of AWS: {0}")]
    Toml(String),
    /// The provider's URL isn't an issuer.
    #[error(transparent)]
    Issuer(#[from] IssuerUrlError),
    /// The provider's URL is one that AWS refuses.
    #[error(
        "`{0}`: a provider's URL is https without a port, at most 255 characters (`allow_loopback = true` lifts this for this machine)"
    )]
    ProviderUrl(IssuerUrl),
    /// The client ids break a rule.
    #[error("`{0}`: a provider has 1 to 100 client ids of 1 to 255 characters")]
    ClientIds(IssuerUrl),
    /// The trust policy can't be read.
    #[error("`{role}`: {error}")]
    TrustPolicy {
        /// Whose.
        role: RoleArn,
        /// Why.
        error: TrustPolicyError,
    },
    /// The trust policy is longer than AWS takes.
    #[error("`{0}`: the trust policy is longer than 2048 characters")]
    TrustPolicyLength(RoleArn),
    /// The longest duration isn't between one and twelve hours.
    #[error("`{0}`: max_session_duration must be 3600 to 43200 seconds")]
    MaxSessionDuration(RoleArn),
}

impl AwsState {
    /// Puts together what is registered.
    pub fn new(providers: Vec<Provider>, roles: Vec<Role>) -> Self {
        Self { providers, roles }
    }

    /// Reads the description in TOML.
    pub fn from_toml(text: &str) -> Result<Self, StateError> {
        let written: WrittenState =
            toml_edit::de::from_str(text).map_err(|error| StateError::Toml(error.to_string()))?;
        let loopback = if written.allow_loopback { Loopback::Allowed } else { Loopback::Refused };
        let providers = written.provider.into_iter().map(|provider| {
            let partition = provider.partition.as_deref().unwrap_or("aws");
            let url = provider.url.parse()?;
            Provider::new(partition, &provider.account, url, provider.client_ids, loopback)
        });
        let roles = written.role.into_iter().map(|role| {
            Role::new(role.arn, &role.trust_policy, role.max_session_duration.unwrap_or(3600))
        });
        Ok(Self {
            providers: providers.collect::<Result<_, StateError>>()?,
            roles: roles.collect::<Result<_, _>>()?,
        })
    }

    /// Returns the provider of an account for an issuer, compared byte by byte.
    pub fn provider(&self, account: &str, issuer: &str) -> Option<&Provider> {
        let is = |p: &&Provider| p.account == account && p.issuer.as_str() == issuer;
        self.providers.iter().find(is)
    }

    /// Returns the issuer as it is registered, in whatever account.
    pub fn registered_issuer(&self, issuer: &str) -> Option<&IssuerUrl> {
        self.providers.iter().map(|provider| &provider.issuer).find(|i| i.as_str() == issuer)
    }

    /// Returns a role.
    pub fn role(&self, arn: &RoleArn) -> Option<&Role> {
        self.roles.iter().find(|role| role.arn == *arn)
    }

    /// Returns every role.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Adds a provider.
    pub fn register(&mut self, provider: Provider) {
        self.providers.push(provider);
    }

    /// Adds a role.
    pub fn add_role(&mut self, role: Role) {
        self.roles.push(role);
    }
}

impl Provider {
    /// Registers an issuer in an account.
    pub fn new(
        partition: &str,
        account: &str,
        issuer: IssuerUrl,
        client_ids: Vec<String>,
        loopback: Loopback,
    ) -> Result<Self, StateError> {
        let lifted = loopback == Loopback::Allowed && issuer.is_loopback();
        let plain = issuer.as_str().starts_with("https://") && !issuer.host().contains(':');
        if !lifted && !plain || issuer.as_str().len() > 255 {
            return Err(StateError::ProviderUrl(issuer));
        }
        let fits = (1..=100).contains(&client_ids.len())
            && client_ids.iter().all(|id| (1..=255).contains(&id.chars().count()));
        if !fits {
            return Err(StateError::ClientIds(issuer));
        }
        Ok(Self { partition: partition.into(), account: account.into(), issuer, client_ids })
    }

    /// Returns the provider's ARN.
    pub fn arn(&self) -> String {
        let Self { partition, account, issuer, .. } = self;
        format!("arn:{partition}:iam::{account}:oidc-provider/{}", issuer.without_scheme())
    }

    /// Returns the issuer.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Tells whether tokens for the audience are accepted.
    pub fn accepts(&self, audience: &str) -> bool {
        self.client_ids.iter().any(|id| id == audience)
    }
}

impl Role {
    /// Makes a role from the JSON of its trust policy and its longest duration in seconds.
    pub fn new(arn: RoleArn, trust_policy: &str, max: u32) -> Result<Self, StateError> {
        // IAM doesn't count white space.
        if trust_policy.chars().filter(|character| !character.is_whitespace()).count() > 2048 {
            return Err(StateError::TrustPolicyLength(arn));
        }
        if !(3600..=43_200).contains(&max) {
            return Err(StateError::MaxSessionDuration(arn));
        }
        match trust_policy.parse() {
            Ok(trust_policy) => Ok(Self { arn, trust_policy, max_session_duration: max }),
            Err(error) => Err(StateError::TrustPolicy { role: arn, error }),
        }
    }

    /// Returns the role's ARN.
    pub fn arn(&self) -> &RoleArn {
        &self.arn
    }

    /// Returns who may assume the role.
    pub fn trust_policy(&self) -> &TrustPolicy {
        &self.trust_policy
    }

    /// Returns the longest duration of a session, in seconds.
    pub fn max_session_duration(&self) -> u32 {
        self.max_session_duration
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenState {
    #[serde(default)]
    allow_loopback: bool,
    #[serde(default)]
    provider: Vec<WrittenProvider>,
    #[serde(default)]
    role: Vec<WrittenRole>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProvider {
    partition: Option<String>,
    account: String,
    url: String,
    client_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    arn: RoleArn,
    max_session_duration: Option<u32>,
    trust_policy: String,
}
