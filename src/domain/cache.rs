//! The name of a cache item, and what stands in it: credentials and everything that they depend
//! on.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::aws_credentials::{AwsCredentials, Received};
use super::role_session::{ExternalId, SessionPolicy, SourceIdentity, Wishes};
use super::role_session_name::RoleSessionName;
use super::secret::Secret;

/// Every cache item's name begins so.
pub const PREFIX: &str = "vouch:1:";

/// Everything that decides which credentials STS gives. Two calls that differ in any of these
/// never share an item.
#[derive(Clone, Debug)]
pub struct Inputs<'a> {
    /// The kind of the token's source.
    pub source: &'a str,
    /// Who issues the token; empty where only the token itself says so.
    pub issuer: &'a str,
    /// The login: a new one begins with an empty cache. For a token that comes from elsewhere,
    /// what stands for one.
    pub login: &'a str,
    /// What is asked of the role's session, and of the way to it.
    pub wishes: Wishes<'a>,
    /// How many seconds ago the key may have been touched.
    pub max_auth_age: Option<u64>,
    /// The URL of STS.
    pub endpoint: &'a str,
    /// The region that the call is made for.
    pub region: &'a str,
    /// The audience of the token.
    pub audience: &'a str,
}

impl Inputs<'_> {
    /// Returns the list that is hashed into the name and repeated in the item.
    ///
    /// Each word has its name before it, in a fixed order; what isn't said has none.
    pub fn list(&self) -> CacheKey {
        let Self { source, issuer, login, wishes, max_auth_age, endpoint, region, audience } = self;
        let mut words = Words::default();
        words.add("source", source);
        words.add("issuer", issuer);
        words.add("login", login);
        words.add_wishes(wishes);
        words.all("max-auth-age", max_auth_age);
        words.add("endpoint", endpoint);
        words.add("region", region);
        words.add("audience", audience);
        CacheKey(words.0)
    }
}

#[derive(Default)]
struct Words(Vec<String>);

impl Words {
    fn add(&mut self, name: &str, value: impl fmt::Display) {
        self.0.push(format!("{name}={value}"));
    }

    fn all(&mut self, name: &str, values: impl IntoIterator<Item = impl fmt::Display>) {
        values.into_iter().for_each(|value| self.add(name, value));
    }

    fn add_wishes(&mut self, wishes: &Wishes<'_>) {
        let Wishes {
            role,
            via,
            usual_name,
            session_name,
            external_id,
            tags,
            transitive_tags,
            source_identity,
            policy,
            policy_arns,
            duration,
        } = wishes;
        self.add("role", role);
        self.all("via", *via);
        self.all("duration", duration);
        self.add("session-name", usual_name);
        self.all("last-session-name", session_name.map(RoleSessionName::as_str));
        self.all("external-id", external_id.map(ExternalId::as_str));
        self.all("tag", *tags);
        self.all("transitive-tag", *transitive_tags);
        self.all("source-identity", source_identity.map(SourceIdentity::as_str));
        self.all("policy", policy.map(SessionPolicy::as_str));
        self.all("policy-arn", *policy_arns);
    }
}

/// The inputs, each with its name, in a fixed order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CacheKey(Vec<String>);

impl CacheKey {
    /// Returns the item's name: [`PREFIX`] and the SHA-256 of the list in hexadecimal digits.
    ///
    /// Each input goes in with its length before it (8 bytes, most significant first), so that no
    /// two lists run together into the same bytes.
    pub fn item_name(&self) -> String {
        let mut hash = Sha256::new();
        for input in &self.0 {
            hash.update((input.len() as u64).to_be_bytes());
            hash.update(input);
        }
        let digits = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        format!("{PREFIX}{digits}")
    }

    /// Returns the item to write.
    pub fn item(&self, credentials: &AwsCredentials) -> Secret {
        let item = Item {
            inputs: self.0.clone(),
            access_key_id: credentials.access_key_id.clone(),
            secret_access_key: credentials.secret_access_key.expose(),
            session_token: credentials.session_token.expose(),
            expiration: credentials.expiration.timestamp(),
            account_id: credentials.account_id.clone(),
            received_here: credentials.received.here.timestamp(),
            received_at_sts: credentials.received.at_sts.timestamp(),
        };
        Secret::new(serde_json::to_string(&item).expect("a structure of texts serialises"))
    }

    /// Returns the credentials of an item that was read under this key's name.
    pub fn open(&self, item: &Secret) -> Result<AwsCredentials, CacheItemError> {
        let item: Item<Secret> = serde_json::from_str(item.expose())
            .map_err(|error| CacheItemError::NotJson { column: error.column() })?;
        if item.inputs != self.0 {
            return Err(CacheItemError::OtherInputs);
        }
        let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(CacheItemError::NoTime);
        Ok(AwsCredentials {
            access_key_id: item.access_key_id,
            secret_access_key: item.secret_access_key,
            session_token: item.session_token,
            expiration: time(item.expiration)?,
            account_id: item.account_id,
            received: Received {
                here: time(item.received_here)?,
                at_sts: time(item.received_at_sts)?,
            },
        })
    }

