//! The keys that calls are signed with, and the sessions that were handed out.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::secret::Secret;
use crate::domain::sts::{AccessKey, Caller, Credentials};

/// What calls are signed with, and who then calls.
#[derive(Clone, Debug)]
pub(super) struct Key {
    secret: Secret,
    /// None for a key that doesn't end.
    session: Option<(Secret, DateTime<Utc>)>,
    caller: Caller,
}

impl Key {
    /// Returns what calls are signed with.
    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// Returns what each call must bring along.
    pub(super) fn session_token(&self) -> Option<&str> {
        self.session.as_ref().map(|(token, _)| token.expose())
    }

    /// Tells whether the session is over.
    pub(super) fn has_ended(&self, now: DateTime<Utc>) -> bool {
        self.session.as_ref().is_some_and(|(_, end)| *end <= now)
    }

    /// Returns who calls.
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }
}

impl From<&AccessKey> for Key {
    fn from(key: &AccessKey) -> Self {
        Self { secret: key.secret().clone(), session: None, caller: key.caller().clone() }
    }
}

/// Sessions by access key id.
#[derive(Default)]
pub(super) struct Sessions(HashMap<String, Key>);

impl Sessions {
    /// Remembers whose the credentials are.
    pub(super) fn remember(&mut self, credentials: &Credentials, caller: Caller) {
        let Credentials { access_key_id, secret_access_key, session_token, expiration } =
            credentials;
        let session = Some((session_token.clone(), *expiration));
        let key = Key { secret: secret_access_key.clone(), session, caller };
        self.0.insert(access_key_id.clone(), key);
    }

    /// Returns the session of the access key, also one that has ended.
    pub(super) fn find(&self, access_key_id: &str) -> Option<&Key> {
        self.0.get(access_key_id)
    }
}
