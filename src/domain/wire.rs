//! The issuer's wire: the JSON that laptop and issuer exchange.
//!
//! Times are whole seconds since 1970 UTC; durations are whole seconds.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::issuer_url::IssuerUrl;
use super::jose::{Jwk, KeyId};
use super::role::RoleArn;
use super::secret::Secret;
use super::subject::Subject;

/// Paths under the issuer's URL.
pub mod path {
    /// Discovery ([OpenID Connect Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html)).
    pub const DISCOVERY: &str = "/.well-known/openid-configuration";
    /// The issuer's public keys.
    pub const JWKS: &str = "/.well-known/jwks.json";
    /// A challenge for a login.
    pub const LOGIN_CHALLENGE: &str = "/v1/login/challenge";
    /// A challenge for an enrolment or a further key.
    pub const ENROLL_CHALLENGE: &str = "/v1/enroll/challenge";
    /// Tokens.
    pub const TOKEN: &str = "/oauth/token";
    /// Revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).
    pub const REVOKE: &str = "/oauth/revoke";
    /// Enrolment of a person's first key with an invitation.
    pub const ENROLL: &str = "/v1/enroll";
    /// The person's keys.
    pub const KEYS: &str = "/v1/keys";
    /// One of them.
    pub const KEY: &str = "/v1/keys/{key}";
    /// The roles that the person is granted.
    pub const ROLES: &str = "/v1/roles";
    /// Whether the issuer can work.
    pub const HEALTH: &str = "/health";
}

/// `grant_type` of a login ([RFC 7523](https://www.rfc-editor.org/rfc/rfc7523)).
pub const GRANT_JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// `grant_type` of a token from a living session.
pub const GRANT_REFRESH_TOKEN: &str = "refresh_token";
/// `typ` of a login assertion.
pub const TYP_LOGIN: &str = "vouch-login+jwt";
/// `typ` of an enrolment proof.
pub const TYP_ENROLL: &str = "vouch-enroll+jwt";
/// `typ` of a DPoP proof ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).
pub const TYP_DPOP: &str = "dpop+jwt";

/// What discovery must tell before a PIN is asked for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Discovery {
    /// The issuer itself; must equal the URL that was asked, byte for byte.
    pub issuer: IssuerUrl,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// Where tokens are.
    pub token_endpoint: String,
    /// Where sessions are revoked.
    pub revocation_endpoint: String,
    /// Demanded by validators; there is no browser flow, so it points to the issuer's own page.
    pub authorization_endpoint: String,
    /// Always `id_token`.
    pub response_types_supported: Vec<String>,
    /// Always `public`.
    pub subject_types_supported: Vec<String>,
    /// Always `ES256`.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// The two grants.
    pub grant_types_supported: Vec<String>,
    /// Always `openid`.
    pub scopes_supported: Vec<String>,
    /// The claims an ID token may carry.
    pub claims_supported: Vec<String>,
    /// Always `none`: sessions are bound by DPoP.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Always `ES256`.
    pub dpop_signing_alg_values_supported: Vec<String>,
    /// Our login: where the challenge is.
    pub vouch_challenge_endpoint: String,
    /// Our enrolment.
    pub vouch_enroll_endpoint: String,
}

/// Asks for a challenge for the key.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeRequest {
    /// The key that will sign.
    pub key_id: KeyId,
}

/// A challenge and when it ends, by the issuer's clock.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ChallengeResponse {
    /// Goes into the assertion's `nonce`.
    pub challenge: String,
    /// Goes into the assertion's `exp`.
    pub expires_at: i64,
}

/// The claims of a login assertion: exactly these.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AssertionClaims {
    /// The key, as issuer of the assertion.
    pub iss: KeyId,
    /// The key again.
    pub sub: KeyId,
    /// The issuer, from the laptop's own configuration.
    pub aud: IssuerUrl,
    /// The challenge.
    pub nonce: String,
    /// The challenge's own expiry.
    pub exp: i64,
    /// Which session key the login is for.
    pub cnf: Confirmation,
}

/// The session key a token is bound to ([RFC 9449, section 6.1](https://www.rfc-editor.org/rfc/rfc9449#section-6.1)).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Its JWK thumbprint.
    pub jkt: KeyId,
}

/// The claims of an enrolment proof, signed by the new key whose JWK is in the header.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentClaims {
    /// The issuer.
    pub aud: IssuerUrl,
    /// The challenge.
    pub nonce: String,
    /// The challenge's own expiry.
    pub exp: i64,
    /// `base64url(SHA-256(invitation code))`; absent when a session adds a further key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_hash: Option<String>,
}

