//! A provider's keys, and which of them a token was signed with.

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::{Map, Value};

/// How ID tokens are signed that we take. AWS takes both.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
pub(super) enum Algorithm {
    #[serde(rename = "ES256")]
    Es256,
    #[serde(rename = "RS256")]
    Rs256,
}

impl Algorithm {
    fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
        }
    }

    /// Returns the `kty`, and the names of the numbers of such a key.
    fn kind(self) -> (&'static str, [&'static str; 2]) {
        match self {
            Self::Es256 => ("EC", ["x", "y"]),
            Self::Rs256 => ("RSA", ["n", "e"]),
        }
    }
}

impl From<Algorithm> for jsonwebtoken::Algorithm {
    fn from(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Es256 => Self::ES256,
            Algorithm::Rs256 => Self::RS256,
        }
    }
}

/// What a provider's `jwks_uri` gave. Keys that we can't use stand in it too, and are passed over
/// ([RFC 7517, section 5](https://www.rfc-editor.org/rfc/rfc7517#section-5)).
#[derive(Clone, Debug)]
pub struct KeySet(Vec<Map<String, Value>>);

#[derive(Deserialize)]
struct Json {
    keys: Vec<Map<String, Value>>,
}

impl KeySet {
    /// Reads the set.
    pub fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().map(|json: Json| Self(json.keys))
    }

    /// Returns the one key of that name for the algorithm; without a name the only key for it. Two
    /// that could be meant are none: nobody is believed by trying.
    pub(super) fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<DecodingKey> {
        let is_named = |key: &&Map<String, Value>| kid.is_none() || text(key, "kid") == kid;
        let mut fitting = self.0.iter().filter(is_named).filter(|key| is_for(key, algorithm));
        let (key, None) = (fitting.next()?, fitting.next()) else { return None };
        let (_, [first, second]) = algorithm.kind();
        let (first, second) = (text(key, first)?, text(key, second)?);
        match algorithm {
            Algorithm::Es256 => DecodingKey::from_ec_components(first, second).ok(),
            Algorithm::Rs256 => DecodingKey::from_rsa_components(first, second).ok(),
        }
    }
}

/// Tells whether a key is of the algorithm's kind and not meant for something else.
fn is_for(key: &Map<String, Value>, algorithm: Algorithm) -> bool {
    let (kind, _) = algorithm.kind();
    let on_curve = algorithm == Algorithm::Rs256 || text(key, "crv") == Some("P-256");
    let is_or_absent =
        |name, wanted| key.get(name).is_none_or(|value| value.as_str() == Some(wanted));
    let may_verify = key.get("key_ops").is_none_or(|operations| {
        operations.as_array().is_some_and(|list| list.iter().any(|one| one == "verify"))
    });
    text(key, "kty") == Some(kind)
        && on_curve
        && is_or_absent("use", "sig")
        && is_or_absent("alg", algorithm.name())
        && may_verify
}

fn text<'a>(key: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    key.get(name).and_then(Value::as_str)
}
