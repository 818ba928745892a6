//! Whether an ID token of another provider is believed.
//!
//! `jsonwebtoken` checks the signature. Everything around it is ours: what the header may say, which
//! key is meant, and the claims, since the time is a parameter here and AWS is stricter than the
//! library.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use super::keys::{Algorithm, KeySet};
use super::{ClientId, PersonName};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::secret::Secret;

/// The longest token that AWS takes, in characters
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
pub(super) const LONGEST: usize = 20_000;

/// The longest `sub` ([OpenID Connect Core, section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).
const LONGEST_SUBJECT: usize = 255;

/// How far the clocks of a provider's machines may be apart, and how long ago a token may have been
/// made that is given to us now.
const FORGIVEN: TimeDelta = TimeDelta::minutes(5);

/// What a token is expected to be.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a IssuerUrl,
    /// For whom.
    pub client_id: &'a ClientId,
    /// When: by the provider's clock.
    pub now: DateTime<Utc>,
    /// How it came.
    pub way: Way<'a>,
}

/// How a token came to us.
#[derive(Clone, Copy, Debug)]
pub enum Way<'a> {
    /// By a code that a browser brought, for a login that sent this nonce.
    Browser {
        /// What the token must repeat.
        nonce: &'a str,
    },
    /// By the device grant, which knows no nonce.
    Device,
    /// By a refresh token of an earlier login.
    Refresh(&'a First),
}

/// What the first token of a login said that later ones may not change
/// ([OpenID Connect Core, section 12.2](https://openid.net/specs/openid-connect-core-1_0.html#RefreshTokenResponse)).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct First {
    /// Who logged in.
    pub sub: String,
    /// The party that the token was given to.
    pub azp: Option<String>,
    /// When the person logged in, in seconds since 1970.
    pub auth_time: Option<i64>,
    /// What the login sent.
    pub nonce: Option<String>,
}

/// A token that was judged and is believed. The only way to hold one is [`judge`].
#[derive(Clone, Debug)]
pub struct IdToken {
    token: Secret,
    claims: Claims,
}

#[derive(Clone, Debug, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    azp: Option<String>,
    nonce: Option<String>,
    auth_time: Option<i64>,
    email: Option<String>,
    email_verified: Option<Value>,
    preferred_username: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Why a token isn't believed. Nothing of the token is quoted.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum TokenError {
    /// It is signed in a way that we don't take, or not at all.
    #[error("it is signed with neither ES256 nor RS256")]
    Algorithm,
    /// The login is another's, or at another time, than the first token said.
    #[error("it is of another login than the one before")]
    AnotherLogin,
    /// It was made too long ago, or will be.
    #[error("it was not made just now")]
    IssuedAt,
    /// No JSON Web Token with the claims of an ID token.
    #[error("it is no ID token")]
    Malformed,
    /// It doesn't repeat what this login sent.
    #[error("it belongs to another login: its nonce is another")]
    Nonce,
    /// It is for another client, or for several.
    #[error("it is for another client")]
    OtherAudience,
    /// It was given to another client.
    #[error("it was given to another client")]
    OtherParty,
    /// Another issuer is named in it.
    #[error("it is from another issuer")]
    OtherIssuer,
    /// It is over.
    #[error("it is over")]
    Over,
    /// The person has no name, or one that is too long.
    #[error("it does not say who logged in")]
    Subject,
    /// AWS would not take it.
    #[error("it is longer than {LONGEST} characters, the most that AWS takes")]
    TooLong,
    /// There is no such key, or not one alone.
    #[error("the provider publishes no key that it names")]
    UnknownKey,
    /// The signature isn't the key's.
    #[error("its signature does not hold")]
    WrongSignature,
}

/// Returns the token, if it is from this issuer, for this client alone, of this login and of now
/// ([OpenID Connect Core, section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)).
pub fn judge(token: Secret, keys: &KeySet, expected: &Expected<'_>) -> Result<IdToken, TokenError> {
    if token.expose().len() > LONGEST {
        return Err(TokenError::TooLong);
    }
    let claims = signed_claims(token.expose(), keys)?;
    check_parties(&claims, expected)?;
    check_times(&claims, expected.now)?;
    check_login(&claims, &expected.way)?;
    Ok(IdToken { token, claims })
}

/// Returns the claims, if a key of the set signed them. Nothing unsigned is interpreted but the
/// header.
fn signed_claims(token: &str, keys: &KeySet) -> Result<Claims, TokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    if claims.contains('.') {
        return Err(TokenError::Malformed);
    }
    let (kid, algorithm) = read_header(header)?;
    let key = keys.find(kid.as_deref(), algorithm).ok_or(TokenError::UnknownKey)?;
    match jsonwebtoken::crypto::verify(signature, signed.as_bytes(), &key, algorithm.into()) {
        Ok(true) => {}
        Ok(false) | Err(_) => return Err(TokenError::WrongSignature),
    }
    decode(claims).and_then(|json| serde_json::from_slice(&json).ok()).ok_or(TokenError::Malformed)
}

