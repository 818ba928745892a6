//! The issuer's URL: the name that tokens, keys and sessions are bound to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;
use url::{Host, Url};

/// An OpenID Connect issuer identifier, kept as the exact bytes that were written.
///
/// `https://host[:port][/path]`, no query, no fragment, no user, no trailing slash
/// ([OpenID Connect Discovery 1.0, section 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)).
/// Plain `http` is accepted for the loopback interface alone. Two issuers are the same when their
/// bytes are.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerUrl(String);

/// Why a text is no issuer.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IssuerUrlError {
    /// The text is no absolute URL.
    #[error("`{0}` is not a URL")]
    NotUrl(String),
    /// Plain http to a host that is not this machine.
    #[error("`{0}` must begin with https:// (http:// is for the loopback interface only)")]
    Insecure(String),
    /// The URL carries a part that an issuer may not have.
    #[error("`{0}` must have no user, query, fragment or trailing slash, and a lower-case host")]
    Parts(String),
}

impl IssuerUrl {
    /// Reads the issuer of any provider that AWS takes: its name may end in a slash, as Auth0's do,
    /// and have capitals in its host. AWS compares it byte by byte.
    pub fn of_any_provider(text: &str) -> Result<Self, IssuerUrlError> {
        let url = secure(text)?;
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_plain && has_host_and_path_alone(&url) {
            Ok(Self(text.into()))
        } else {
            Err(IssuerUrlError::Parts(text.into()))
        }
    }

    /// Returns the URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL without its scheme: AWS's name for the provider, and the default audience.
    pub fn without_scheme(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, rest)| rest)
    }

    /// Returns host and port, which is what a person recognises.
    pub fn host(&self) -> &str {
        self.without_scheme().split('/').next().unwrap_or_default()
    }

    /// Returns the URL of `path` (which begins with `/`) under the issuer
    /// ([OpenID Connect Discovery 1.0, section 4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig)).
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0.strip_suffix('/').unwrap_or(&self.0))
    }

    /// Tells whether the issuer is on this machine.
    pub fn is_loopback(&self) -> bool {
        Url::parse(&self.0).is_ok_and(|url| is_loopback(&url))
    }
}

/// Reads the issuer of any provider, in a file.
pub fn of_any_provider<'de, D: Deserializer<'de>>(deserializer: D) -> Result<IssuerUrl, D::Error> {
    let text = String::deserialize(deserializer)?;
    IssuerUrl::of_any_provider(&text).map_err(serde::de::Error::custom)
}

/// Reads a URL that is https, or http on this machine.
fn secure(text: &str) -> Result<Url, IssuerUrlError> {
    let url = Url::parse(text).map_err(|_| IssuerUrlError::NotUrl(text.into()))?;
    if url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url) {
        Ok(url)
    } else {
        Err(IssuerUrlError::Insecure(text.into()))
    }
}

fn has_host_and_path_alone(url: &Url) -> bool {
    url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Tells whether the URL's host is the loopback interface.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl FromStr for IssuerUrl {
    type Err = IssuerUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = secure(text)?;
        // The parser normalises; what it would change is refused, so that bytes can be compared.
        let normal =
            if url.path() == "/" { url.as_str().trim_end_matches('/') } else { url.as_str() };
        if !has_host_and_path_alone(&url) || normal != text || text.ends_with('/') {
            return Err(IssuerUrlError::Parts(text.into()));
        }
        Ok(Self(text.into()))
    }
}

impl TryFrom<String> for IssuerUrl {
    type Error = IssuerUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IssuerUrl> for String {
    fn from(issuer: IssuerUrl) -> Self {
        issuer.0
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_an_issuer_may_be() {
        for text in [
            "https://vouch.example.com",
            "https://vouch.example.com/team",
            "https://vouch.example.com:8443",
            "http://127.0.0.1:8123",
            "http://[::1]:8123",
            "http://localhost:8123",
        ] {
            assert_eq!(text.parse::<IssuerUrl>().map(String::from).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "vouch.example.com",
            "http://vouch.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
            "ftp://127.0.0.1",
            "https://vouch.example.com/",
            "https://vouch.example.com/team/",
            "https://Vouch.example.com",
            "https://vouch.example.com:443",
            "https://me@vouch.example.com",
            "https://vouch.example.com?a=b",
            "https://vouch.example.com#a",
            "https://vouch.example.com/a/../b",
            " https://vouch.example.com",
        ] {
            assert!(text.parse::<IssuerUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn another_provider_may_end_in_a_slash_and_have_capitals() {
        for text in ["https://team.auth0.com/", "https://Vouch.example.com", "https://a.example/B/"]
        {
            let issuer = IssuerUrl::of_any_provider(text).unwrap();
            assert_eq!(issuer.as_str(), text);
            assert!(!issuer.join("/keys").contains("//keys"), "{issuer}");
        }
        for text in [
            "",
            "http://team.auth0.com/",
            "https://me@team.auth0.com/",
            "https://team.auth0.com/?a=b",
            "https://team.auth0.com/#a",
            "https://team.auth0.com/a b",
        ] {
            assert!(IssuerUrl::of_any_provider(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_the_provider_as_aws_does() {
        let issuer: IssuerUrl = "https://vouch.example.com/team".parse().unwrap();
        assert_eq!(issuer.without_scheme(), "vouch.example.com/team");
        assert_eq!(issuer.host(), "vouch.example.com");
        assert_eq!(issuer.join("/oauth/token"), "https://vouch.example.com/team/oauth/token");
    }
}