/// The claims of a DPoP proof ([RFC 9449, section 4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2)).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct DpopClaims {
    /// Unique, spent once.
    pub jti: String,
    /// The HTTP method, in capitals.
    pub htm: String,
    /// The URL without query and fragment.
    pub htu: String,
    /// When it was made. The laptop's clock may be wrong, so the laptop corrects it by the
    /// difference it has seen to the issuer's `Date`.
    pub iat: i64,
    /// `base64url(SHA-256(session token))`, where the session is presented as authorization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ath: Option<String>,
}

/// Enrols the first key of a person.
#[derive(Debug, Serialize)]
pub struct EnrollRequest<'a> {
    /// The invitation's code.
    pub invitation: &'a str,
    /// The enrolment proof.
    pub proof: &'a str,
    /// DER certificates in base64: the attestation of the key, then the device's attestation
    /// certificate. Empty for a software key.
    pub attestation: &'a [String],
    /// What the person calls the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
}

/// [`EnrollRequest`] as the issuer reads it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceivedEnrollRequest {
    /// The invitation's code.
    pub invitation: Secret,
    /// The enrolment proof.
    pub proof: String,
    /// DER certificates in base64.
    #[serde(default)]
    pub attestation: Vec<String>,
    /// What the person calls the key.
    #[serde(default)]
    pub name: Option<String>,
}

/// Adds a further key to the person of the session.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AddKeyRequest {
    /// The enrolment proof of the new key, without a code hash.
    pub proof: String,
    /// DER certificates in base64.
    #[serde(default)]
    pub attestation: Vec<String>,
    /// What the person calls the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What an enrolment made.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EnrollResponse {
    /// Who the key now speaks for.
    pub subject: Subject,
    /// The key.
    pub key: KeyDescription,
}

/// A key of a person, as the issuer shows it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeyDescription {
    /// The thumbprint of its public key.
    pub id: KeyId,
    /// What kind of key it is.
    pub kind: KeyKind,
    /// What the person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The device's serial number, from the attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u32>,
    /// The device's firmware, from the attestation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// When it was enrolled.
    pub added_at: DateTime<Utc>,
    /// When it last logged in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Where a private key lives.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyKind {
    /// In the operating system's keyring: for trying out, and said so in every token.
    Software,
    /// In a YubiKey, attested.
    Yubikey,
}

/// The keys of the person.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct KeysResponse {
    /// Oldest first.
    pub keys: Vec<KeyDescription>,
}

/// A login's answer.
#[derive(Debug, Deserialize)]
pub struct LoginResponse {
    /// An ID token whose audience is the issuer itself.
    pub id_token: Secret,
    /// The session: opaque, bound to the session key of the assertion.
    pub refresh_token: Secret,
    /// How long the ID token is good.
    pub expires_in: u64,
    /// How long the session is good.
    pub session_expires_in: u64,
}

/// An ID token for one audience and, at AWS, one role.
#[derive(Debug, Deserialize)]
pub struct RefreshResponse {
    /// The token. Used and dropped, never stored.
    pub id_token: Secret,
    /// How long it is good.
    pub expires_in: u64,
    /// The longest duration that may be asked of STS with it, in seconds, where the grant says one.
    #[serde(default)]
    pub max_duration: Option<u64>,
}

/// What the person is granted.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RolesResponse {
    /// Who.
    pub subject: Subject,
    /// Sorted by ARN.
    pub roles: Vec<GrantedRole>,
    /// Any role may be asked for (`any_role = true` in the issuer's configuration).
    #[serde(default)]
    pub any_role: bool,
}

/// One role that a person may have.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GrantedRole {
    /// The role.
    pub role_arn: RoleArn,
    /// The account, for people.
    pub account_id: String,
    /// The longest duration that may be asked of STS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<u64>,
    /// How old the touch may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_auth_age: Option<u64>,
}

/// Every refusal of the issuer ([RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct OAuthError {
    /// The code: `invalid_request`, `invalid_grant`, `access_denied`, ...
    pub error: String,
    /// What happened, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
    /// What the person can do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouch_hint: Option<String>,
}

/// The issuer's public keys.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Jwks {
    /// The next, the current and the retiring keys together.
    pub keys: Vec<PublishedKey>,
}

/// A signing key of the issuer as AWS wants to read it: `kid` always, `key_ops` never.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PublishedKey {
    /// Always `ES256`.
    pub alg: String,
    /// The thumbprint.
    pub kid: KeyId,
    /// Always `sig`.
    #[serde(rename = "use")]
    pub usage: String,
    /// The key itself.
    #[serde(flatten)]
    pub jwk: Jwk,
}