/// Returns the name of the key, and the algorithm. A critical extension would have to be understood,
/// and none is ([RFC 7515, section 4.1.11](https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11));
/// a token of another type, as an access token is, is no ID token
/// ([RFC 8725, section 3.11](https://www.rfc-editor.org/rfc/rfc8725#section-3.11)).
fn read_header(part: &str) -> Result<(Option<String>, Algorithm), TokenError> {
    let json = decode(part).ok_or(TokenError::Malformed)?;
    let header: Map<String, Value> =
        serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)?;
    let is_id_token = match header.get("typ") {
        None => true,
        Some(typ) => typ.as_str().is_some_and(|typ| typ.eq_ignore_ascii_case("JWT")),
    };
    if header.contains_key("crit") || !is_id_token {
        return Err(TokenError::Malformed);
    }
    let kid = match header.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.clone()),
        Some(_) => return Err(TokenError::Malformed),
    };
    let algorithm = header.get("alg").cloned().unwrap_or_default();
    let algorithm = serde_json::from_value(algorithm).map_err(|_| TokenError::Algorithm)?;
    Ok((kid, algorithm))
}

/// AWS takes a token for several audiences as one for the party that it was given to; here there is
/// one audience, and the party is the same.
fn check_parties(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenError> {
    if claims.iss != expected.issuer.as_str() {
        return Err(TokenError::OtherIssuer);
    }
    let client_id = expected.client_id.as_str();
    let audience = match &claims.aud {
        Audience::One(one) => Some(one.as_str()),
        Audience::Several(several) => match &several[..] {
            [one] => Some(one.as_str()),
            _ => None,
        },
    };
    if audience != Some(client_id) {
        return Err(TokenError::OtherAudience);
    }
    if claims.azp.as_deref().is_some_and(|party| party != client_id) {
        return Err(TokenError::OtherParty);
    }
    if claims.sub.is_empty() || claims.sub.len() > LONGEST_SUBJECT {
        return Err(TokenError::Subject);
    }
    Ok(())
}

fn check_times(claims: &Claims, now: DateTime<Utc>) -> Result<(), TokenError> {
    if now.timestamp() >= claims.exp {
        return Err(TokenError::Over);
    }
    if now.timestamp().abs_diff(claims.iat) > FORGIVEN.num_seconds().unsigned_abs() {
        return Err(TokenError::IssuedAt);
    }
    Ok(())
}

fn check_login(claims: &Claims, way: &Way<'_>) -> Result<(), TokenError> {
    match way {
        Way::Browser { nonce } if claims.nonce.as_deref() != Some(nonce) => Err(TokenError::Nonce),
        Way::Browser { .. } | Way::Device => Ok(()),
        Way::Refresh(first) => {
            let is_or_absent = |nonce: &String| first.nonce.as_ref() == Some(nonce);
            if !claims.nonce.as_ref().is_none_or(is_or_absent) {
                return Err(TokenError::Nonce);
            }
            let at_the_same_time = match (claims.auth_time, first.auth_time) {
                (Some(now), Some(then)) => now == then,
                _ => true,
            };
            let same = claims.sub == first.sub && claims.azp == first.azp && at_the_same_time;
            if same { Ok(()) } else { Err(TokenError::AnotherLogin) }
        }
    }
}

fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

impl IdToken {
    /// Returns the token.
    pub fn secret(&self) -> &Secret {
        &self.token
    }

    /// Returns what later tokens of this login may not change.
    pub fn first(&self) -> First {
        let Claims { sub, azp, auth_time, nonce, .. } = self.claims.clone();
        First { sub, azp, auth_time, nonce }
    }

    /// Returns what the person is called: the email address, unless it is said to be unverified;
    /// else the preferred user name; else the subject; made to fit.
    pub fn person(&self) -> PersonName {
        let Claims { email, email_verified, preferred_username, sub, .. } = &self.claims;
        let is_denied = email_verified.as_ref().is_some_and(|verified| {
            *verified != Value::Bool(true) && verified.as_str() != Some("true")
        });
        let email = email.as_ref().filter(|email| !email.is_empty() && !is_denied);
        let user = preferred_username.as_ref().filter(|user| !user.is_empty());
        PersonName::of(email.or(user).unwrap_or(sub))
    }

    /// Returns how long ago the person logged in, at that time of the provider's clock, where the
    /// provider says so. It may be long before this login: who has a session there isn't asked again.
    pub fn age_of_login(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let seconds = now.timestamp().saturating_sub(self.claims.auth_time?);
        TimeDelta::try_seconds(seconds.max(0))
    }

    /// Returns how long it is good from that time of the provider's clock.
    pub fn remaining(&self, now: DateTime<Utc>) -> TimeDelta {
        let seconds = self.claims.exp.saturating_sub(now.timestamp());
        TimeDelta::try_seconds(seconds).unwrap_or(TimeDelta::MAX)
    }
}
