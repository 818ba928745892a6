//! A person as the issuer knows them, and the keys that speak for them.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::jose::{Jwk, KeyId};
use super::subject::Subject;
use super::wire::KeyKind;

/// A person who was invited.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Person {
    /// Who their tokens speak of.
    pub subject: Subject,
    /// Where the invitation went, as the administrator wrote it.
    pub email: EmailAddress,
    /// Whether their keys count.
    pub standing: Standing,
}

/// Whether a person may have tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// The administrator said no: no login, and no token from a session that lives.
    Disabled,
    /// Yes.
    Enabled,
}

/// A key of a person, as the database has it now.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EnrolledKey {
    /// The public key.
    pub jwk: Jwk,
    /// Where the private key lives, as found when it was enrolled.
    pub kind: KeyKind,
    /// Whom it speaks for.
    pub person: Person,
    /// When it was removed, if it was.
    pub removed_at: Option<DateTime<Utc>>,
}

/// Why a key doesn't speak for its person any longer.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum NotInForce {
    /// The key was removed.
    #[error("the key was removed")]
    KeyRemoved,
    /// The person was disabled.
    #[error("the person is disabled")]
    PersonDisabled,
}

impl EnrolledKey {
    /// Returns its name.
    pub fn id(&self) -> KeyId {
        self.jwk.thumbprint()
    }

    /// Returns the person, if the key still counts and so do they.
    pub fn in_force(&self) -> Result<&Person, NotInForce> {
        match (self.removed_at, self.person.standing) {
            (Some(_), _) => Err(NotInForce::KeyRemoved),
            (None, Standing::Disabled) => Err(NotInForce::PersonDisabled),
            (None, Standing::Enabled) => Ok(&self.person),
        }
    }
}

/// An email address that fits into a session tag: lower case, one `@`, 254 characters at most.
///
/// Tag values take letters, digits, spaces and `_.:/=+-@`
/// ([Tag](https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html)); of these an address
/// may have `a-z 0-9 _ . + = -`.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// A text that is no email address that we take.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not an email address of a-z 0-9 _ . + = - and one @")]
pub struct EmailAddressError(String);

impl EmailAddress {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what stands after the `@`.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let fits = text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && name.bytes().all(|byte| plain(byte) || b"_.+=-".contains(&byte))
                && domain.split('.').count() > 1
                && domain.split('.').all(|label| {
                    !label.is_empty() && label.bytes().all(|byte| plain(byte) || byte == b'-')
                })
        });
        if fits && text.len() <= 254 {
            Ok(Self(text.into()))
        } else {
            Err(EmailAddressError(text.into()))
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = EmailAddressError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_domain() {
        let address: EmailAddress = "alice+aws@eu.example.com".parse().unwrap();
        assert_eq!(address.domain(), "eu.example.com");
    }

    #[test]
    fn refuses_what_a_tag_or_a_reader_would_take_for_another() {
        let long = format!("{}@example.com", "a".repeat(250));
        for text in [
            "",
            "alice",
            "@example.com",
            "alice@",
            "alice@example",
            "alice@example.com@evil.com",
            "alice@example.com,evil.com",
            "alice@.example.com",
            "alice@example.com.",
            "Alice@example.com",
            "alice@exämple.com",
            "a'b@example.com",
            "alice @example.com",
            &long,
        ] {
            assert!(text.parse::<EmailAddress>().is_err(), "{text}");
        }
    }
}
