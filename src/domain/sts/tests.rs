//! One request after another against one account, with truly signed tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};

use super::*;
use crate::domain::jose::Jwk;

mod algorithms;
mod assume_role;
mod caller;
mod keys;
mod mutations;
mod odd;
mod parameters;
mod properties;
mod registered;
mod relying_party;
mod tags;
mod vectors;

const ISSUER: &str = "https://vouch.example.com";
const ROLE: &str = "arn:aws:iam::123456789012:role/team/Developer";
const NOW: i64 = 1_800_000_000;
const TAGS: &str = "https://aws.amazon.com/tags";
const ROLES: &str = "https://aws.amazon.com/roles";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// A request that AWS answers, to be spoiled in one respect.
struct Try {
    request: AssumeRequest,
    header: Value,
    claims: Value,
    keys: Value,
    documents: Option<IssuerDocuments>,
    signed_with: SigningKey,
}

fn signing_key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).unwrap()
}

/// The published form of a key.
fn jwk(key: &SigningKey, kid: &str) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from(key.verifying_key())).unwrap();
    jwk["kid"] = json!(kid);
    jwk["use"] = json!("sig");
    jwk
}

fn good() -> Try {
    Try {
        request: AssumeRequest {
            role_arn: Some(ROLE.into()),
            role_session_name: Some("alice@example.com".into()),
            ..AssumeRequest::default()
        },
        header: json!({"alg": "ES256", "typ": "JWT", "kid": "one"}),
        claims: json!({
            "iss": ISSUER,
            "sub": "alice@example.com",
            "aud": "vouch.example.com",
            "iat": NOW,
            "exp": NOW + 300,
            "amr": ["hwk", "pin", "user"],
        }),
        keys: json!([jwk(&signing_key(7), "one")]),
        documents: None,
        signed_with: signing_key(7),
    }
}

fn trust_policy() -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/vouch.example.com"},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
            "Condition": {
                "StringEquals": {
                    "vouch.example.com:aud": "vouch.example.com",
                    "sts:RoleSessionName": "${vouch.example.com:sub}",
                },
                "StringLike": {"vouch.example.com:sub": "*@example.com"},
            },
        }],
    })
    .to_string()
}

