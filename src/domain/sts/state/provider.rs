//! OpenID Connect identity providers.

use chrono::{DateTime, Utc};

use super::StateError;
use crate::domain::issuer_url::IssuerUrl;

/// An OpenID Connect identity provider
/// ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provider {
    partition: String,
    account: String,
    issuer: IssuerUrl,
    pub(in crate::domain) client_ids: Vec<String>,
    pub(in crate::domain) thumbprints: Vec<String>,
    pub(in crate::domain) tags: Vec<(String, String)>,
    pub(in crate::domain) created: DateTime<Utc>,
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

impl Loopback {
    /// Tells whether the issuer can be a provider: https without a port, at most 255 characters.
    pub(in crate::domain) fn admits(self, issuer: &IssuerUrl) -> bool {
        let lifted = self == Self::Allowed && issuer.is_loopback();
        let plain = issuer.as_str().starts_with("https://") && !issuer.host().contains(':');
        (lifted || plain) && issuer.as_str().len() <= 255
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
        if !loopback.admits(&issuer) {
            return Err(StateError::ProviderUrl(issuer));
        }
        let fits = client_ids.len() <= 100
            && client_ids.iter().all(|id| (1..=255).contains(&id.chars().count()));
        if !fits {
            return Err(StateError::ClientIds(issuer));
        }
        Ok(Self { client_ids, ..Self::empty(partition, account, issuer) })
    }

    /// A provider with nothing but its issuer.
    pub(in crate::domain) fn empty(partition: &str, account: &str, issuer: IssuerUrl) -> Self {
        Self {
            partition: partition.into(),
            account: account.into(),
            issuer,
            client_ids: Vec::new(),
            thumbprints: Vec::new(),
            tags: Vec::new(),
            created: DateTime::UNIX_EPOCH,
        }
    }

    /// Returns the provider's ARN.
    pub fn arn(&self) -> String {
        let Self { partition, account, issuer, .. } = self;
        format!("arn:{partition}:iam::{account}:oidc-provider/{}", issuer.without_scheme())
    }

    /// Returns the twelve digits of the account.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// Returns the issuer.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Tells whether tokens for the audience are accepted.
    pub fn accepts(&self, audience: &str) -> bool {
        self.client_ids.iter().any(|id| id == audience)
    }

    /// Returns the audiences that are accepted.
    pub fn client_ids(&self) -> &[String] {
        &self.client_ids
    }

    /// Returns the certificates' SHA-1 thumbprints, 40 hexadecimal digits each. Nothing reads them.
    pub fn thumbprints(&self) -> &[String] {
        &self.thumbprints
    }

    /// Returns keys and values, in the order in which they were given.
    pub fn tags(&self) -> &[(String, String)] {
        &self.tags
    }

    /// Returns when it was registered: 1970 where that isn't known.
    pub fn created(&self) -> DateTime<Utc> {
        self.created
    }
}
