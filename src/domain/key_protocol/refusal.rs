//! What a key says that doesn't do what it was asked.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Slot;

/// What a key that doesn't do what it was asked may say; the `error` codes of the protocol.
#[derive(Clone, Debug, Deserialize, Eq, Error, PartialEq, Serialize)]
#[serde(tag = "error", rename_all = "snake_case")]
pub enum KeyRefusal {
    /// The smart card service doesn't run.
    #[error("the smart card service is not running")]
    NoService,
    /// The smart card service ended while the key was being used.
    #[error("the smart card service ended meanwhile")]
    ServiceEnded,
    /// The smart card service doesn't serve this session (polkit).
    #[error("the smart card service refuses this session")]
    Denied,
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
    #[error("wrong PIN ({})", tries(*tries_left))]
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

/// Counts tries in words.
fn tries(left: u8) -> String {
    match left {
        1 => "1 try left".into(),
        left => format!("{left} tries left"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_counted_as_people_count() {
        for (tries_left, words) in [(1, "wrong PIN (1 try left)"), (2, "wrong PIN (2 tries left)")]
        {
            assert_eq!(KeyRefusal::WrongPin { tries_left }.to_string(), words);
        }
    }

    /// Every code with its members, as it goes over the pipe.
    #[test]
    fn every_code_is_spelt_as_the_protocol_says() {
        let slot: Slot = "8a".parse().unwrap();
        let reason = || "why".to_owned();
        for (refusal, json) in [
            (KeyRefusal::NoService, r#"{"error":"no_service"}"#),
            (KeyRefusal::ServiceEnded, r#"{"error":"service_ended"}"#),
            (KeyRefusal::Denied, r#"{"error":"denied"}"#),
            (KeyRefusal::Absent, r#"{"error":"absent"}"#),
            (KeyRefusal::OtherKey { serial: 7 }, r#"{"error":"other_key","serial":7}"#),
            (KeyRefusal::Busy, r#"{"error":"busy"}"#),
            (KeyRefusal::Removed, r#"{"error":"removed"}"#),
            (KeyRefusal::WrongPin { tries_left: 2 }, r#"{"error":"wrong_pin","tries_left":2}"#),
            (KeyRefusal::PinBlocked, r#"{"error":"pin_blocked"}"#),
            (KeyRefusal::PinLength, r#"{"error":"pin_length"}"#),
            (KeyRefusal::TouchMissed, r#"{"error":"touch_missed"}"#),
            (KeyRefusal::SlotUsed { slot }, r#"{"error":"slot_used","slot":"8a"}"#),
            (KeyRefusal::NoFreeSlot, r#"{"error":"no_free_slot"}"#),
            (KeyRefusal::SlotEmpty { slot }, r#"{"error":"slot_empty","slot":"8a"}"#),
            (KeyRefusal::WrongManagementKey, r#"{"error":"wrong_management_key"}"#),
            (
                KeyRefusal::OldFirmware { firmware: "4.2.0".into() },
                r#"{"error":"old_firmware","firmware":"4.2.0"}"#,
            ),
            (
                KeyRefusal::BadRequest { reason: reason() },
                r#"{"error":"bad_request","reason":"why"}"#,
            ),
            (KeyRefusal::Failed { reason: reason() }, r#"{"error":"failed","reason":"why"}"#),
        ] {
            assert_eq!(serde_json::to_string(&refusal).unwrap(), json);
            assert_eq!(serde_json::from_str::<KeyRefusal>(json).unwrap(), refusal);
        }
    }
}
