//! Challenges: what a key must sign to show that it is here, now, for this issuer.
//!
//! The issuer keeps no list of the challenges it gave out: a challenge carries its own expiry and
//! an HMAC over everything it is good for. Only one that was answered is stored, as spent.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use super::jose::KeyId;
use super::once::Unspent;

/// How long a challenge is good: time to type a PIN and touch a key.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(2);

/// Every challenge begins with it.
const PREFIX: &str = "vouch-challenge-1_";
/// Purpose, expiry, randomness, HMAC.
const PARTS: [usize; 4] = [1, 8, 16, 32];
const LENGTH: usize = PARTS[0] + PARTS[1] + PARTS[2] + PARTS[3];
const MAC_AT: usize = LENGTH - PARTS[3];

/// What a challenge is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// To enrol a key.
    Enroll,
    /// To log in.
    Login,
}

impl Purpose {
    fn byte(self) -> u8 {
        match self {
            Self::Enroll => b'e',
            Self::Login => b'l',
        }
    }
}

/// A text in the exact form of a challenge. Whether an issuer made it, only
/// [`ChallengeSecret::check`] tells.
///
/// `vouch-challenge-1_` and 76 characters of base64url: purpose (1 byte), expiry (8 bytes, seconds
/// since 1970), randomness (16), HMAC-SHA-256 (32). The laptop has its key sign no nonce of any
/// other form, so that an issuer can't have it sign a text that means something elsewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Challenge {
    text: String,
    bytes: [u8; LENGTH],
}

/// Why a challenge isn't answered or an answer isn't taken.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ChallengeError {
    /// It is over.
    #[error("the challenge has expired")]
    Expired,
    /// The text doesn't have the form of a challenge for this purpose.
    #[error("the challenge does not have the form of one")]
    Form,
    /// This issuer didn't make it for this purpose and this key.
    #[error("the challenge is not one of this issuer for this key")]
    NotOurs,
}

impl Challenge {
    /// Reads a challenge for this purpose; says nothing about who made it.
    pub fn parse(text: &str, purpose: Purpose) -> Result<Self, ChallengeError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(ChallengeError::Form)?;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| ChallengeError::Form)?;
        let bytes: [u8; LENGTH] = bytes.try_into().map_err(|_| ChallengeError::Form)?;
        let challenge = Self { text: text.into(), bytes };
        // A time that chrono can't hold is no form of ours either.
        let readable = DateTime::from_timestamp(challenge.expires_at(), 0).is_some();
        if bytes[0] == purpose.byte() && readable {
            Ok(challenge)
        } else {
            Err(ChallengeError::Form)
        }
    }

    /// Returns the text, the `nonce` of an assertion.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns when it ends, in seconds since 1970 by the issuer's clock: the `exp` of an assertion.
    pub fn expires_at(&self) -> i64 {
        let (_, rest) = self.bytes.split_at(PARTS[0]);
        rest.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
    }
}

/// The issuer's secret behind its challenges, 32 random bytes. A new one voids all that are open.
#[derive(Clone)]
pub struct ChallengeSecret(Zeroizing<[u8; 32]>);

impl ChallengeSecret {
    /// Takes 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Makes a challenge for the key, good for [`LIFETIME`].
    pub fn issue(
        &self,
        purpose: Purpose,
        key: &KeyId,
        now: DateTime<Utc>,
        random: [u8; 16],
    ) -> Challenge {
        let mut bytes = [0; LENGTH];
        bytes[0] = purpose.byte();
        bytes[1..9].copy_from_slice(&(now + LIFETIME).timestamp().to_be_bytes());
        bytes[9..MAC_AT].copy_from_slice(&random);
        let mac = self.mac(&bytes[..MAC_AT], key).finalize().into_bytes();
        bytes[MAC_AT..].copy_from_slice(&mac);
        Challenge { text: format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)), bytes }
    }

    /// Returns the challenge as yet to be spent, if it is this issuer's, for this purpose and key,
    /// and not over.
    pub fn check(
        &self,
        challenge: &Challenge,
        purpose: Purpose,
        key: &KeyId,
        now: DateTime<Utc>,
    ) -> Result<Unspent<()>, ChallengeError> {
        let (signed, mac) = challenge.bytes.split_at(MAC_AT);
        // `verify_slice` compares in constant time.
        self.mac(signed, key).verify_slice(mac).map_err(|_| ChallengeError::NotOurs)?;
        if challenge.bytes[0] != purpose.byte() {
            return Err(ChallengeError::NotOurs);
        }
        let expires_at =
            DateTime::from_timestamp(challenge.expires_at(), 0).ok_or(ChallengeError::NotOurs)?;
        if now >= expires_at {
            return Err(ChallengeError::Expired);
        }
        Ok(Unspent::new("challenge", challenge.as_str(), expires_at, ()))
    }

    /// All parts but the key have fixed lengths and the key comes last: no two inputs are one text.
    fn mac(&self, signed: &[u8], key: &KeyId) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.0).expect("HMAC takes keys of any length");
        mac.update(PREFIX.as_bytes());
        mac.update(signed);
        mac.update(key.as_str().as_bytes());
        mac
    }
}

