//! An identity provider as IAM registers it.

use thiserror::Error;

use super::place::{Account, Partition};
use crate::domain::issuer_url::IssuerUrl;

/// An OpenID Connect provider and the client ID that its tokens must be for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Provider {
    issuer: IssuerUrl,
    client_id: String,
}

/// Why IAM would take no such provider
/// ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)).
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ProviderError {
    /// The client ID isn't one, or looks like a pattern.
    #[error("`{0}` is no client ID: 1 to 255 characters without space, *, ? and ${{")]
    ClientId(String),
    /// The URL is one that IAM refuses.
    #[error("`{0}`: AWS takes no provider with a port, or with more than 255 characters")]
    Url(IssuerUrl),
}

impl Provider {
    /// Takes an issuer that IAM would take. One on this machine is taken, too: the simulator knows
    /// it, AWS doesn't.
    pub fn new(issuer: IssuerUrl, client_id: &str) -> Result<Self, ProviderError> {
        let has_port = issuer.host().contains(':') && !issuer.is_loopback();
        if has_port || issuer.as_str().len() > 255 {
            return Err(ProviderError::Url(issuer));
        }
        if !is_exact(client_id) {
            return Err(ProviderError::ClientId(client_id.into()));
        }
        Ok(Self { issuer, client_id: client_id.into() })
    }

    /// Returns the issuer.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Returns the client ID.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Returns the provider's ARN in an account.
    pub fn arn(&self, partition: &Partition, account: &Account) -> String {
        let (partition, name) = (partition.as_str(), self.issuer.without_scheme());
        format!("arn:{partition}:iam::{account}:oidc-provider/{name}")
    }

    /// Returns the condition key of a claim.
    pub(super) fn key(&self, claim: &str) -> String {
        format!("{}:{claim}", self.issuer.without_scheme())
    }
}

/// Tells whether a text means itself wherever it stands in a policy: nothing in it is a wildcard or
/// a variable, and nobody could overlook a part of it.
pub(super) fn is_exact(text: &str) -> bool {
    let misread = |character: char| {
        character.is_whitespace() || character.is_control() || "*?".contains(character)
    };
    (1..=255).contains(&text.chars().count()) && !text.contains(misread) && !text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_iam_takes() {
        for (issuer, client_id, taken) in [
            ("https://vouch.example.com/team", "vouch.example.com/team", true),
            ("http://127.0.0.1:8080", "vouch", true),
            ("https://vouch.example.com:8443", "vouch", false),
            ("https://vouch.example.com", "", false),
            ("https://vouch.example.com", "*", false),
            ("https://vouch.example.com", "a b", false),
            ("https://vouch.example.com", "${aws:username}", false),
        ] {
            let provider = Provider::new(issuer.parse().unwrap(), client_id);
            assert_eq!(provider.is_ok(), taken, "{issuer} {client_id}");
        }
        let long = format!("https://vouch.example.com/{}", "a".repeat(230));
        assert!(Provider::new(long.parse().unwrap(), "vouch").is_err());
    }
}
