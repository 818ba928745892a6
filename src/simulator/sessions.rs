//! The sessions that were handed out.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::domain::sts::Assumed;

/// Sessions by access key id.
#[derive(Default)]
pub(super) struct Sessions(HashMap<String, Assumed>);

/// Why credentials aren't good.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum SessionFault {
    Expired,
    Unknown,
}

impl Sessions {
    /// Remembers a session.
    pub(super) fn remember(&mut self, assumed: Assumed) {
        self.0.insert(assumed.credentials.access_key_id.clone(), assumed);
    }

    /// Returns the session of the access key, if the token is its own and it hasn't ended.
    pub(super) fn find(
        &self,
        access_key_id: &str,
        session_token: &str,
        now: DateTime<Utc>,
    ) -> Result<&Assumed, SessionFault> {
        let assumed = self.0.get(access_key_id).ok_or(SessionFault::Unknown)?;
        if assumed.credentials.session_token.expose() != session_token {
            Err(SessionFault::Unknown)
        } else if assumed.credentials.expiration <= now {
            Err(SessionFault::Expired)
        } else {
            Ok(assumed)
        }
    }
}
