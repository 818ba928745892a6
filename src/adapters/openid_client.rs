//! Another OpenID provider, as the laptop speaks to it: one method for each of its endpoints.
//!
//! It is asked as our own issuer is: no redirects, limits on size and time. What it says is judged by
//! `domain::openid`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::issuer_client::{IssuerClient, IssuerError};
use crate::domain::openid::{
    ClientId, Code, DEVICE_GRANT, DISCOVERY, DeviceAnswer, DeviceLogin, Endpoint, KeySet, Provider,
    SecretPlace,
};
use crate::domain::secret::Secret;

/// One provider.
pub struct OpenIdClient {
    pipe: IssuerClient,
}

/// As which client we ask.
#[derive(Debug)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its secret, where the provider insists on one.
    pub secret: Option<Secret>,
}

/// What a token endpoint gives. The access token, which is for others, isn't even kept.
#[derive(Debug, Deserialize)]
pub struct TokenAnswer {
    /// Not judged yet.
    pub id_token: Option<Secret>,
    /// What brings the next ID token.
    pub refresh_token: Option<Secret>,
    /// How long that is good, in seconds, where the provider says so.
    #[serde(default)]
    refresh_expires_in: Value,
}

impl TokenAnswer {
    /// Returns how many seconds the refresh token is good, where the provider says so.
    pub fn refresh_expires_in(&self) -> Option<u64> {
        self.refresh_expires_in.as_u64().filter(|seconds| *seconds > 0)
    }
}

/// The members of a form.
type Form<'a> = Vec<(&'a str, &'a str)>;

impl OpenIdClient {
    /// Returns a client of the provider that the pipe leads to.
    pub fn new(pipe: IssuerClient) -> Self {
        Self { pipe }
    }

    /// Returns the time by the provider's clock, as its latest answer tells it.
    pub fn now(&self) -> DateTime<Utc> {
        self.pipe.now()
    }

    /// Returns how far the provider's clock is ahead of this machine's, by its latest answer.
    pub fn clock_ahead(&self) -> TimeDelta {
        self.pipe.clock_ahead()
    }

    /// Asks who the provider is, and where everything is.
    pub async fn discover(&self) -> Result<Provider, IssuerError> {
        let issuer = self.pipe.issuer();
        let answer = self.pipe.ask(self.pipe.http().get(issuer.join(DISCOVERY))).await;
        let unusable = |reason: String| IssuerError::NotOpenId { issuer: issuer.clone(), reason };
        let text = match answer {
            // Broken, or broken off; a wrong URL answers something.
            Ok(text) if text.is_empty() => {
                return Err(IssuerError::Garbled { issuer: issuer.clone(), status: None });
            }
            Err(
                IssuerError::Garbled { status: Some(404 | 410), .. } | IssuerError::Refused { .. },
            ) => return Err(unusable("it has no discovery document".into())),
            answer => answer?,
        };
        Provider::check(issuer, &text).map_err(|error| unusable(error.to_string()))
    }

    /// Asks for the provider's keys.
    pub async fn keys(&self, provider: &Provider) -> Result<KeySet, IssuerError> {
        let text = self.pipe.ask(self.pipe.http().get(provider.jwks.as_str())).await?;
        KeySet::parse(&text).ok_or_else(|| IssuerError::NotOpenId {
            issuer: self.pipe.issuer().clone(),
            reason: "its keys can't be read".into(),
        })
    }

