//! The management key, without which a card makes no keys.

use yubikey::piv::{self, ManagementSlotId, SlotAlgorithmId, SlotId};
use yubikey::{Error, MgmAlgorithmId, MgmKey, YubiKey};
use zeroize::Zeroizing;

use super::mishap::Mishap;
use crate::domain::key_protocol::{KeyRefusal, ManagementKeyRequest};

/// Proves to the card that we know its management key. One that the card keeps behind the PIN
/// needs a PIN that was verified just before.
pub(super) fn authenticate(
    key: &mut YubiKey,
    known: ManagementKeyRequest<'_>,
) -> Result<(), Mishap> {
    let management_key = match known {
        ManagementKeyRequest::Factory {} => MgmKey::get_default(key),
        ManagementKeyRequest::Given { hex } => given(key, hex.expose()),
        ManagementKeyRequest::PinProtected {} => MgmKey::get_protected(key),
    };
    management_key.and_then(|known| key.authenticate(&known)).map_err(|error| match error {
        Error::PcscError { .. } => error.into(),
        _ => KeyRefusal::WrongManagementKey.into(),
    })
}

/// Reads a key that a person typed, for the algorithm that the card has set.
fn given(key: &mut YubiKey, hex: &str) -> Result<MgmKey, Error> {
    let algorithm = match piv::metadata(key, SlotId::Management(ManagementSlotId::Management)) {
        Ok(metadata) => match metadata.algorithm {
            SlotAlgorithmId::Management(algorithm) => algorithm,
            _ => return Err(Error::AlgorithmError),
        },
        // Firmware without metadata knows triple DES alone.
        Err(Error::NotSupported) => MgmAlgorithmId::ThreeDes,
        Err(error) => return Err(error),
    };
    let bytes = from_hex(hex).ok_or(Error::ParseError)?;
    MgmKey::from_bytes(&*bytes, Some(algorithm))
}

/// Reads hexadecimal of at most 32 bytes, the longest key; the buffer never grows.
fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(32));
    for pair in text.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let byte = u8::try_from(digit(high)? << 4 | digit(low)?).ok()?;
        if bytes.len() == bytes.capacity() {
            return None;
        }
        bytes.push(byte);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_is_read_or_refused() {
        assert_eq!(from_hex("0123456789abCDef").unwrap()[..], [1, 35, 69, 103, 137, 171, 205, 239]);
        for text in ["0", "0g", "+1", "0102 03", "öö", &"00".repeat(33)] {
            assert!(from_hex(text).is_none(), "{text}");
        }
    }
}
