//! The keys that sign: YubiKeys through the key helper, and the software key.

pub mod key_helper;
pub mod software;

use std::process::ExitStatus;
use std::time::Duration;

use thiserror::Error;

use crate::domain::key_protocol::{Device, Generated, KeyRefusal, ManagementKey, Slot, SlotKey};
use crate::domain::secret::Secret;

pub use crate::domain::key_protocol::UsedSlot;
pub use key_helper::KeyHelper;

/// How long a silent card is left alone before the person is told what is being waited for.
pub const SILENCE: Duration = Duration::from_secs(2);

/// The YubiKeys that are plugged in.
pub trait SecurityKeys {
    /// Returns all that are plugged in, none included.
    fn list(&mut self) -> Result<Vec<Device>, SecurityKeyError> {
        self.list_telling(&mut || {})
    }

    /// Returns all that are plugged in, none included. Calls `silent` once when nothing was heard
    /// for [`SILENCE`]: a key that blinks for another program lets nobody else in.
    fn list_telling(&mut self, silent: &mut dyn FnMut()) -> Result<Vec<Device>, SecurityKeyError>;

    /// Returns the key in the slot, with its policies.
    fn inspect(&mut self, serial: u32, slot: Slot) -> Result<SlotKey, SecurityKeyError>;

    /// Makes a P-256 key, PIN and touch always, and returns it with its attestation.
    fn generate(&mut self, request: &Generate<'_>) -> Result<Generated, SecurityKeyError>;

    /// Signs the message (ES256: the SHA-256 of it) and returns `r || s`. Calls `silent` once
    /// when the card has said nothing for [`SILENCE`].
    fn sign(
        &mut self,
        request: &Sign<'_>,
        silent: &mut dyn FnMut(),
    ) -> Result<[u8; 64], SecurityKeyError>;

    /// Changes the PIN.
    fn change_pin(
        &mut self,
        serial: u32,
        pin: &Secret,
        new_pin: &Secret,
    ) -> Result<(), SecurityKeyError>;
}

/// What [`SecurityKeys::generate`] is asked.
#[derive(Debug)]
pub struct Generate<'a> {
    /// Which key.
    pub serial: u32,
    /// Where; the first free retired slot if `None`.
    pub slot: Option<Slot>,
    /// What to do with a slot that is in use.
    pub used_slot: UsedSlot,
    /// How the management key is known.
    pub management_key: &'a ManagementKey,
    /// The PIN, which a PIN-protected management key needs.
    pub pin: &'a Secret,
}

/// What [`SecurityKeys::sign`] is asked.
#[derive(Debug)]
pub struct Sign<'a> {
    /// Which key.
    pub serial: u32,
    /// Which slot.
    pub slot: Slot,
    /// The PIN, 6 to 8 bytes.
    pub pin: &'a Secret,
    /// What to sign, 32 KiB at most.
    pub message: &'a [u8],
    /// How long to wait for the touch (`login --timeout`). The card itself gives up after 15 s.
    pub timeout: Duration,
}

/// Why a security key didn't do what it was asked.
#[derive(Debug, Error)]
pub enum SecurityKeyError {
    /// The helper `vouch-piv` isn't where it should be.
    #[error("the key helper was not found ({looked})")]
    HelperMissing {
        /// Where it was looked for.
        looked: String,
    },
    /// The configured helper can't be trusted: somebody else may change it.
    #[error("the key helper {path} is not run: {reason}")]
    HelperUnsafe {
        /// Which file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The helper spoke nonsense, or nothing.
    #[error("the key helper failed: {0}")]
    HelperFailed(String),
    /// The helper ended before it answered: it was killed, or broke down.
    #[error("the key helper ended without an answer ({0})")]
    HelperEnded(ExitStatus),
    /// The system could not load the helper: the smart card library is missing.
    #[error("the key helper could not be loaded")]
    HelperNotLoaded,
    /// The helper is of another release.
    #[error(
        "the key helper {path} ({version}) speaks protocol {theirs}, but vouch {} speaks protocol {ours}",
        env!("CARGO_PKG_VERSION")
    )]
    HelperProtocol {
        /// Which file.
        path: String,
        /// The release that it says it is of.
        version: String,
        /// What it speaks.
        theirs: u32,
        /// What this program speaks.
        ours: u32,
    },
    /// The card or the service said no.
    #[error(transparent)]
    Refused(#[from] KeyRefusal),
}
