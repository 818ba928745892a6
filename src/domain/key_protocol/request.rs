//! The lines themselves: the helper's hello, a request, its answer.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{KeyRefusal, Slot, UsedSlot};

/// The helper's first line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hello {
    /// The helper's name, `vouch-piv`.
    pub hello: String,
    /// The version of the protocol that it speaks.
    pub protocol: u32,
    /// The version of the helper.
    pub version: String,
}

/// What the helper is asked. A member that it doesn't know could change the meaning, so it is
/// refused.
#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "request", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request<'a> {
    /// Which keys are plugged in? `[Device]`.
    List {},
    /// What is in the slot? `SlotKey`.
    Inspect {
        /// Which key.
        serial: u32,
        /// Which slot.
        slot: Slot,
    },
    /// Make a key. `Generated`.
    Generate {
        /// Which key.
        serial: u32,
        /// Where; the first free slot if `None`.
        slot: Option<Slot>,
        /// What to do with a slot that is in use.
        used_slot: UsedSlot,
        /// How the management key is known.
        #[serde(borrow)]
        management_key: ManagementKeyRequest<'a>,
        /// The PIN in base64.
        pin: Veiled<'a>,
    },
    /// Sign. [`Signed`].
    Sign {
        /// Which key.
        serial: u32,
        /// Which slot.
        slot: Slot,
        /// The PIN in base64.
        #[serde(borrow)]
        pin: Veiled<'a>,
        /// What to sign, in base64.
        message: &'a str,
    },
    /// Change the PIN. `null`.
    ChangePin {
        /// Which key.
        serial: u32,
        /// The PIN in base64.
        #[serde(borrow)]
        pin: Veiled<'a>,
        /// The new PIN in base64.
        new_pin: Veiled<'a>,
    },
}

/// [`super::ManagementKey`] on the wire.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ManagementKeyRequest<'a> {
    /// It is the factory's.
    Factory {},
    /// The person typed it.
    Given {
        /// In hexadecimal.
        #[serde(borrow)]
        hex: Veiled<'a>,
    },
    /// The card keeps it behind the PIN.
    PinProtected {},
}

/// A secret inside a line, which whoever holds the line wipes.
///
/// It borrows from the line: a text that JSON had to escape would have to be copied, so it is
/// refused. That is why PINs travel in base64.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Veiled<'a>(&'a str);

impl<'a> Veiled<'a> {
    /// Borrows the text.
    pub fn new(text: &'a str) -> Self {
        Self(text)
    }

    /// Returns the text itself.
    pub fn expose(&self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for Veiled<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Veiled(…)")
    }
}

/// What the helper answers: `{"answer": ...}` or `{"error": ...}`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Answer<T> {
    /// It was done.
    Done {
        /// What came of it.
        answer: T,
    },
    /// It was refused.
    Refused(KeyRefusal),
}

/// The answer to [`Request::Sign`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Signed {
    /// `r || s`, 64 bytes in base64.
    pub signature: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the line and writes it again.
    fn there_and_back(line: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<Request<'_>>(line).unwrap()).unwrap()
    }

    #[test]
    fn every_request_is_spelt_as_the_protocol_says() {
        for line in [
            r#"{"request":"list"}"#,
            r#"{"request":"inspect","serial":12345678,"slot":"82"}"#,
            r#"{"request":"generate","serial":1,"slot":null,"used_slot":"keep","management_key":{"kind":"factory"},"pin":"MTIzNDU2"}"#,
            r#"{"request":"generate","serial":1,"slot":"95","used_slot":"overwrite","management_key":{"kind":"given","hex":"0102"},"pin":"MTIzNDU2"}"#,
            r#"{"request":"generate","serial":1,"slot":"95","used_slot":"keep","management_key":{"kind":"pin_protected"},"pin":"MTIzNDU2"}"#,
            r#"{"request":"sign","serial":1,"slot":"82","pin":"MTIzNDU2","message":"aGk="}"#,
            r#"{"request":"change_pin","serial":1,"pin":"MTIzNDU2","new_pin":"NjU0MzIx"}"#,
        ] {
            assert_eq!(there_and_back(line), line);
        }
    }

    #[test]
    fn what_a_helper_does_not_know_it_refuses() {
        for line in [
            r#"{"request":"reset","serial":1}"#,
            r#"{"request":"list","all":true}"#,
            r#"{"request":"inspect","serial":1,"slot":"9a"}"#,
            r#"{"request":"sign","serial":1,"slot":"82","pin":"MTIzNDU2","message":"aGk=","hash":"sha384"}"#,
            r#"{"request":"generate","serial":1,"slot":null,"used_slot":"keep","management_key":{"kind":"factory","hex":"00"},"pin":"MTIzNDU2"}"#,
        ] {
            assert!(serde_json::from_str::<Request<'_>>(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_secret_is_never_copied_out_of_the_line() {
        let line = r#"{"request":"change_pin","serial":1,"pin":"MTIzNDU2","new_pin":"NjU0MzIx"}"#;
        let Request::ChangePin { pin, .. } = serde_json::from_str(line).unwrap() else {
            panic!("{line}")
        };
        assert!(line.as_bytes().as_ptr_range().contains(&pin.expose().as_ptr()));
        let escaped = line.replace("MTIz", r"\u004dTIz");
        assert!(serde_json::from_str::<Request<'_>>(&escaped).is_err());
    }

    #[test]
    fn no_formatter_shows_a_secret() {
        let line = r#"{"request":"sign","serial":1,"slot":"82","pin":"MTIzNDU2","message":"aGk="}"#;
        let request: Request<'_> = serde_json::from_str(line).unwrap();
        assert!(!format!("{request:?}").contains("MTIz"), "{request:?}");
    }

    #[test]
    fn an_answer_is_done_or_refused_and_may_say_more() {
        let signed = |line| serde_json::from_str::<Answer<Signed>>(line);
        assert_eq!(
            signed(r#"{"answer":{"signature":"AA==","later":1},"took":7}"#).unwrap(),
            Answer::Done { answer: Signed { signature: "AA==".into() } }
        );
        assert_eq!(
            signed(r#"{"error":"wrong_pin","tries_left":2,"later":1}"#).unwrap(),
            Answer::Refused(KeyRefusal::WrongPin { tries_left: 2 })
        );
        assert_eq!(
            serde_json::from_str::<Answer<()>>(r#"{"answer":null}"#).unwrap(),
            Answer::Done { answer: () }
        );
        for line in [r#"{"error":"bored"}"#, r#"{"answer":7}"#, "{}", "[]", "7"] {
            assert!(signed(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_hello_names_helper_protocol_and_version() {
        let hello = Hello { hello: "vouch-piv".into(), protocol: 1, version: "0.1.0".into() };
        let line = r#"{"hello":"vouch-piv","protocol":1,"version":"0.1.0"}"#;
        assert_eq!(serde_json::to_string(&hello).unwrap(), line);
        let longer = line.replace('}', r#","also":"this"}"#);
        assert_eq!(serde_json::from_str::<Hello>(&longer).unwrap(), hello);
    }
}
