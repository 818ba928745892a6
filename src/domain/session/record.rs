//! What may be told about logins without opening the keyring: the state file `sessions.json`.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::issuer_url::{IssuerUrl, IssuerUrlError};
use crate::domain::jose::KeyId;
use crate::domain::openid::{ClientId, PersonName};
use crate::domain::subject::{Subject, SubjectError};

/// Names a login on this laptop; no secret. 22 characters of base64url: 128 random bits, drawn at
/// the login.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct SessionId(String);

/// A text that names no session.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a session id is 22 characters of base64url")]
pub struct SessionIdError;

impl SessionId {
    /// Returns the name made of 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of the keyring item that holds the session.
    pub fn item_name(&self) -> String {
        format!("vouch:session:{}", self.0)
    }
}

impl FromStr for SessionId {
    type Err = SessionIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.len() == 22
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if fits { Ok(Self(text.into())) } else { Err(SessionIdError) }
    }
}

impl TryFrom<String> for SessionId {
    type Error = SessionIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Who is logged in, and by which way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Login {
    /// With a key, at an issuer of ours.
    Key {
        /// Who.
        subject: Subject,
        /// With which key.
        key_id: KeyId,
    },
    /// At another OpenID provider.
    Provider {
        /// Who, in the provider's own words: its `sub`.
        subject: String,
        /// As which client of the provider.
        client_id: ClientId,
        /// What the person is called here and at AWS.
        name: PersonName,
    },
}

impl Login {
    /// Returns what the person is called: on terminals, and as the STS session name.
    pub fn name(&self) -> &str {
        match self {
            Self::Key { subject, .. } => subject.as_str(),
            Self::Provider { name, .. } => name.as_str(),
        }
    }
}

/// What the laptop knows of a login without opening a keyring. Holds no secret.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "Json", into = "Json")]
pub struct SessionRecord {
    /// Who issued it.
    pub issuer: IssuerUrl,
    /// Which login it is.
    pub session_id: SessionId,
    /// Who is logged in, and how.
    pub login: Login,
    /// When it ends, by this machine's clock.
    pub expires_at: DateTime<Utc>,
    /// Which keyring holds it, in the words of `VOUCH_KEYRING`.
    pub keyring: String,
    /// When the key was touched, or who is logged in showed to be there, by this machine's clock; `None` where an older version of vouch
    /// wrote the record.
    pub auth_time: Option<DateTime<Utc>>,
}

/// The record in the file: flat, so that reading it is cheap.
#[derive(Deserialize, Serialize)]
struct Json {
    issuer: String,
    session_id: SessionId,
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key_id: Option<KeyId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<PersonName>,
    expires_at: DateTime<Utc>,
    keyring: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_time: Option<DateTime<Utc>>,
}

/// A record that is of neither kind.
#[derive(Debug, Error)]
enum RecordError {
    #[error(transparent)]
    Issuer(#[from] IssuerUrlError),
    #[error("a session is with a key, or as a client of a provider")]
    Login,
    #[error(transparent)]
    Subject(#[from] SubjectError),
}

impl TryFrom<Json> for SessionRecord {
    type Error = RecordError;

    fn try_from(json: Json) -> Result<Self, Self::Error> {
        let Json {
            issuer,
            session_id,
            subject,
            key_id,
            client_id,
            name,
            expires_at,
            keyring,
            auth_time,
        } = json;
        let (issuer, login) = match (key_id, client_id, name) {
            (Some(key_id), None, None) => {
                (issuer.parse()?, Login::Key { subject: subject.parse()?, key_id })
            }
            (None, Some(client_id), Some(name)) => {
                let login = Login::Provider { subject, client_id, name };
                (IssuerUrl::of_any_provider(&issuer)?, login)
            }
            _ => return Err(RecordError::Login),
        };
        Ok(Self { issuer, session_id, login, expires_at, keyring, auth_time })
    }
}

impl From<SessionRecord> for Json {
    fn from(record: SessionRecord) -> Self {
        let SessionRecord { issuer, session_id, login, expires_at, keyring, auth_time } = record;
        let (subject, key_id, client_id, name) = match login {
            Login::Key { subject, key_id } => (subject.into(), Some(key_id), None, None),
            Login::Provider { subject, client_id, name } => {
                (subject, None, Some(client_id), Some(name))
            }
        };
        let issuer = issuer.into();
        Self {
            issuer,
            session_id,
            subject,
            key_id,
            client_id,
            name,
            expires_at,
            keyring,
            auth_time,
        }
    }
}

impl SessionRecord {
    /// Tells whether the session is still good, as far as this machine's clock can tell.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at
    }

    /// Tells whether the key was touched so many seconds ago at most; `None` where that isn't known.
    ///
    /// A clock that was set back tells no age, so a touch that lies as far ahead is as old.
    pub fn touched_within(&self, seconds: u64, now: DateTime<Utc>) -> Option<bool> {
        self.auth_time.map(|touched| (now - touched).num_seconds().unsigned_abs() <= seconds)
    }

    /// Returns how long it is still good; zero when it is over.
    pub fn remaining(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.expires_at - now).max(TimeDelta::zero())
    }
}

/// The state file `sessions.json`: one session for each issuer, the latest login first.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SessionRecords {
    /// The sessions.
    #[serde(default)]
    pub sessions: Vec<SessionRecord>,
}

