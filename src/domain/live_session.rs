//! Sessions on the issuer's side: how one begins with a presence, and what makes it live now.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::dpop::SessionKeyProof;
use super::jose::KeyId;
use super::person::{EnrolledKey, NotInForce, Person};
use super::presence::Presence;
use super::secret::Secret;
use super::wire::KeyKind;

/// How long a session lasts where the configuration says nothing.
pub const DEFAULT_LENGTH: TimeDelta = TimeDelta::hours(8);

/// Every session token begins with it, so that a scanner knows a leaked one.
const PREFIX: &str = "vouch_session_";

/// The session as the laptop holds it: opaque, 256 random bits. Stored as its hash alone.
#[derive(Clone)]
pub struct SessionToken(Secret);

/// A text that is no session token.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("the session token does not have the form of one")]
pub struct SessionTokenError;

impl SessionToken {
    /// Makes a token of 32 random bytes.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(Secret::new(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// Reads what a request presents.
    pub fn parse(text: &Secret) -> Result<Self, SessionTokenError> {
        let encoded = text.expose().strip_prefix(PREFIX).ok_or(SessionTokenError)?;
        match URL_SAFE_NO_PAD.decode(encoded) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.clone())),
            _ => Err(SessionTokenError),
        }
    }

    /// Returns the text for the wire.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// Returns `base64url(SHA-256(token))`, by which the database knows it.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose()))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SessionToken(…)")
    }
}

/// What the database keeps of a session that begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewSession {
    /// Of the session token.
    pub token_hash: String,
    /// The key that was touched.
    pub key: KeyId,
    /// The session key it is bound to.
    pub session_key: KeyId,
    /// When the key was touched.
    pub began_at: DateTime<Utc>,
    /// When it ends, whatever happens.
    pub ends_at: DateTime<Utc>,
}

/// A session as the database has it now, with its key and person as they are now.
#[derive(Clone, Debug)]
pub struct SessionRow {
    /// Of the session token.
    pub token_hash: String,
    /// The key that was touched, and whom it speaks for.
    pub key: EnrolledKey,
    /// The session key it is bound to.
    pub session_key: KeyId,
    /// When the key was touched.
    pub began_at: DateTime<Utc>,
    /// When it ends, whatever happens.
    pub ends_at: DateTime<Utc>,
    /// When it was revoked, if it was.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A session that lives at this moment. Every token is written from one.
///
/// There is no public constructor and no copy: one comes from a [`Presence`] ([`begin`]) or from a
/// row that was read and checked for this request ([`resume`]). It knows when that was, and tokens
/// count from then: a session that is held on to gives no later token.
#[derive(Debug)]
pub struct LiveSession {
    seen_at: DateTime<Utc>,
    began_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    key: KeyId,
    kind: KeyKind,
    person: Person,
}

impl LiveSession {
    /// Returns when it was found alive: the time of everything that is decided with it.
    pub fn seen_at(&self) -> DateTime<Utc> {
        self.seen_at
    }

    /// Returns when the key was touched, `auth_time`.
    pub fn began_at(&self) -> DateTime<Utc> {
        self.began_at
    }

    /// Returns when it ends.
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.ends_at
    }

    /// Returns how long ago the key was touched.
    pub fn age(&self) -> TimeDelta {
        self.seen_at - self.began_at
    }

    /// Returns how long it has left.
    pub fn left(&self) -> TimeDelta {
        self.ends_at - self.seen_at
    }

    /// Returns the key that was touched.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// Returns where that key lives.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns whose session it is.
    pub fn person(&self) -> &Person {
        &self.person
    }
}

/// Begins a session of this length. The presence is consumed: it begins one.
pub fn begin(
    presence: Presence,
    length: TimeDelta,
    token: &SessionToken,
) -> (LiveSession, NewSession) {
    let ends_at = presence.at() + length;
    let row = NewSession {
        token_hash: token.hash(),
        key: presence.key().clone(),
        session_key: presence.session_key().clone(),
        began_at: presence.at(),
        ends_at,
    };
    let session = LiveSession {
        seen_at: presence.at(),
        began_at: presence.at(),
        ends_at,
        key: presence.key().clone(),
        kind: presence.kind(),
        person: presence.person().clone(),
    };
    (session, row)
}

