//! What is registered at AWS: identity providers, roles, and access keys.

mod access_key;
mod provider;
mod role;
mod toml;

use thiserror::Error;

use crate::domain::issuer_url::{IssuerUrl, IssuerUrlError};
use crate::domain::role::RoleArn;
use crate::domain::trust::TrustPolicyError;

pub use access_key::AccessKey;
pub use provider::{Loopback, Provider};
pub use role::Role;
#[cfg(feature = "server")]
#[cfg(feature = "server")]
pub(in crate::domain) use role::is_longer;

/// Everything that is registered, in however many accounts.
#[derive(Clone, Debug, Default)]
pub struct AwsState {
    pub(in crate::domain) loopback: Loopback,
    pub(in crate::domain) access_keys: Vec<AccessKey>,
    pub(in crate::domain) providers: Vec<Provider>,
    pub(in crate::domain) roles: Vec<Role>,
}

/// Why something can't be registered.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum StateError {
    /// The text isn't TOML of the right shape.
    #[error("not a description of AWS: {0}")]
    Toml(String),
    /// The access key's id isn't one.
    #[error("`{0}`: an access key's id is 16 to 128 letters, digits and `_`")]
    AccessKeyId(String),
    /// The access key of this id has no secret.
    #[error("`{0}`: the access key's secret is empty")]
    AccessKeySecret(String),
    /// The owner of an access key is neither a user nor an account.
    #[error(
        "`{0}`: an access key belongs to a user or to an account (arn:aws:iam::123456789012:user/name or :root)"
    )]
    AccessKeyOwner(String),
    /// The provider's URL isn't an issuer.
    #[error(transparent)]
    Issuer(#[from] IssuerUrlError),
    /// The provider's URL is one that AWS refuses.
    #[error(
        "`{0}`: a provider's URL is https without a port, at most 255 characters (`allow_loopback = true` lifts this for this machine)"
    )]
    ProviderUrl(IssuerUrl),
    /// The client ids break a rule.
    #[error("`{0}`: a provider has at most 100 client ids, of 1 to 255 characters")]
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
    #[error("`{0}`: the trust policy is longer than 4096 characters")]
    TrustPolicyLength(RoleArn),
    /// The longest duration isn't between one and twelve hours.
    #[error("`{0}`: max_session_duration must be 3600 to 43200 seconds")]
    MaxSessionDuration(RoleArn),
}

impl AwsState {
    /// Puts together what is registered. No access key is.
    pub fn new(providers: Vec<Provider>, roles: Vec<Role>) -> Self {
        Self { providers, roles, ..Self::default() }
    }

    /// Decides whether providers that are registered from now on may be on this machine.
    pub fn set_loopback(&mut self, loopback: Loopback) {
        self.loopback = loopback;
    }

    /// Adds an access key.
    pub fn add_access_key(&mut self, key: AccessKey) {
        self.access_keys.push(key);
    }

    /// Returns the access key of this id.
    pub fn access_key(&self, id: &str) -> Option<&AccessKey> {
        self.access_keys.iter().find(|key| key.id() == id)
    }

    /// Returns every access key.
    pub fn access_keys(&self) -> &[AccessKey] {
        &self.access_keys
    }

    /// Returns the provider of an account for an issuer, compared byte by byte.
    pub fn provider(&self, account: &str, issuer: &str) -> Option<&Provider> {
        let is = |p: &&Provider| p.account() == account && p.issuer().as_str() == issuer;
        self.providers.iter().find(is)
    }

    /// Returns the issuer as it is registered, in whatever account.
    pub fn registered_issuer(&self, issuer: &str) -> Option<&IssuerUrl> {
        self.providers.iter().map(Provider::issuer).find(|i| i.as_str() == issuer)
    }

    /// Returns a role.
    pub fn role(&self, arn: &RoleArn) -> Option<&Role> {
        self.roles.iter().find(|role| role.arn() == arn)
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
