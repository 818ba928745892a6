//! What an ID token says.
//!
//! A token is written from a [`LiveSession`] or, for AWS, from a [`Granted`], and from nothing else.
//! Its five minutes count from the moment that session was found alive, so neither can be kept for
//! a later token.

mod audience;
mod aws;
#[cfg(test)]
mod tests;

pub use audience::{Audience, AudienceError, Audiences, AwsAudience, OtherAudience};
use aws::Tags;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde::Serialize;
use thiserror::Error;

use super::grant::Granted;
use super::issuer_url::IssuerUrl;
use super::jose::KeyId;
use super::live_session::LiveSession;
use super::person::EmailAddress;
use super::role::RoleArn;
use super::secret::Secret;
use super::subject::Subject;
use super::wire::KeyKind;

/// How long a token is good; less where its session ends before.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(5);

/// The claims of an ID token
/// ([OpenID Connect Core 1.0, section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)),
/// not signed yet. All times are whole seconds and the audience is one: AWS takes nothing else.
#[derive(Clone, Debug, Serialize)]
pub struct IdToken {
    iss: IssuerUrl,
    sub: Subject,
    aud: String,
    exp: i64,
    iat: i64,
    jti: String,
    auth_time: i64,
    amr: &'static [&'static str],
    email: EmailAddress,
    /// The email's domain. There is no `email_verified`: nobody has verified it.
    hd: String,
    #[serde(rename = "https://aws.amazon.com/tags", skip_serializing_if = "Option::is_none")]
    tags: Option<Tags>,
    #[serde(
        rename = "https://aws.amazon.com/source_identity",
        skip_serializing_if = "Option::is_none"
    )]
    source_identity: Option<Subject>,
    /// AWS refuses the token for any other role, before it looks at the trust policy.
    #[serde(rename = "https://aws.amazon.com/roles", skip_serializing_if = "Option::is_none")]
    roles: Option<[RoleArn; 1]>,
}

/// The token couldn't be signed.
#[derive(Debug, Error)]
#[error("the token could not be signed")]
pub struct SigningError(#[from] jsonwebtoken::errors::Error);

impl IdToken {
    /// Writes the token of a login, for the issuer itself: it says who logged in, to the laptop.
    pub fn for_issuer(session: &LiveSession, issuer: &IssuerUrl, random: [u8; 16]) -> Self {
        Self::plain(session, issuer, issuer.as_str().into(), random)
    }

    /// Writes a token for an audience that isn't AWS.
    pub fn for_other(
        session: &LiveSession,
        issuer: &IssuerUrl,
        audience: &OtherAudience,
        random: [u8; 16],
    ) -> Self {
        Self::plain(session, issuer, audience.as_str().into(), random)
    }

    /// Writes a token for AWS, good for the one role that was granted.
    pub fn for_aws(
        granted: &Granted<'_>,
        issuer: &IssuerUrl,
        audience: &AwsAudience,
        random: [u8; 16],
    ) -> Self {
        let session = granted.session();
        let limits = granted.limits();
        let subject = session.person().subject.clone();
        Self {
            tags: Tags::by_rule(limits.tags, &session.person().email),
            source_identity: limits.source_identity.then_some(subject),
            roles: Some([granted.role().clone()]),
            ..Self::plain(session, issuer, audience.as_str().into(), random)
        }
    }

    fn plain(session: &LiveSession, issuer: &IssuerUrl, aud: String, random: [u8; 16]) -> Self {
        let person = session.person();
        let exp = (session.seen_at() + LIFETIME).min(session.ends_at());
        Self {
            iss: issuer.clone(),
            sub: person.subject.clone(),
            aud,
            exp: exp.timestamp(),
            iat: session.seen_at().timestamp(),
            jti: URL_SAFE_NO_PAD.encode(random),
            auth_time: session.began_at().timestamp(),
            amr: methods(session.kind()),
            email: person.email.clone(),
            hd: person.email.domain().into(),
            tags: None,
            source_identity: None,
            roles: None,
        }
    }

    /// Returns the audience, for the audit line.
    pub fn audience(&self) -> &str {
        &self.aud
    }

    /// Returns the token's name, for the audit line.
    pub fn id(&self) -> &str {
        &self.jti
    }

    /// Returns how long the token is good, in seconds.
    pub fn expires_in(&self) -> u64 {
        self.exp.saturating_sub(self.iat).try_into().unwrap_or(0)
    }

    /// Returns the token, signed with ES256 by the issuer's key of this name.
    pub fn sign(&self, key: &EncodingKey, key_id: &KeyId) -> Result<Secret, SigningError> {
        // `typ: JWT` is the library's; nothing else goes in, above all no `crit`, which AWS refuses.
        let mut header = jsonwebtoken::Header::new(Algorithm::ES256);
        header.kid = Some(key_id.to_string());
        Ok(Secret::new(jsonwebtoken::encode(&header, self, key)?))
    }
}

/// Returns how the person was recognised ([RFC 8176](https://www.rfc-editor.org/rfc/rfc8176)).
///
/// `hwk pin user` is said of attested keys alone: only there is it known that each signature took a
/// PIN and a touch. Trust policies may demand `<issuer>:amr` = `hwk`.
fn methods(kind: KeyKind) -> &'static [&'static str] {
    match kind {
        KeyKind::Software => &["swk"],
        KeyKind::Yubikey => &["hwk", "pin", "user"],
    }
}