    /// Turns the code that a browser brought into tokens.
    pub async fn redeem(
        &self,
        provider: &Provider,
        client: &Client,
        code: &Code,
        verifier: &Secret,
        redirect_uri: &str,
    ) -> Result<TokenAnswer, IssuerError> {
        let form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.secret().expose()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier.expose()),
        ];
        self.tokens(provider, client, form).await
    }

    /// Asks for the tokens that come after.
    pub async fn refresh(
        &self,
        provider: &Provider,
        client: &Client,
        token: &Secret,
    ) -> Result<TokenAnswer, IssuerError> {
        let form = vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        self.tokens(provider, client, form).await
    }

    /// Asks for a login on another device, if the provider has that.
    pub async fn device_login(
        &self,
        provider: &Provider,
        client: &Client,
        scopes: &str,
    ) -> Result<DeviceLogin, IssuerError> {
        let unusable = |reason: String| {
            let issuer = self.pipe.issuer().clone();
            IssuerError::NotOpenId { issuer, reason }
        };
        let Some(endpoint) = &provider.device_authorization else {
            return Err(unusable("it has no login on another device".into()));
        };
        let form = vec![("scope", scopes)];
        let answer: DeviceAnswer = self.post(provider, endpoint, client, form).await?;
        answer.check(provider).map_err(|error| unusable(error.to_string()))
    }

    /// Asks whether the person is done on the other device. May be asked as often as it takes: the
    /// time of each question is its own.
    pub async fn device_tokens(
        &self,
        provider: &Provider,
        client: &Client,
        device_code: &Secret,
    ) -> Result<TokenAnswer, IssuerError> {
        self.pipe.wait_anew();
        let form = vec![("grant_type", DEVICE_GRANT), ("device_code", device_code.expose())];
        self.tokens(provider, client, form).await
    }

    /// Gives the refresh token back, and with it all that came of it
    /// ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)). A provider that has no place for it is
    /// told nothing: then the answer is `false`.
    pub async fn revoke(
        &self,
        provider: &Provider,
        client: &Client,
        token: &Secret,
    ) -> Result<Revoked, IssuerError> {
        let Some(endpoint) = &provider.revocation else { return Ok(Revoked::NotOffered) };
        let form = vec![("token", token.expose()), ("token_type_hint", "refresh_token")];
        self.pipe.ask(self.request(provider, endpoint, client, form)).await?;
        Ok(Revoked::Done)
    }

    async fn tokens(
        &self,
        provider: &Provider,
        client: &Client,
        form: Form<'_>,
    ) -> Result<TokenAnswer, IssuerError> {
        self.post(provider, &provider.token, client, form).await
    }

    async fn post<Answer: serde::de::DeserializeOwned>(
        &self,
        provider: &Provider,
        endpoint: &Endpoint,
        client: &Client,
        form: Form<'_>,
    ) -> Result<Answer, IssuerError> {
        let text = self.pipe.ask(self.request(provider, endpoint, client, form)).await?;
        self.pipe.json(&text)
    }

    /// Says who asks, in the way that the provider wants
    /// ([RFC 6749, section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).
    fn request<'a>(
        &self,
        provider: &Provider,
        endpoint: &Endpoint,
        client: &'a Client,
        mut form: Form<'a>,
    ) -> RequestBuilder {
        let request = self.pipe.http().post(endpoint.as_str());
        let request = request.header(reqwest::header::ACCEPT, "application/json");
        match (&client.secret, provider.secret_place) {
            (Some(secret), SecretPlace::Header) => {
                request.header(AUTHORIZATION, basic(&client.id, secret)).form(&form)
            }
            (Some(secret), SecretPlace::Form) => {
                form.push(("client_id", client.id.as_str()));
                form.push(("client_secret", secret.expose()));
                request.form(&form)
            }
            (None, _) => {
                form.push(("client_id", client.id.as_str()));
                request.form(&form)
            }
        }
    }
}

/// What became of a token that was given back.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Revoked {
    /// The provider has ended it.
    Done,
    /// The provider has no way to end it.
    NotOffered,
}

/// Both are encoded as in a form before they are joined.
fn basic(id: &ClientId, secret: &Secret) -> HeaderValue {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = Zeroizing::new(format!("{}:{}", encoded(id.as_str()), encoded(secret.expose())));
    let text = Zeroizing::new(format!("Basic {}", STANDARD.encode(pair.as_bytes())));
    let mut header = HeaderValue::from_str(&text).expect("base64 is a header's text");
    header.set_sensitive(true);
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_the_header_is_encoded_twice_and_not_shown() {
        let header = basic(&"a:b".parse().unwrap(), &Secret::new("s&c r%t"));
        // printf 'a%%3Ab:s%%26c+r%%25t' | base64
        assert_eq!(header.to_str().unwrap(), "Basic YSUzQWI6cyUyNmMrciUyNXQ=");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }

    #[test]
    fn a_lifetime_that_is_no_number_is_none() {
        for (json, expected) in [
            (r#"{"refresh_expires_in":1800}"#, Some(1800)),
            (r#"{"refresh_expires_in":0}"#, None),
            (r#"{"refresh_expires_in":"soon"}"#, None),
            ("{}", None),
        ] {
            let answer: TokenAnswer = serde_json::from_str(json).unwrap();
            assert_eq!(answer.refresh_expires_in(), expected, "{json}");
        }
    }
}
