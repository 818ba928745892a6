//! What a provider says of itself, in its discovery document.

use serde::Deserialize;
use thiserror::Error;
use url::Url;

use super::shown;
use crate::domain::issuer_url::{IssuerUrl, is_loopback};

/// Where the document is, below the issuer
/// ([OpenID Connect Discovery 1.0, section 4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig)).
pub const DISCOVERY: &str = "/.well-known/openid-configuration";

/// An address of a provider that secrets may be sent to: https, or http on this machine where the
/// provider itself is on it. There is no public constructor.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Endpoint(Url);

/// Where a client's secret goes ([OpenID Connect Core, section 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SecretPlace {
    /// In the form (`client_secret_post`).
    Form,
    /// In the `Authorization` header (`client_secret_basic`).
    Header,
}

/// What an answer in the browser must say of who gives it
/// ([RFC 9207](https://www.rfc-editor.org/rfc/rfc9207)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AnswersName {
    /// The provider announces that each names it.
    Always,
    /// Nothing is announced; one that names another is refused all the same.
    Perhaps,
}

/// A provider whose document was checked. The only way to hold one is [`Provider::check`].
#[derive(Clone, Debug)]
pub struct Provider {
    issuer: IssuerUrl,
    /// Where a person logs in with a browser.
    pub authorization: Option<Endpoint>,
    /// Where a device asks for a login elsewhere.
    pub device_authorization: Option<Endpoint>,
    /// Where codes and refresh tokens become ID tokens.
    pub token: Endpoint,
    /// Where the keys are.
    pub jwks: Endpoint,
    /// Where tokens are given back.
    pub revocation: Option<Endpoint>,
    /// What its answers in the browser say of it.
    pub answers_name: AnswersName,
    /// Where it wants a client's secret.
    pub secret_place: SecretPlace,
    /// The scopes that it lists.
    pub scopes: Option<Vec<String>>,
}