/// As [`trust_policy`], but allowing only the first action.
fn strict_policy() -> String {
    trust_policy().replace(r#","sts:TagSession","sts:SetSourceIdentity""#, "")
}

fn aws(trust_policy: &str) -> AwsState {
    let client_ids = vec!["vouch.example.com".into(), "other".into()];
    let issuer = ISSUER.parse().unwrap();
    let provider =
        Provider::new("aws", "123456789012", issuer, client_ids, Loopback::Refused).unwrap();
    let role = Role::new(ROLE.parse().unwrap(), trust_policy, 7200).unwrap();
    AwsState::new(vec![provider], vec![role])
}

impl Try {
    fn token(&self) -> String {
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let input = format!("{}.{}", part(&self.header), part(&self.claims));
        let signature: Signature = self.signed_with.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn documents(&self) -> IssuerDocuments {
        let fetched = IssuerDocuments::Fetched {
            discovery: json!({"issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys")}).to_string(),
            jwks: json!({"keys": self.keys}).to_string(),
        };
        self.documents.clone().unwrap_or(fetched)
    }

    fn decide_with(&self, trust_policy: &str) -> Result<Assumed, StsError> {
        let mut request = self.request.clone();
        let token = || crate::domain::secret::Secret::new(self.token());
        request.web_identity_token.get_or_insert_with(token);
        let now = DateTime::from_timestamp(NOW, 0).unwrap();
        decide(&request, &aws(trust_policy), &self.documents(), now, &[9; RANDOM_BYTES])
    }

    fn decide(&self) -> Result<Assumed, StsError> {
        self.decide_with(&trust_policy())
    }
}

fn refused(change: impl FnOnce(&mut Try)) -> StsError {
    let mut attempt = good();
    change(&mut attempt);
    attempt.decide().expect_err("AWS refuses this")
}

fn accepted(change: impl FnOnce(&mut Try)) -> Assumed {
    let mut attempt = good();
    change(&mut attempt);
    attempt.decide().expect("AWS accepts this")
}

/// Checks code, status and the exact text.
fn check(error: &StsError, code: &str, status: u16, message: &str) {
    assert_eq!((error.code(), error.status(), error.to_string().as_str()), (code, status, message));
    assert!(error.reason().is_ascii() && !error.reason().is_empty());
}

fn invalid(error: &StsError, message: &str) {
    check(error, "InvalidIdentityToken", 400, message);
}

const NOT_VALIDATED: &str = "The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.";
const NOT_JWT: &str = "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)";
const NO_KEY: &str = "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

#[test]
fn a_good_request_gets_credentials() {
    let assumed = accepted(|_| {});
    let credentials = &assumed.credentials;
    assert_eq!(credentials.access_key_id, "ASIAJJJJJJJJJJJJJJJJ");
    assert_eq!(credentials.secret_access_key.expose().len(), 40);
    assert_eq!(credentials.expiration.timestamp(), NOW + 3600);
    assert_eq!(
        assumed.assumed_role_arn,
        "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com"
    );
    let (id, session) = assumed.assumed_role_id.split_once(':').unwrap();
    assert_eq!((&id[..4], id.len(), session), ("AROA", 21, "alice@example.com"));
    assert_eq!(assumed.provider, "arn:aws:iam::123456789012:oidc-provider/vouch.example.com");
    assert_eq!(
        (assumed.audience.as_str(), assumed.subject.as_str()),
        ("vouch.example.com", "alice@example.com")
    );
    assert_eq!((assumed.packed_policy_size, assumed.source_identity), (25, None));
}

#[test]
fn a_token_lives_within_five_minutes_of_its_times() {
    for (iat, nbf, exp) in [(300, 0, 300), (0, 300, 300), (-600, 0, -299)] {
        accepted(|t| {
            t.claims["iat"] = json!(NOW + iat);
            t.claims["nbf"] = json!(NOW + nbf);
            t.claims["exp"] = json!(NOW + exp);
        });
    }
    let error = refused(|t| t.claims["exp"] = json!(NOW - 300));
    let message = format!(
        "Token expired: current date/time {NOW} must be before the expiration date/time {}",
        NOW - 300
    );
    check(&error, "ExpiredTokenException", 400, &message);
    for claim in ["iat", "nbf"] {
        let error = refused(|t| t.claims[claim] = json!(NOW + 301));
        invalid(&error, &format!("Token is not yet valid: {claim} is in the future"));
    }
}

#[test]
fn times_are_whole_numbers() {
    accepted(|t| t.claims["exp"] = json!((NOW + 300).to_string()));
    for claim in ["iat", "nbf", "exp"] {
        for time in
            [json!(NOW as f64 + 0.5), json!("soon"), json!(null), json!(u64::MAX), json!([NOW])]
        {
            let error = refused(|t| t.claims[claim] = time);
            invalid(&error, "Invalid timestamp in token claims.");
        }
    }
}

#[test]
fn claims_that_must_be_there() {
    for claim in ["iss", "sub", "aud", "iat", "exp"] {
        let error = refused(|t| {
            t.claims.as_object_mut().unwrap().remove(claim);
        });
        invalid(&error, &format!("Missing a required claim: {claim}"));
    }
    let error = refused(|t| t.claims["sub"] = json!(null));
    check(&error, "InternalFailure", 500, "Unknown error validating third-party token");
    for (claim, value) in [
        ("iss", json!(1)),
        ("sub", json!(["a"])),
        ("aud", json!([])),
        ("aud", json!([1])),
        ("azp", json!(1)),
    ] {
        let error = refused(|t| t.claims[claim] = value);
        invalid(&error, &format!("Invalid claim: {claim}"));
    }
}

#[test]
fn the_audience_is_a_client_id() {
    for (aud, azp, audience) in [
        (json!(["vouch.example.com"]), None, "vouch.example.com"),
        (json!("x"), Some("vouch.example.com"), "vouch.example.com"),
        (json!(["x", "y"]), Some("vouch.example.com"), "vouch.example.com"),
    ] {
        let assumed = accepted(|t| {
            t.claims["aud"] = aud;
            azp.inspect(|azp| t.claims["azp"] = json!(azp));
        });
        assert_eq!(assumed.audience, audience);
    }
    invalid(&refused(|t| t.claims["aud"] = json!("x")), NOT_VALIDATED);
    invalid(&refused(|t| t.claims["azp"] = json!("x")), NOT_VALIDATED);
    let error = refused(|t| t.claims["aud"] = json!(["vouch.example.com", "x"]));
    invalid(
        &error,
        "Token audience contains more than one audience while authorized party is not present",
    );
}

#[test]
fn the_issuer_is_registered_in_the_roles_own_account() {
    for issuer in [
        "https://vouch.example.com/",
        "https://VOUCH.example.com",
        "http://vouch.example.com",
        "https://evil.test",
    ] {
        let error = refused(|t| t.claims["iss"] = json!(issuer));
        invalid(&error, NOT_VALIDATED);
        assert_eq!(error, StsError::UnknownIssuer(issuer.into()));
    }
    let other = "arn:aws:iam::210987654321:role/Developer";
    let error = refused(|t| t.request.role_arn = Some(other.into()));
    assert_eq!(error, StsError::UnknownIssuer(ISSUER.into()));
}

#[test]
fn the_trust_policy_decides() {
    let denied = |error: &StsError, action: &str| {
        check(error, "AccessDenied", 403, &format!("Not authorized to perform {action}"));
    };
    let assume = "sts:AssumeRoleWithWebIdentity";
    denied(&refused(|t| t.claims["sub"] = json!("m@evil.test")), assume);
    denied(&refused(|t| t.request.role_session_name = Some("bob@example.com".into())), assume);
    denied(&refused(|t| t.claims["aud"] = json!("other")), assume);
    let error = refused(|t| t.request.role_arn = Some(ROLE.replace("team/", "")));
    denied(&error, assume);
    assert_eq!(error.reason(), "sts:AssumeRoleWithWebIdentity: no such role");
    let hardware = trust_policy().replace(
        r#""StringLike""#,
        r#""ForAnyValue:StringEquals":{"vouch.example.com:amr":"hwk"},"StringLike""#,
    );
    good().decide_with(&hardware).unwrap();
    let mut software = good();
    software.claims["amr"] = json!(["swk"]);
    let error = software.decide_with(&hardware).unwrap_err();
    assert_eq!(
        error.reason(),
        "sts:AssumeRoleWithWebIdentity: nothing allows; Allow statement 1 fails ForAnyValue:StringEquals vouch.example.com:amr"
    );
}