/// Why a session doesn't live; at the wire `invalid_grant`.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum SessionOver {
    /// Its time is over.
    #[error("the session has ended")]
    Ended,
    /// Its key or its person doesn't count any longer.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
    /// The row is another session's: a mistake in our own code.
    #[error("the session is another one")]
    OtherSession,
    /// The sender holds another session key: the token was copied.
    #[error("the session belongs to another session key")]
    OtherSessionKey,
    /// It was revoked.
    #[error("the session was revoked")]
    Revoked,
}

/// Returns the session, if it lives: its row was read for this request, it is bound to the sender's
/// session key, neither over nor revoked, and its key and person count.
pub fn resume(
    token: &SessionToken,
    row: &SessionRow,
    sender: &SessionKeyProof,
    now: DateTime<Utc>,
) -> Result<LiveSession, SessionOver> {
    if row.token_hash != token.hash() {
        return Err(SessionOver::OtherSession);
    }
    if row.session_key != *sender.jkt() {
        return Err(SessionOver::OtherSessionKey);
    }
    if row.revoked_at.is_some() {
        return Err(SessionOver::Revoked);
    }
    if now >= row.ends_at {
        return Err(SessionOver::Ended);
    }
    let person = row.key.in_force()?.clone();
    Ok(LiveSession {
        seen_at: now,
        began_at: row.began_at,
        ends_at: row.ends_at,
        key: row.key.id(),
        kind: row.key.kind,
        person,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dpop::SessionKey;
    use crate::domain::fixtures::{NOW, presence, sender, session_key, session_row, session_token};
    use crate::domain::person::Standing;

    fn refusal(change: impl FnOnce(&mut SessionRow)) -> SessionOver {
        let mut row = session_row(KeyKind::Yubikey, TimeDelta::hours(1));
        change(&mut row);
        resume(&session_token(), &row, &sender(&session_key()), NOW).unwrap_err()
    }

    #[test]
    fn a_session_is_its_presence_and_no_more() {
        let (session, row) =
            begin(presence(KeyKind::Software, NOW), DEFAULT_LENGTH, &session_token());
        assert_eq!(
            (session.seen_at(), session.began_at(), session.age()),
            (NOW, NOW, TimeDelta::zero())
        );
        assert_eq!(session.ends_at(), NOW + TimeDelta::hours(8));
        assert_eq!(session.kind(), KeyKind::Software);
        assert_eq!(row.session_key, session_key().thumbprint());
        assert_eq!(row.token_hash, session_token().hash());
        assert_eq!((row.began_at, row.ends_at), (NOW, session.ends_at()));
    }

    #[test]
    fn a_session_lives_until_its_last_second() {
        let row = session_row(KeyKind::Yubikey, TimeDelta::zero());
        let check = |seconds| {
            let now = NOW + TimeDelta::hours(8) + TimeDelta::seconds(seconds);
            resume(&session_token(), &row, &sender(&session_key()), now).map(|it| it.left())
        };
        assert_eq!(check(-1).unwrap(), TimeDelta::seconds(1));
        assert_eq!(check(0).unwrap_err(), SessionOver::Ended);
    }

    #[test]
    fn revocation_removal_and_disabling_end_it_at_once() {
        assert_eq!(refusal(|row| row.revoked_at = Some(NOW)), SessionOver::Revoked);
        assert_eq!(refusal(|row| row.key.removed_at = Some(NOW)), NotInForce::KeyRemoved.into());
        assert_eq!(
            refusal(|row| row.key.person.standing = Standing::Disabled),
            NotInForce::PersonDisabled.into()
        );
    }

    #[test]
    fn a_copied_token_is_worth_nothing_without_the_session_key() {
        let row = session_row(KeyKind::Yubikey, TimeDelta::zero());
        let thief = sender(&SessionKey::from_random([66; 32]));
        let answer = resume(&session_token(), &row, &thief, NOW);
        assert_eq!(answer.unwrap_err(), SessionOver::OtherSessionKey);
    }

    #[test]
    fn another_sessions_row_is_refused() {
        assert_eq!(refusal(|row| row.token_hash = "other".into()), SessionOver::OtherSession);
    }

    #[test]
    fn a_token_has_one_form() {
        let token = session_token();
        assert_eq!(SessionToken::parse(token.secret()).unwrap().hash(), token.hash());
        let text = token.secret().expose();
        for other in ["", PREFIX, &text[1..], &format!("{text}A"), &text[..text.len() - 1]] {
            let parsed = SessionToken::parse(&Secret::new(other));
            assert_eq!(parsed.unwrap_err(), SessionTokenError, "{other}");
        }
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }
}