    /// Returns when the keyring may forget the item, by this machine's clock.
    pub fn forget_at(credentials: &AwsCredentials) -> DateTime<Utc> {
        let lifetime = credentials.expiration - credentials.received.at_sts;
        credentials.received.here + lifetime
    }
}

/// An item that is not what the name promises.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CacheItemError {
    /// A number in it is no time.
    #[error("a time in it is out of range")]
    NoTime,
    /// It is not the JSON that we write. The parser's own words could quote a secret.
    #[error("not the JSON of a cache item (column {column})")]
    NotJson {
        /// The column, from 1.
        column: usize,
    },
    /// It belongs to other inputs.
    #[error("it belongs to another request")]
    OtherInputs,
}

#[derive(Deserialize, Serialize)]
struct Item<Text> {
    inputs: Vec<String>,
    access_key_id: String,
    secret_access_key: Text,
    session_token: Text,
    expiration: i64,
    account_id: String,
    received_here: i64,
    received_at_sts: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the key of a request in which the input of that number is another.
    fn key(changed: usize) -> CacheKey {
        let pick = |number, one, other| if number == changed { other } else { one };
        let role = pick(3, "arn:aws:iam::123456789012:role/A", "arn:aws:iam::123456789012:role/B");
        let role = role.parse().unwrap();
        let name = pick(5, "alice@example.com", "bob@example.com");
        let duration = (changed == 4).then_some(3601);
        Inputs {
            source: pick(10, "session", "file"),
            issuer: pick(1, "https://vouch.example.com", "https://b.example.com"),
            login: pick(2, "AAAAAAAAAAAAAAAAAAAAAA", "BBBBBBBBBBBBBBBBBBBBBB"),
            // The other wishes: `commands::credential::aws::call`.
            wishes: Wishes { duration, ..Wishes::of(&role, name) },
            max_auth_age: (changed == 9).then_some(900),
            endpoint: pick(6, "https://sts.us-east-1.amazonaws.com", "http://127.0.0.1:1"),
            region: pick(7, "us-east-1", "us-east-2"),
            audience: pick(8, "vouch.example.com", "b.example.com"),
        }
        .list()
    }

    fn credentials() -> AwsCredentials {
        AwsCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("hunter2"),
            session_token: Secret::new("hunter3"),
            expiration: "2026-01-01T08:00:00Z".parse().unwrap(),
            account_id: "123456789012".into(),
            received: Received {
                here: "2026-01-01T05:00:00Z".parse().unwrap(),
                at_sts: "2026-01-01T07:00:00Z".parse().unwrap(),
            },
        }
    }

    #[test]
    fn the_name_is_a_hash_of_lengths_and_inputs() {
        let key = CacheKey(vec!["a=b".into(), "c=".into()]);
        // printf '\0\0\0\0\0\0\0\3a=b\0\0\0\0\0\0\0\2c=' | sha256sum
        assert_eq!(
            key.item_name(),
            "vouch:1:8c0a6d248fdd2d17ca3b864f11ed285a5f0fab25294bafc08e8bd7565d2017cd"
        );
    }

    #[test]
    fn every_input_makes_another_name() {
        let mut names: Vec<String> = (0..=10).map(|changed| key(changed).item_name()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 11);
    }

    #[test]
    fn what_was_put_in_comes_out() {
        let opened = key(0).open(&key(0).item(&credentials())).unwrap();
        let before = credentials();
        assert_eq!(opened.secret_access_key.expose(), "hunter2");
        assert_eq!(opened.session_token.expose(), "hunter3");
        assert_eq!(
            (opened.access_key_id, opened.account_id, opened.expiration, opened.received),
            (before.access_key_id, before.account_id, before.expiration, before.received)
        );
    }

    #[test]
    fn an_item_of_another_request_is_refused() {
        let item = key(0).item(&credentials());
        for other in 1..=10 {
            assert_eq!(key(other).open(&item).unwrap_err(), CacheItemError::OtherInputs);
        }
    }

    #[test]
    fn a_corrupt_item_is_refused_and_not_quoted() {
        let whole = key(0).item(&credentials());
        for text in [
            "",
            "{}",
            &whole.expose()[1..],
            &whole.expose().replace("\"hunter2\"", "[\"hunter2\"]"),
            &whole.expose().replace("1767254400", "999999999999999"),
        ] {
            let error = key(0).open(&Secret::new(text)).unwrap_err();
            let words = format!("{error} {error:?}");
            assert!(!words.contains("hunter"), "{words}");
        }
    }

    #[test]
    fn the_keyring_forgets_by_its_own_clock() {
        let time = CacheKey::forget_at(&credentials());
        assert_eq!(time, "2026-01-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap());
    }
}
