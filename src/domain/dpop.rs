//! DPoP: whoever presents a session holds the session key it was made for
//! ([RFC 9449](https://www.rfc-editor.org/rfc/rfc9449)).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::{Zeroize as _, Zeroizing};

use super::jose::{self, Claims, Es256, Header, JoseError, Jwk, KeyId, KeyPlace, SigningInput};
use super::once::Unspent;
use super::secret::Secret;
use super::wire::{DpopClaims, TYP_DPOP};

/// How far a proof's time may be from the issuer's, both ways.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The private key of one login's session. It lives in the keyring beside the session.
pub struct SessionKey(SigningKey);

/// A stored text that is no session key.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the session key is not 32 bytes of a P-256 key")]
pub struct SessionKeyError;

impl SessionKey {
    /// Makes a key of 32 random bytes.
    pub fn from_random(mut bytes: [u8; 32]) -> Self {
        loop {
            let key = SigningKey::from_slice(&bytes);
            // One number in 2^32 is not below the order of the curve; its hash is as random.
            bytes = Sha256::digest(bytes).into();
            if let Ok(key) = key {
                bytes.zeroize();
                return Self(key);
            }
        }
    }

    /// Reads what [`SessionKey::to_secret`] wrote.
    pub fn from_secret(secret: &Secret) -> Result<Self, SessionKeyError> {
        let bytes = URL_SAFE_NO_PAD.decode(secret.expose()).map_err(|_| SessionKeyError)?;
        let bytes = Zeroizing::new(bytes);
        SigningKey::from_slice(&bytes).map(Self).map_err(|_| SessionKeyError)
    }

    /// Returns the form for the keyring: 43 characters of base64url.
    pub fn to_secret(&self) -> Secret {
        let bytes = Zeroizing::new(self.0.to_bytes());
        Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
    }

    /// Returns the public half.
    pub fn jwk(&self) -> Jwk {
        Jwk::from(self.0.verifying_key())
    }

    /// Returns the thumbprint, the `jkt` that a login is bound to.
    pub fn thumbprint(&self) -> KeyId {
        self.jwk().thumbprint()
    }

    /// Signs the message and returns `r || s`.
    fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionKey(…)")
    }
}

/// The request that a proof is for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method in capitals.
    pub method: &'a str,
    /// The URL; query and fragment don't count. The issuer compares with the URL under its own
    /// name, not with what a proxy made of it.
    pub url: &'a str,
    /// The session, where the request presents it as `Authorization: DPoP …`. At the token endpoint
    /// it travels in the body and is `None` here.
    pub session: Option<&'a Secret>,
}

impl Request<'_> {
    fn htu(&self) -> &str {
        self.url.split(['?', '#']).next().unwrap_or_default()
    }

    fn ath(&self) -> Option<String> {
        self.session.map(|token| URL_SAFE_NO_PAD.encode(Sha256::digest(token.expose())))
    }
}

impl Claims for DpopClaims {
    const TYP: &'static str = TYP_DPOP;
    const KEY: KeyPlace = KeyPlace::Embedded;
}

/// Makes a proof for one request; `now` by the issuer's clock as well as the laptop knows it.
pub fn proof(
    key: &SessionKey,
    request: &Request<'_>,
    now: DateTime<Utc>,
    random: [u8; 16],
) -> String {
    let header =
        Header { alg: Es256::Es256, typ: TYP_DPOP.into(), kid: None, jwk: Some(key.jwk()) };
    let claims = DpopClaims {
        jti: URL_SAFE_NO_PAD.encode(random),
        htm: request.method.into(),
        htu: request.htu().into(),
        iat: now.timestamp(),
        ath: request.ath(),
    };
    let input = SigningInput::new(&header, &claims);
    let signature = key.sign(input.as_bytes());
    input.with_signature(&signature)
}

/// Proof that the sender of this request holds the session key, now.
///
/// There is no public constructor: it comes out of [`verify`], once the proof's `jti` is spent.
#[derive(Debug)]
pub struct SessionKeyProof {
    jkt: KeyId,
}

impl SessionKeyProof {
    /// Returns the thumbprint of the session key.
    pub fn jkt(&self) -> &KeyId {
        &self.jkt
    }
}

/// Why a proof isn't taken; at the wire `invalid_dpop_proof`.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum DpopError {
    /// It is no proof at all, or its signature doesn't hold.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// The `jti` isn't 16 to 128 characters.
    #[error("the proof's jti is not 16 to 128 characters")]
    Jti,
    /// It was made for another method or URL.
    #[error("the proof is for another request")]
    OtherRequest,
    /// It isn't for the session that the request presents.
    #[error("the proof is for another session")]
    OtherSession,
    /// It was made too long ago, or in the future: the laptop's clock is wrong.
    #[error("the proof was made {seconds} seconds from now, by the issuer's clock")]
    Time {
        /// How many, negative for the past.
        seconds: i64,
    },
}

