//! What `vouch` and its key helper say to each other (`docs/reference/key-helper.md`).

mod refusal;
mod request;
mod slot_choice;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::jose::Jwk;

pub use refusal::KeyRefusal;
pub use request::{Answer, Hello, ManagementKeyRequest, Request, Signed, Veiled};
pub use slot_choice::{UsedSlot, choose_slot};

/// The version of the protocol; the helper's hello names it.
pub const PROTOCOL: u32 = 1;

/// The longest line that either side sends, its end included, in bytes.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Whether a PIN can be one: the card takes 6 to 8 bytes, and counts a try for others.
pub fn pin_fits(pin: &[u8]) -> bool {
    (6..=8).contains(&pin.len())
}

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