impl fmt::Debug for ChallengeSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ChallengeSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

    fn key(byte: u8) -> KeyId {
        URL_SAFE_NO_PAD.encode([byte; 32]).parse().unwrap()
    }

    fn issued() -> Challenge {
        ChallengeSecret::new([1; 32]).issue(Purpose::Login, &key(7), NOW, [9; 16])
    }

    fn check(secret: u8, purpose: Purpose, of: u8, after: i64) -> Result<(), ChallengeError> {
        ChallengeSecret::new([secret; 32])
            .check(&issued(), purpose, &key(of), NOW + TimeDelta::seconds(after))
            .map(|_| ())
    }

    #[test]
    fn is_good_for_its_issuer_purpose_key_and_time_alone() {
        assert_eq!(check(1, Purpose::Login, 7, 0), Ok(()));
        assert_eq!(check(1, Purpose::Login, 7, 119), Ok(()));
        assert_eq!(check(1, Purpose::Login, 7, 120), Err(ChallengeError::Expired));
        assert_eq!(check(2, Purpose::Login, 7, 0), Err(ChallengeError::NotOurs));
        assert_eq!(check(1, Purpose::Login, 8, 0), Err(ChallengeError::NotOurs));
        assert_eq!(check(1, Purpose::Enroll, 7, 0), Err(ChallengeError::NotOurs));
    }

    #[test]
    fn survives_the_way_to_the_laptop() {
        let challenge = Challenge::parse(issued().as_str(), Purpose::Login).unwrap();
        assert_eq!(challenge, issued());
        assert_eq!(challenge.expires_at(), NOW.timestamp() + 120);
        assert_eq!(challenge.as_str().len(), 94);
    }

    #[test]
    fn the_laptop_takes_no_other_form() {
        let good = issued();
        let good = good.as_str();
        let bare = good.strip_prefix(PREFIX).unwrap();
        for text in [
            "",
            PREFIX,
            bare,
            &format!("{good}A"),
            &format!("{good}="),
            &format!(" {good}"),
            &good[..good.len() - 4],
            &good.replace("vouch-challenge-1_", "vouch-challenge-2_"),
            &format!("{PREFIX}{}", &URL_SAFE_NO_PAD.encode([0xff; LENGTH])),
        ] {
            assert_eq!(Challenge::parse(text, Purpose::Login), Err(ChallengeError::Form), "{text}");
        }
        assert_eq!(Challenge::parse(good, Purpose::Enroll), Err(ChallengeError::Form));
    }

    #[test]
    fn any_other_bit_is_not_ours() {
        for position in 0..LENGTH {
            let mut bytes = issued().bytes;
            bytes[position] ^= 1;
            let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes));
            let flipped = Challenge { text, bytes };
            let secret = ChallengeSecret::new([1; 32]);
            let answer = secret.check(&flipped, Purpose::Login, &key(7), NOW);
            assert_eq!(answer.unwrap_err(), ChallengeError::NotOurs, "{position}");
        }
    }

    #[test]
    fn randomness_makes_each_challenge_another() {
        let secret = ChallengeSecret::new([1; 32]);
        let other = secret.issue(Purpose::Login, &key(7), NOW, [8; 16]);
        assert_ne!(other, issued());
    }

    #[test]
    fn no_formatter_shows_the_secret() {
        assert_eq!(format!("{:?}", ChallengeSecret::new([1; 32])), "ChallengeSecret(…)");
    }
}
