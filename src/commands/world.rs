//! Everything outside the program, in one value without logic.

use std::sync::Arc;

use crate::adapters::clock::Clock;
use crate::adapters::environment::Environment;
use crate::adapters::http::Network;
use crate::adapters::prompt::Prompt;
use crate::adapters::random::Random;
use crate::adapters::secret_store::SecretStore;
use crate::adapters::security_key::SecurityKeys;

use super::output::Output;

/// What a command may touch. Each field is opened by its first use, not when the world is made.
pub struct World {
    /// Variables and places.
    pub environment: Environment,
    /// Issuer and STS.
    pub network: Network,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// The person.
    pub prompt: Box<dyn Prompt>,
    /// The YubiKeys.
    pub security_keys: Box<dyn SecurityKeys>,
    /// The keyring that holds sessions and software keys.
    pub sessions: Box<dyn SecretStore>,
    /// The keyring that holds cached AWS credentials.
    pub cache: Box<dyn SecretStore>,
    /// stdout and stderr.
    pub output: Output,
    /// The issuer that is named: its URL, or what was typed where that is no known one's name.
    pub issuer: Option<String>,
    /// Who names it.
    pub issuer_of: Naming,
}

/// Who names an issuer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Naming {
    /// The person, by `--issuer`.
    Argument,
    /// `VOUCH_ISSUER`, or nobody.
    Environment,
}
