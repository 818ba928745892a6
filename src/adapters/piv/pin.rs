//! PINs: how they arrive, and changing one.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use yubikey::{Error, YubiKey};
use zeroize::Zeroizing;

use super::mishap::Mishap;
use super::readers;
use crate::domain::key_protocol::{KeyRefusal, Veiled, pin_fits};

/// A PIN that a card takes, 6 to 8 bytes, wiped when dropped.
pub(super) struct Pin(Zeroizing<Vec<u8>>);

/// Decodes a PIN. One of a wrong length never goes to the card: it would cost a try.
pub(super) fn decode(pin: Veiled<'_>) -> Result<Pin, KeyRefusal> {
    let bytes = STANDARD
        .decode(pin.expose())
        .map(Zeroizing::new)
        .map_err(|_| KeyRefusal::BadRequest { reason: "the PIN is not base64".into() })?;
    if pin_fits(&bytes) { Ok(Pin(bytes)) } else { Err(KeyRefusal::PinLength) }
}

impl Pin {
    /// Shows the PIN to the card.
    pub(super) fn verify(&self, key: &mut YubiKey) -> Result<(), Mishap> {
        Ok(key.verify_pin(&self.0)?)
    }
}

/// Changes the PIN. This isn't tried again when another program disturbs it: the old PIN, if it
/// is no longer that, would cost a try.
pub(super) fn change(serial: u32, pin: Veiled<'_>, new_pin: Veiled<'_>) -> Result<(), KeyRefusal> {
    let (pin, new_pin) = (decode(pin)?, decode(new_pin)?);
    let mut key = readers::open(serial)?;
    key.change_pin(&pin.0, &new_pin.0).map_err(|error| match error {
        // Firmware from 5.7 on may be told to refuse simple PINs.
        Error::GenericError => KeyRefusal::Failed { reason: "it did not take the new PIN".into() },
        other => Mishap::from(other).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_six_to_eight_bytes_are_a_pin() {
        for (pin, fits) in [
            ("12345", false),
            ("123456", true),
            ("12345678", true),
            ("123456789", false),
            ("", false),
            // Six characters, twelve bytes.
            ("öööööö", false),
        ] {
            let decoded = decode(Veiled::new(&STANDARD.encode(pin)));
            assert_eq!(decoded.err(), (!fits).then_some(KeyRefusal::PinLength), "{pin}");
        }
        assert!(matches!(decode(Veiled::new("123 56")), Err(KeyRefusal::BadRequest { .. })));
    }
}
