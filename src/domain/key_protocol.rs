//! What `vouch` and its key helper say to each other (`docs/reference/key-helper.md`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::jose::Jwk;

/// The version of the protocol; the helper's hello names it.
pub const PROTOCOL: u32 = 1;

/// One of the twenty retired key management slots of a PIV card, 82 to 95 in hexadecimal.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slot(u8);

/// A text that names no retired slot.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a slot from 82 to 95")]
pub struct SlotError(String);

impl Slot {
    /// Returns all slots, lowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0x82..=0x95).map(Self)
    }

    /// Returns the slot's number on the card.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl FromStr for Slot {
    type Err = SlotError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match u8::from_str_radix(text, 16) {
            Ok(number @ 0x82..=0x95) if text.len() == 2 => Ok(Self(number)),
            _ => Err(SlotError(text.into())),
        }
    }
}

impl TryFrom<String> for Slot {
    type Error = SlotError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> Self {
        slot.to_string()
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02x}", self.0)
    }
}

/// A key that is plugged in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Device {
    /// The serial number printed on it.
    pub serial: u32,
    /// Its firmware, `5.7.4`.
    pub firmware: String,
    /// The reader's name.
    pub reader: String,
    /// How many wrong PINs it still takes; `None` where the firmware doesn't tell.
    pub pin_tries_left: Option<u8>,
    /// Whether the PIN is still the factory's; `None` where the firmware doesn't tell.
    pub pin_is_factory: Option<bool>,
    /// The slots that hold a key or a certificate.
    pub used_slots: Vec<Slot>,
}

/// A key in a slot.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SlotKey {
    /// Where it is.
    pub slot: Slot,
    /// Its public half.
    pub public_key: Jwk,
    /// When a PIN is needed.
    pub pin_policy: Policy,
    /// When a touch is needed.
    pub touch_policy: Policy,
}

/// When the card asks for a PIN or a touch.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Policy {
    /// For each use.
    Always,
    /// For a use that doesn't follow another closely.
    Cached,
    /// Never.
    Never,
    /// Once a session of the card.
    Once,
}

/// How the card's management key is known, which making a key needs.
#[derive(Clone, Debug)]
pub enum ManagementKey {
    /// It is the factory's.
    Factory,
    /// The person typed it: hexadecimal.
    Given(super::secret::Secret),
    /// The card keeps it behind the PIN.
    PinProtected,
}

/// A key that was made in the card.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Generated {
    /// Where it is.
    pub slot: Slot,
    /// Its public half.
    pub public_key: Jwk,
    /// DER certificates in base64: the attestation of the key, then the device's attestation
    /// certificate.
    pub attestation: Vec<String>,
}

/// What a key that doesn't do what it was asked may say; the `error` codes of the protocol.
#[derive(Clone, Debug, Deserialize, Eq, Error, PartialEq, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum KeyRefusal {
    /// The smart card service doesn't run.
    #[error("the smart card service is not running")]
    NoService,
    /// No key is plugged in.
    #[error("no YubiKey is plugged in")]
    Absent,
    /// The key with this serial isn't plugged in.
    #[error("the YubiKey {serial} is not plugged in")]
    OtherKey {
        /// The key that was asked for.
        serial: u32,
    },
    /// Another program holds the key.
    #[error("another program is using the YubiKey")]
    Busy,
    /// The key was pulled out while it was being used.
    #[error("the YubiKey was pulled out")]
    Removed,
    /// The PIN was wrong.
    #[error("wrong PIN ({tries_left} tries left)")]
    WrongPin {
        /// How many tries are left.
        tries_left: u8,
    },
    /// The PIN is blocked.
    #[error("the PIN is blocked")]
    PinBlocked,
    /// The PIN isn't 6 to 8 bytes; it wasn't sent to the card.
    #[error("a PIN is 6 to 8 characters")]
    PinLength,
    /// The key wasn't touched in time.
    #[error("the YubiKey was not touched in time")]
    TouchMissed,
    /// The slot holds a key or a certificate already.
    #[error("slot {slot} is in use")]
    SlotUsed {
        /// The slot.
        slot: Slot,
    },
    /// All twenty slots are in use.
    #[error("all slots from 82 to 95 are in use")]
    NoFreeSlot,
    /// The slot holds no key.
    #[error("slot {slot} holds no key")]
    SlotEmpty {
        /// The slot.
        slot: Slot,
    },
    /// The management key is another.
    #[error("the management key is not the right one")]
    WrongManagementKey,
    /// The firmware is too old for what was asked.
    #[error("firmware {firmware} can't do this")]
    OldFirmware {
        /// What the key has.
        firmware: String,
    },
    /// The helper was asked for something it doesn't know.
    #[error("the request was not understood: {reason}")]
    BadRequest {
        /// Why.
        reason: String,
    },
    /// Anything else that the card or the service said.
    #[error("the YubiKey failed: {reason}")]
    Failed {
        /// The words of the library.
        reason: String,
    },
}