impl SessionRecords {
    /// Returns the session of the issuer or, where none is named, the latest login.
    pub fn find(&self, issuer: Option<&str>) -> Option<&SessionRecord> {
        self.sessions.iter().find(|record| issuer.is_none_or(|url| record.issuer.as_str() == url))
    }

    /// Puts the session first, in place of an older one of the same issuer, which is returned.
    pub fn insert(&mut self, record: SessionRecord) -> Option<SessionRecord> {
        let older = self.remove(&record.issuer);
        self.sessions.insert(0, record);
        older
    }

    /// Forgets the session of the issuer and returns it.
    pub fn remove(&mut self, issuer: &IssuerUrl) -> Option<SessionRecord> {
        let index = self.sessions.iter().position(|record| record.issuer == *issuer)?;
        Some(self.sessions.remove(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"{"sessions":[{"issuer":"https://vouch.example.com","session_id":"AAAAAAAAAAAAAAAAAAAAAA","subject":"alice@example.com","key_id":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U","expires_at":"2026-01-01T16:00:00Z","keyring":"secret-service"}]}"#;

    fn records() -> SessionRecords {
        serde_json::from_str(FILE).unwrap()
    }

    #[test]
    fn the_file_reads_and_writes_as_it_stands() {
        assert_eq!(serde_json::to_string(&records()).unwrap(), FILE);
    }

    #[test]
    fn a_session_at_another_provider_has_its_own_words_in_it() {
        let file = FILE
            .replace("vouch.example.com", "team.auth0.com/")
            .replace("\"subject\":\"alice@example.com\"", "\"subject\":\"auth0|Alice \u{e9}\"")
            .replace(
                "\"key_id\":\"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U\"",
                "\"client_id\":\"vouch\",\"name\":\"alice@example.com\"",
            );
        let records: SessionRecords = serde_json::from_str(&file).unwrap();
        assert_eq!(records.sessions[0].login.name(), "alice@example.com");
        assert_eq!(serde_json::to_string(&records).unwrap(), file);
    }

    #[test]
    fn a_record_of_both_kinds_or_of_none_is_refused() {
        let without_key = FILE.replace("\"key_id\"", "\"other\"");
        let with_both =
            FILE.replace("\"key_id\"", "\"client_id\":\"c\",\"name\":\"ab\",\"key_id\"");
        let nameless = FILE.replace("key_id", "client_id");
        let slash = FILE.replace("vouch.example.com", "vouch.example.com/");
        for file in [without_key, with_both, nameless, slash] {
            assert!(serde_json::from_str::<SessionRecords>(&file).is_err(), "{file}");
        }
    }

    #[test]
    fn a_session_ends_at_its_hour() {
        let record = records().sessions.remove(0);
        assert!(record.is_live("2026-01-01T15:59:59Z".parse().unwrap()));
        assert!(!record.is_live("2026-01-01T16:00:00Z".parse().unwrap()));
        assert_eq!(record.remaining("2026-01-02T00:00:00Z".parse().unwrap()), TimeDelta::zero());
    }

    #[test]
    fn a_touch_is_as_old_as_the_clock_says_in_either_direction() {
        let mut record = records().sessions.remove(0);
        let now = "2026-01-01T09:00:00Z".parse().unwrap();
        assert_eq!(record.touched_within(900, now), None);
        for (touched, expected) in [
            ("2026-01-01T09:00:00Z", true),
            ("2026-01-01T08:45:00Z", true),
            ("2026-01-01T08:44:59Z", false),
            ("2026-01-01T09:00:10Z", true),
            ("2026-01-01T10:00:00Z", false),
        ] {
            record.auth_time = Some(touched.parse().unwrap());
            assert_eq!(record.touched_within(900, now), Some(expected), "{touched}");
        }
        let text = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<SessionRecord>(&text).unwrap(), record);
    }

    #[test]
    fn a_login_takes_the_place_of_the_older_one() {
        let mut records = records();
        let mut newer = records.sessions[0].clone();
        newer.session_id = "BBBBBBBBBBBBBBBBBBBBBB".parse().unwrap();
        let older = records.insert(newer.clone()).unwrap();
        assert_eq!(older.session_id.as_str(), "AAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(records.sessions, [newer.clone()]);
        assert_eq!(records.find(Some(newer.issuer.as_str())), Some(&newer));
        assert_eq!(records.find(Some("https://other.example.com")), None);
        assert_eq!(records.find(None), Some(&newer));
    }

    #[test]
    fn a_drawn_id_is_one() {
        let id = SessionId::from_random([0xff; 16]);
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn refuses_what_names_no_session() {
        for text in ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAA/", "../../../../../../../x"] {
            assert!(text.parse::<SessionId>().is_err(), "{text}");
        }
    }
}