/// A document that isn't this provider's, or of one that can't be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum MetadataError {
    /// A member that is needed isn't there.
    #[error("its discovery document has no {0}")]
    Missing(&'static str),
    /// It signs ID tokens in no way that we and AWS both take.
    #[error("it signs ID tokens with neither ES256 nor RS256")]
    NoAlgorithm,
    /// It doesn't know the only proof that a code is ours.
    #[error("it takes no PKCE with S256")]
    NoPkce,
    /// No JSON, or not of this form.
    #[error("it has no discovery document")]
    NotDocument,
    /// The document is another's.
    #[error("it calls itself {0}")]
    OtherIssuer(String),
    /// An address is none that secrets may be sent to.
    #[error("its {0} is not https")]
    Unsafe(&'static str),
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Option<String>,
    device_authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    jwks_uri: Option<String>,
    revocation_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: Option<bool>,
    code_challenge_methods_supported: Option<Vec<String>>,
    id_token_signing_alg_values_supported: Option<Vec<String>>,
    scopes_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

impl Provider {
    /// Returns the provider, if the document is its own
    /// ([OpenID Connect Discovery 1.0, section 4.3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation))
    /// and it can be used.
    pub fn check(issuer: &IssuerUrl, document: &[u8]) -> Result<Self, MetadataError> {
        let document: Document =
            serde_json::from_slice(document).map_err(|_| MetadataError::NotDocument)?;
        if document.issuer != issuer.as_str() {
            return Err(MetadataError::OtherIssuer(shown(&document.issuer)));
        }
        if lacks(document.code_challenge_methods_supported.as_deref(), &["S256"]) {
            return Err(MetadataError::NoPkce);
        }
        if lacks(document.id_token_signing_alg_values_supported.as_deref(), &["ES256", "RS256"]) {
            return Err(MetadataError::NoAlgorithm);
        }
        let required =
            |text, name| endpoint(issuer, text, name)?.ok_or(MetadataError::Missing(name));
        Ok(Self {
            authorization: endpoint(
                issuer,
                document.authorization_endpoint,
                "authorization_endpoint",
            )?,
            device_authorization: endpoint(
                issuer,
                document.device_authorization_endpoint,
                "device_authorization_endpoint",
            )?,
            token: required(document.token_endpoint, "token_endpoint")?,
            jwks: required(document.jwks_uri, "jwks_uri")?,
            revocation: endpoint(issuer, document.revocation_endpoint, "revocation_endpoint")?,
            answers_name: match document.authorization_response_iss_parameter_supported {
                Some(true) => AnswersName::Always,
                _ => AnswersName::Perhaps,
            },
            secret_place: secret_place(document.token_endpoint_auth_methods_supported.as_deref()),
            scopes: document.scopes_supported,
            issuer: issuer.clone(),
        })
    }

    /// Returns who it is.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }
}

/// Tells whether there is a list and none of these in it.
fn lacks(listed: Option<&[String]>, wanted: &[&str]) -> bool {
    listed.is_some_and(|listed| !listed.iter().any(|one| wanted.contains(&one.as_str())))
}

/// The header is the usual place, and what a provider that says nothing takes.
fn secret_place(methods: Option<&[String]>) -> SecretPlace {
    let Some(methods) = methods else { return SecretPlace::Header };
    let has = |method| methods.iter().any(|one| one == method);
    if !has("client_secret_basic") && has("client_secret_post") {
        SecretPlace::Form
    } else {
        SecretPlace::Header
    }
}

fn endpoint(
    issuer: &IssuerUrl,
    text: Option<String>,
    name: &'static str,
) -> Result<Option<Endpoint>, MetadataError> {
    let Some(text) = text else { return Ok(None) };
    let found = Endpoint::of(issuer, &text);
    found.ok_or(MetadataError::Unsafe(name)).map(Some)
}

impl Endpoint {
    /// Reads an address that this provider names.
    pub(super) fn of(issuer: &IssuerUrl, text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let here = issuer.is_loopback() && is_loopback(&url) && url.scheme() == "http";
        let has_user = !url.username().is_empty() || url.password().is_some();
        let fits = (url.scheme() == "https" || here) && !has_user && url.fragment().is_none();
        fits.then_some(Self(url))
    }

    /// Returns the address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Returns the address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"issuer":"https://id.example.com","authorization_endpoint":"https://id.example.com/auth?a=b","token_endpoint":"https://tokens.example.com/token","jwks_uri":"https://id.example.com/keys","code_challenge_methods_supported":["plain","S256"],"id_token_signing_alg_values_supported":["RS256"],"token_endpoint_auth_methods_supported":["client_secret_post"],"authorization_response_iss_parameter_supported":true,"more":1}"#;

    fn check(issuer: &str, text: &str) -> Result<Provider, MetadataError> {
        Provider::check(&IssuerUrl::of_any_provider(issuer).unwrap(), text.as_bytes())
    }

    #[test]
    fn a_good_document_says_where_everything_is() {
        let provider = check("https://id.example.com", GOOD).unwrap();
        assert_eq!(provider.token.as_str(), "https://tokens.example.com/token");
        assert_eq!(provider.authorization.unwrap().as_str(), "https://id.example.com/auth?a=b");
        assert_eq!(provider.secret_place, SecretPlace::Form);
        assert_eq!(provider.answers_name, AnswersName::Always);
        assert!(provider.device_authorization.is_none() && provider.revocation.is_none());
    }

    #[test]
    fn a_provider_that_lists_nothing_is_taken() {
        let short = r#"{"issuer":"https://id.example.com/","token_endpoint":"https://id.example.com/t","jwks_uri":"https://id.example.com/k"}"#;
        let provider = check("https://id.example.com/", short).unwrap();
        assert_eq!(provider.secret_place, SecretPlace::Header);
        assert_eq!(provider.answers_name, AnswersName::Perhaps);
    }

    #[test]
    fn everything_else_is_refused() {
        let unsafe_token = MetadataError::Unsafe("token_endpoint");
        for (from, to, error) in [
            ("{", "<html>", MetadataError::NotDocument),
            ("{", r#"{"issuer":"https://id.example.com","#, MetadataError::NotDocument),
            (
                r#"https://id.example.com","auth"#,
                r#"https://id.example.com/","auth"#,
                MetadataError::OtherIssuer("https://id.example.com/".into()),
            ),
            (
                r#"https://id.example.com","auth"#,
                r#"https://evil.example.com\u001b[31m","auth"#,
                MetadataError::OtherIssuer("https://evil.example.com [31m".into()),
            ),
            ("token_endpoint\"", "other\"", MetadataError::Missing("token_endpoint")),
            ("jwks_uri", "other", MetadataError::Missing("jwks_uri")),
            ("\"S256\"", "\"S512\"", MetadataError::NoPkce),
            ("\"RS256\"", "\"HS256\",\"none\"", MetadataError::NoAlgorithm),
            ("https://tokens", "http://tokens", unsafe_token.clone()),
            ("https://tokens.example.com", "http://127.0.0.1:1", unsafe_token.clone()),
            ("https://tokens", "https://me:you@tokens", unsafe_token.clone()),
            ("https://tokens.example.com", "file://", unsafe_token.clone()),
            ("com/token", "com/token#a", unsafe_token),
            ("https://id.example.com/keys", "/keys", MetadataError::Unsafe("jwks_uri")),
        ] {
            let text = GOOD.replacen(from, to, 1);
            assert_ne!(text, GOOD, "{from}");
            assert_eq!(check("https://id.example.com", &text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_provider_on_this_machine_may_speak_plain_http_to_it() {
        let local = GOOD.replace("https://id.example.com", "http://127.0.0.1:9");
        let text = local.replace("https://tokens.example.com", "http://localhost:9");
        assert!(check("http://127.0.0.1:9", &text).is_ok());
        let away = local.replace("https://tokens", "http://tokens");
        let error = check("http://127.0.0.1:9", &away).unwrap_err();
        assert_eq!(error, MetadataError::Unsafe("token_endpoint"));
    }
}
