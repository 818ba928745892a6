//! The name by which a provider knows a program.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::domain::issuer_url::IssuerUrl;

/// A client id at an OpenID provider, which is the audience of its ID tokens.
///
/// 1 to 255 visible ASCII characters: [RFC 6749, appendix A.1](https://www.rfc-editor.org/rfc/rfc6749#appendix-A.1)
/// allows a space too, and AWS takes 255 characters at most
/// ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)).
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClientId(String);

/// A text that can't be a client id.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a client id is 1 to 255 visible ASCII characters")]
pub struct ClientIdError;

impl ClientId {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of the keyring item that holds this client's secret at the provider. Each
    /// text goes in with its length before it, as in the names of cache items.
    pub fn secret_item_name(&self, issuer: &IssuerUrl) -> String {
        let mut hash = Sha256::new();
        for text in [issuer.as_str(), self.as_str()] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text);
        }
        let digits = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("vouch:client:{digits}")
    }
}

impl FromStr for ClientId {
    type Err = ClientIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for ClientId {
    type Error = ClientIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if fits { Ok(Self(text)) } else { Err(ClientIdError) }
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_kept_for_one_client_of_one_provider() {
        let name = |issuer: &str, client: &str| {
            client.parse::<ClientId>().unwrap().secret_item_name(&issuer.parse().unwrap())
        };
        let one = name("https://a.example", "b");
        assert_eq!(one.len(), "vouch:client:".len() + 64);
        assert_ne!(one, name("https://a.example", "c"));
        assert_ne!(one, name("https://a.exampl", "eb"));
        assert_ne!(one, name("https://a.example/b", "b"));
    }

    #[test]
    fn is_what_oauth_and_aws_both_take() {
        for text in ["a", "0oa1b2c3d4", "https://app.example.com", &"x".repeat(255)] {
            assert_eq!(text.parse::<ClientId>().unwrap().as_str(), text);
        }
        for text in ["", "a b", "a\n", "é", &"x".repeat(256)] {
            assert_eq!(text.parse::<ClientId>(), Err(ClientIdError), "{text}");
        }
    }
}
