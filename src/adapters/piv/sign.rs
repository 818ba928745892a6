//! Signs with PIN and touch.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::Signature;
use sha2::{Digest as _, Sha256};
use yubikey::piv::{self, AlgorithmId};
use yubikey::{Error, YubiKey};

use super::contents::slot_id;
use super::pin::Pin;
use super::readers;
use super::refusal::refusal;
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
    let first = readers::open(serial)?;
    match attempt(first, slot, pin, &digest) {
        Ok(signed) => Ok(signed),
        Err(Mishap::Refused(refusal)) => Err(refusal),
        Err(Mishap::Disturbed(_)) => {
            let second = readers::open(serial).map_err(gone)?;
            attempt(second, slot, pin, &digest).map_err(Mishap::into_refusal)
        }
    }
}

/// Why a try to sign failed.
#[derive(Debug, Eq, PartialEq)]
enum Mishap {
    /// The card doesn't, and wouldn't the next time.
    Refused(KeyRefusal),
    /// Somebody else reset the card or used it, or it was pulled out: the next time may go well.
    Disturbed(KeyRefusal),
}

impl Mishap {
    fn into_refusal(self) -> KeyRefusal {
        match self {
            Self::Disturbed(refusal) | Self::Refused(refusal) => refusal,
        }
    }
}

/// Verifies the PIN and signs, and lets the card go, with a reset.
fn attempt(mut key: YubiKey, slot: Slot, pin: &Pin, digest: &[u8]) -> Result<Signed, Mishap> {
    // Before the PIN is verified: what comes between that and signing would spend it.
    if let Err(Error::NotFound) = piv::metadata(&mut key, slot_id(slot)) {
        return Err(Mishap::Refused(KeyRefusal::SlotEmpty { slot }));
    }
    pin.verify(&mut key).map_err(mishap)?;
    match piv::sign_data(&mut key, digest, AlgorithmId::EccP256, slot_id(slot)) {
        Ok(der) => raw(&der).map_err(Mishap::Refused),
        // The card has one word for "not touched" and for "no PIN". An empty PIN asks whether
        // it still holds the right one.
        Err(Error::AuthenticationError) => match key.verify_pin(b"") {
            Ok(()) => Err(Mishap::Refused(KeyRefusal::TouchMissed)),
            Err(_) => Err(Mishap::Disturbed(KeyRefusal::TouchMissed)),
        },
        Err(error) => Err(mishap(error)),
    }
}

/// Sorts an error that came on the way.
fn mishap(error: Error) -> Mishap {
    match error {
        Error::GenericError | Error::PcscError { .. } => Mishap::Disturbed(refusal(error)),
        _ => Mishap::Refused(refusal(error)),
    }
}

/// A key that was there a moment ago was pulled out.
fn gone(refusal: KeyRefusal) -> KeyRefusal {
    match refusal {
        KeyRefusal::Absent | KeyRefusal::OtherKey { .. } => KeyRefusal::Removed,
        other => other,
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
    use super::*;

    #[test]
    fn only_a_disturbance_is_tried_again() {
        let pcsc = |inner| Error::PcscError { inner: Some(inner) };
        for (error, again) in [
            (pcsc(pcsc::Error::ResetCard), true),
            (pcsc(pcsc::Error::ReaderUnavailable), true),
            (Error::GenericError, true),
            (Error::WrongPin { tries: 2 }, false),
            (Error::WrongPin { tries: 0 }, false),
            (Error::SizeError, false),
        ] {
            assert_eq!(matches!(mishap(error), Mishap::Disturbed(_)), again, "{error:?}");
        }
    }

    #[test]
    fn a_key_that_is_gone_after_it_was_there_was_pulled_out() {
        assert_eq!(gone(KeyRefusal::Absent), KeyRefusal::Removed);
        assert_eq!(gone(KeyRefusal::OtherKey { serial: 7 }), KeyRefusal::Removed);
        assert_eq!(gone(KeyRefusal::Busy), KeyRefusal::Busy);
    }
}