/// Returns the proof as yet to be spent, if it was made for this request within [`TOLERANCE`].
///
/// Which session key that is, is for the next step: [`super::presence::verify`] compares it with the
/// one that the assertion names, [`super::live_session::resume`] with the session's.
pub fn verify(
    proof: &str,
    request: &Request<'_>,
    now: DateTime<Utc>,
) -> Result<Unspent<SessionKeyProof>, DpopError> {
    let verified = jose::verify_embedded::<DpopClaims>(proof)?;
    let claims = verified.claims();
    if claims.htm != request.method || claims.htu != request.htu() {
        return Err(DpopError::OtherRequest);
    }
    if claims.ath != request.ath() {
        return Err(DpopError::OtherSession);
    }
    if !(16..=128).contains(&claims.jti.len()) {
        return Err(DpopError::Jti);
    }
    let seconds = claims.iat.saturating_sub(now.timestamp());
    let made_at = DateTime::from_timestamp(claims.iat, 0).ok_or(DpopError::Time { seconds })?;
    if seconds.unsigned_abs() > TOLERANCE.num_seconds().unsigned_abs() {
        return Err(DpopError::Time { seconds });
    }
    let jkt = verified.key_id();
    let name = format!("{jkt}:{}", claims.jti);
    let over = made_at + TOLERANCE + TimeDelta::seconds(1);
    Ok(Unspent::new("dpop", &name, over, SessionKeyProof { jkt }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::fixtures::{NOW, sender, session_key as key};

    const URL: &str = "https://vouch.example.com/oauth/token";

    fn token() -> Secret {
        Secret::new("session")
    }

    fn request(session: Option<&Secret>) -> Request<'_> {
        Request { method: "POST", url: URL, session }
    }

    #[test]
    fn proves_the_session_key() {
        assert_eq!(sender(&key()).jkt(), &key().thumbprint());
    }

    #[test]
    fn is_good_for_one_request_alone() {
        let made = proof(&key(), &request(None), NOW, [1; 16]);
        let check = |request: Request<'_>| verify(&made, &request, NOW).map(|_| ());
        assert_eq!(check(request(None)), Ok(()));
        assert_eq!(check(Request { method: "GET", ..request(None) }), Err(DpopError::OtherRequest));
        for url in [
            "http://vouch.example.com/oauth/token",
            "https://vouch.example.com/oauth/token/",
            "https://vouch.example.com/oauth/revoke",
            "https://VOUCH.example.com/oauth/token",
        ] {
            assert_eq!(check(Request { url, ..request(None) }), Err(DpopError::OtherRequest));
        }
        assert_eq!(check(request(Some(&token()))), Err(DpopError::OtherSession));
    }

    #[test]
    fn query_and_fragment_do_not_count() {
        let url = "https://vouch.example.com/oauth/token?a=b#c";
        let made = proof(&key(), &Request { url, ..request(None) }, NOW, [1; 16]);
        assert!(verify(&made, &request(None), NOW).is_ok());
    }

    #[test]
    fn is_good_for_the_session_it_names_alone() {
        let made = proof(&key(), &request(Some(&token())), NOW, [1; 16]);
        let check = |request: &Request<'_>| verify(&made, request, NOW).map(|_| ());
        assert_eq!(check(&request(Some(&token()))), Ok(()));
        assert_eq!(check(&request(Some(&Secret::new("other")))), Err(DpopError::OtherSession));
        assert_eq!(check(&request(None)), Err(DpopError::OtherSession));
    }

    #[test]
    fn is_good_for_five_minutes_both_ways_and_kept_until_then() {
        let made = proof(&key(), &request(None), NOW, [1; 16]);
        let at = |seconds| {
            verify(&made, &request(None), NOW + TimeDelta::seconds(seconds))
                .map(|it| it.expires_at())
        };
        let kept = NOW + TimeDelta::seconds(301);
        assert_eq!((at(-300), at(0), at(300)), (Ok(kept), Ok(kept), Ok(kept)));
        assert_eq!(at(-301), Err(DpopError::Time { seconds: 301 }));
        assert_eq!(at(301), Err(DpopError::Time { seconds: -301 }));
    }

    #[test]
    fn absurd_times_and_names_are_refused() {
        let refused = |jti: &str, iat: i64| {
            let header = Header {
                alg: Es256::Es256,
                typ: TYP_DPOP.into(),
                kid: None,
                jwk: Some(key().jwk()),
            };
            let claims =
                DpopClaims { jti: jti.into(), htm: "POST".into(), htu: URL.into(), iat, ath: None };
            let input = SigningInput::new(&header, &claims);
            let signature = key().sign(input.as_bytes());
            verify(&input.with_signature(&signature), &request(None), NOW).unwrap_err()
        };
        let long = "a".repeat(129);
        assert_eq!(refused("short", NOW.timestamp()), DpopError::Jti);
        assert_eq!(refused(&long, NOW.timestamp()), DpopError::Jti);
        for iat in [i64::MIN, -1, i64::MAX] {
            assert!(matches!(refused(&long[..20], iat), DpopError::Time { .. }));
        }
    }

    #[test]
    fn a_second_use_has_the_same_nonce_and_another_proof_another() {
        let nonce = |random| {
            let made = proof(&key(), &request(None), NOW, random);
            verify(&made, &request(None), NOW).unwrap().nonce().clone()
        };
        assert_eq!(nonce([1; 16]), nonce([1; 16]));
        assert_ne!(nonce([1; 16]), nonce([2; 16]));
    }

    #[test]
    fn a_session_key_survives_the_keyring() {
        let again = SessionKey::from_secret(&key().to_secret()).unwrap();
        assert_eq!(again.thumbprint(), key().thumbprint());
        assert_eq!(SessionKey::from_secret(&Secret::new("AAAA")).unwrap_err(), SessionKeyError);
        assert_eq!(format!("{:?}", key()), "SessionKey(…)");
    }

    #[test]
    fn any_random_bytes_make_a_key() {
        for bytes in [[0; 32], [0xff; 32]] {
            let key = SessionKey::from_random(bytes);
            assert_eq!(sender(&key).jkt(), &key.thumbprint());
        }
    }
}
