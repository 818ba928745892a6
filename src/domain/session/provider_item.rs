//! The keyring item of a session at another OpenID provider.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{ItemError, SessionId};
use crate::domain::issuer_url::{self, IssuerUrl};
use crate::domain::openid::{ClientId, First, IdToken};
use crate::domain::secret::Secret;

/// How long a token must still be good to be shown to AWS: a call takes its time.
const MARGIN: TimeDelta = TimeDelta::minutes(1);

/// A session with its secrets, as the keyring holds it. They are sent to their own provider and, the
/// ID token, to AWS.
#[derive(Debug)]
pub struct ProviderItem {
    /// The provider that gave it.
    pub issuer: IssuerUrl,
    /// Which session it is.
    pub session_id: SessionId,
    /// As which client of the provider.
    pub client_id: ClientId,
    /// When the session ends, by this machine's clock.
    pub expires_at: DateTime<Utc>,
    first: First,
    id_token: Secret,
    id_token_ends_at: DateTime<Utc>,
    refresh_token: Option<Secret>,
}

/// What a login gave that was believed.
#[derive(Debug)]
pub struct Given {
    /// The token.
    pub id_token: IdToken,
    /// When it ends, by this machine's clock.
    pub id_token_ends_at: DateTime<Utc>,
    /// When the person logged in at the provider, by this machine's clock, where it says so.
    pub auth_time: Option<DateTime<Utc>>,
    /// What brings the next one.
    pub refresh_token: Option<Secret>,
}

#[derive(Deserialize, Serialize)]
struct Json<Text> {
    #[serde(deserialize_with = "issuer_url::of_any_provider")]
    issuer: IssuerUrl,
    session_id: SessionId,
    client_id: ClientId,
    expires_at: DateTime<Utc>,
    first: First,
    id_token: Text,
    id_token_ends_at: DateTime<Utc>,
    refresh_token: Option<Text>,
}

impl ProviderItem {
    /// Returns a new session of what a login gave.
    pub fn new(
        issuer: &IssuerUrl,
        client_id: &ClientId,
        session_id: SessionId,
        expires_at: DateTime<Utc>,
        given: Given,
    ) -> Self {
        Self {
            issuer: issuer.clone(),
            session_id,
            client_id: client_id.clone(),
            expires_at,
            first: given.id_token.first(),
            id_token: given.id_token.secret().clone(),
            id_token_ends_at: given.id_token_ends_at,
            refresh_token: given.refresh_token,
        }
    }

    /// Returns the session with what a refresh gave. A provider that gives no other refresh token
    /// leaves the one that it was asked with
    /// ([RFC 6749, section 6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
    pub fn refreshed(self, given: Given) -> Self {
        Self {
            id_token: given.id_token.secret().clone(),
            id_token_ends_at: given.id_token_ends_at,
            refresh_token: given.refresh_token.or(self.refresh_token),
            ..self
        }
    }

    /// Returns what later tokens may not change.
    pub fn first(&self) -> &First {
        &self.first
    }

    /// Returns the ID token, as long as AWS would take it.
    pub fn id_token(&self, now: DateTime<Utc>) -> Option<&Secret> {
        (now + MARGIN < self.id_token_ends_at).then_some(&self.id_token)
    }

    /// Returns what brings the next ID token.
    pub fn refresh_token(&self) -> Option<&Secret> {
        self.refresh_token.as_ref()
    }

    /// Reads the item's JSON; members that we don't know are ignored.
    pub fn parse(secret: &Secret) -> Result<Self, ItemError> {
        let json: Json<Secret> = serde_json::from_str(secret.expose())
            .map_err(|error| ItemError::NotJson { line: error.line(), column: error.column() })?;
        let Json {
            issuer,
            session_id,
            client_id,
            expires_at,
            first,
            id_token,
            id_token_ends_at,
            refresh_token,
        } = json;
        Ok(Self {
            issuer,
            session_id,
            client_id,
            expires_at,
            first,
            id_token,
            id_token_ends_at,
            refresh_token,
        })
    }

    /// Returns the item's JSON.
    pub fn to_secret(&self) -> Secret {
        let json = Json {
            issuer: self.issuer.clone(),
            session_id: self.session_id.clone(),
            client_id: self.client_id.clone(),
            expires_at: self.expires_at,
            first: self.first.clone(),
            id_token: self.id_token.expose(),
            id_token_ends_at: self.id_token_ends_at,
            refresh_token: self.refresh_token.as_ref().map(Secret::expose),
        };
        Secret::new(serde_json::to_string(&json).expect("a plain structure serialises"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"issuer":"https://team.auth0.com/","session_id":"AAAAAAAAAAAAAAAAAAAAAA","client_id":"vouch","expires_at":"2026-01-01T16:00:00Z","first":{"sub":"auth0|1","azp":null,"auth_time":1767254400,"nonce":"n"},"id_token":"a.hunter2.b","id_token_ends_at":"2026-01-01T09:00:00Z","refresh_token":"hunter3"}"#;

    #[test]
    fn is_this_json_both_ways() {
        let item = ProviderItem::parse(&Secret::new(JSON)).unwrap();
        assert_eq!(item.to_secret().expose(), JSON);
        let without = JSON.replace("\"hunter3\"", "null");
        let item = ProviderItem::parse(&Secret::new(&*without)).unwrap();
        assert_eq!(item.to_secret().expose(), without);
    }

    #[test]
    fn a_token_is_shown_until_a_minute_before_its_end() {
        let item = ProviderItem::parse(&Secret::new(JSON)).unwrap();
        for (now, is_shown) in [
            ("2026-01-01T08:58:59Z", true),
            ("2026-01-01T08:59:00Z", false),
            ("2026-01-01T10:00:00Z", false),
        ] {
            assert_eq!(item.id_token(now.parse().unwrap()).is_some(), is_shown, "{now}");
        }
    }

    #[test]
    fn neither_a_corrupt_item_nor_a_formatter_shows_its_secrets() {
        for json in [
            JSON.replace("\"hunter3\"", "[\"hunter3\"]"),
            JSON.replace("\"a.hunter2.b\"", "{\"hunter2\":1}"),
            JSON[..JSON.len() - 1].into(),
        ] {
            let error = ProviderItem::parse(&Secret::new(json)).unwrap_err();
            let words = format!("{error} {error:?}");
            assert!(!words.contains("hunter"), "{words}");
        }
        let words = format!("{:?}", ProviderItem::parse(&Secret::new(JSON)).unwrap());
        assert!(!words.contains("hunter"), "{words}");
    }
}
