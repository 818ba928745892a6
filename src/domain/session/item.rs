//! The keyring item of a session.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::record::SessionId;
use crate::domain::dpop::{SessionKey, SessionKeyError};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::KeyId;
use crate::domain::secret::Secret;
use crate::domain::subject::Subject;

/// A session with its secrets, as the keyring holds it. It is sent to its own issuer alone.
#[derive(Debug)]
pub struct SessionItem {
    /// The issuer that gave it.
    pub issuer: IssuerUrl,
    /// Which session it is.
    pub session_id: SessionId,
    /// Who logged in.
    pub subject: Subject,
    /// With which key.
    pub key_id: KeyId,
    /// The session itself, opaque.
    pub refresh_token: Secret,
    /// The key that the session is bound to.
    pub session_key: SessionKey,
    /// When it ends, by this machine's clock.
    pub expires_at: DateTime<Utc>,
    /// When the key was touched, by this machine's clock.
    pub auth_time: DateTime<Utc>,
}

/// A keyring item that is no session.
#[derive(Debug, Error)]
pub enum ItemError {
    /// The private key in it is none.
    #[error(transparent)]
    Key(#[from] SessionKeyError),
    /// It is not the JSON that we write. The parser's own words could quote a secret, so they are
    /// reduced to the place.
    #[error("not the JSON of a session (line {line}, column {column})")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
}

#[derive(Deserialize, Serialize)]
struct Json<Text> {
    issuer: IssuerUrl,
    session_id: SessionId,
    subject: Subject,
    key_id: KeyId,
    refresh_token: Text,
    session_key: Text,
    expires_at: DateTime<Utc>,
    auth_time: DateTime<Utc>,
}

impl SessionItem {
    /// Reads the item's JSON; members that we don't know are ignored.
    pub fn parse(secret: &Secret) -> Result<Self, ItemError> {
        let json: Json<Secret> = serde_json::from_str(secret.expose())
            .map_err(|error| ItemError::NotJson { line: error.line(), column: error.column() })?;
        Ok(Self {
            issuer: json.issuer,
            session_id: json.session_id,
            subject: json.subject,
            key_id: json.key_id,
            refresh_token: json.refresh_token,
            session_key: SessionKey::from_secret(&json.session_key)?,
            expires_at: json.expires_at,
            auth_time: json.auth_time,
        })
    }

    /// Returns the item's JSON.
    pub fn to_secret(&self) -> Secret {
        let session_key = self.session_key.to_secret();
        let json = Json {
            issuer: self.issuer.clone(),
            session_id: self.session_id.clone(),
            subject: self.subject.clone(),
            key_id: self.key_id.clone(),
            refresh_token: self.refresh_token.expose(),
            session_key: session_key.expose(),
            expires_at: self.expires_at,
            auth_time: self.auth_time,
        };
        Secret::new(serde_json::to_string(&json).expect("a plain structure serialises"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"issuer":"https://vouch.example.com","session_id":"AAAAAAAAAAAAAAAAAAAAAA","subject":"alice@example.com","key_id":"oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U","refresh_token":"rt-hunter2","session_key":"BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc","expires_at":"2026-01-01T16:00:00Z","auth_time":"2026-01-01T08:00:00Z"}"#;

    #[test]
    fn is_this_json_both_ways() {
        let item = SessionItem::parse(&Secret::new(JSON)).unwrap();
        assert_eq!(item.to_secret().expose(), JSON);
        assert_eq!(item.session_id.item_name(), "vouch:session:AAAAAAAAAAAAAAAAAAAAAA");
    }

    #[test]
    fn a_later_version_may_add_members() {
        let json = JSON.replacen('{', r#"{"later":1,"#, 1);
        assert!(SessionItem::parse(&Secret::new(json)).is_ok());
    }

    #[test]
    fn a_corrupt_item_is_not_quoted() {
        for json in [
            JSON.replace("\"rt-hunter2\"", "[\"rt-hunter2\"]"),
            JSON.replace("BwcH", "Bw!H"),
            JSON[..JSON.len() - 1].into(),
        ] {
            let error = SessionItem::parse(&Secret::new(json)).unwrap_err();
            let words = format!("{error} {error:?}");
            assert!(!words.contains("hunter2") && !words.contains("BwcH"), "{words}");
        }
    }

    #[test]
    fn no_formatter_shows_its_secrets() {
        let item = SessionItem::parse(&Secret::new(JSON)).unwrap();
        let words = format!("{item:?}");
        assert!(!words.contains("hunter2") && !words.contains("BwcH"), "{words}");
    }
}
