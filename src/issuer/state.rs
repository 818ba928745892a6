//! What every endpoint is given.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::limit::Left;
use crate::adapters::clock::Clock;
use crate::adapters::database::Database;
use crate::adapters::random::{self, Random};
use crate::adapters::signing_key::SigningKeys;
use crate::domain::attestation::Roots;
use crate::domain::challenge::ChallengeSecret;
use crate::domain::issuer_config::IssuerConfig;

/// Everything the issuer has, shared by all requests.
pub struct State {
    /// What the administrator wrote.
    pub config: IssuerConfig,
    /// How often each may still ask.
    pub left: Left,
    /// The storage.
    pub database: Database,
    /// The signing keys.
    pub signing_keys: SigningKeys,
    /// What makes challenges ours. A restart voids those that are open.
    pub challenge_secret: ChallengeSecret,
    /// What attestations may lead to; nothing can be attested without.
    pub roots: Option<Roots>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
}

impl State {
    /// Returns the time now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Draws an array of random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        random::bytes(&*self.random)
    }
}
