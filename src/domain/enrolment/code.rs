//! Invitation codes: 128 random bits that a person can type.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// Crockford's base 32: no I, L, O or U ([crockford.com/base32](https://www.crockford.com/base32.html)).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Enough digits for 128 bits.
const DIGITS: usize = 26;

/// The code of an invitation, kept as its 26 digits.
#[derive(Clone)]
pub struct InvitationCode(Secret);

/// A text that is no invitation code.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("an invitation code is {DIGITS} letters and digits")]
pub struct InvitationCodeError;

impl InvitationCode {
    /// Makes a code of 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let number = u128::from_be_bytes(bytes);
        let digits = (0..DIGITS).rev().map(|place| {
            let digit = (number >> (5 * place)) & 31;
            char::from(ALPHABET[digit as usize])
        });
        Self(Secret::new(digits.collect::<String>()))
    }

    /// Reads what a person typed: in any case, with dashes and spaces anywhere, and with `I`, `L`
    /// for `1` and `O` for `0`.
    pub fn parse(typed: &Secret) -> Result<Self, InvitationCodeError> {
        let mut digits = Zeroizing::new(String::with_capacity(DIGITS));
        for character in typed.expose().chars() {
            match character.to_ascii_uppercase() {
                '-' | ' ' | '\t' | '\r' | '\n' => {}
                _ if digits.len() == DIGITS => return Err(InvitationCodeError),
                'I' | 'L' => digits.push('1'),
                'O' => digits.push('0'),
                other if ALPHABET.iter().any(|digit| char::from(*digit) == other) => {
                    digits.push(other);
                }
                _ => return Err(InvitationCodeError),
            }
        }
        // 26 digits hold 130 bits, so the first is below 8.
        let fits = digits.len() == DIGITS && digits.starts_with(|digit| digit < '8');
        if fits { Ok(Self(Secret::new(digits.as_str()))) } else { Err(InvitationCodeError) }
    }

    /// Returns the code as it is shown to a person: `01234-56789-ABCDE-FGHJK-MNPQRS`.
    pub fn to_groups(&self) -> Secret {
        let digits = self.0.expose();
        let groups = [0..5, 5..10, 10..15, 15..20, 20..DIGITS].map(|range| &digits[range]);
        Secret::new(groups.join("-"))
    }

    /// Returns `base64url(SHA-256(digits))`: what the database keeps and the proof names. A code
    /// has 128 random bits, so its hash can't be turned back.
    pub fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose()))
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InvitationCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, InvitationCodeError> {
        InvitationCode::parse(&Secret::new(text)).map(|code| code.to_groups().expose().into())
    }

    #[test]
    fn a_code_can_be_typed_as_people_type() {
        let shown = "01234-56789-ABCDE-FGHJK-MNPQRS";
        for typed in [
            shown,
            "0123456789abcdefghjkmnpqrs",
            " 01234 56789 ABCDE FGHJK MNPQRS\n",
            "oI234-56789-abcde-fghjk-mnpqrs",
            "OL234-56789-abcde-fghjk-mnpqrs",
        ] {
            assert_eq!(parse(typed).as_deref(), Ok(shown), "{typed}");
        }
    }

    #[test]
    fn other_texts_are_no_codes() {
        for typed in [
            "",
            "01234-56789-ABCDE-FGHJK-MNPQR",
            "01234-56789-ABCDE-FGHJK-MNPQRST",
            "81234-56789-ABCDE-FGHJK-MNPQRS",
            "01234-56789-ABCDE-FGHJK-MNPQRU",
            "01234_56789_ABCDE_FGHJK_MNPQRS",
            "０1234-56789-ABCDE-FGHJK-MNPQRS",
        ] {
            assert_eq!(parse(typed), Err(InvitationCodeError), "{typed}");
        }
    }

    #[test]
    fn every_bit_of_the_randomness_counts() {
        let hash = |bytes| InvitationCode::from_random(bytes).hash();
        for bit in 0..128 {
            let bytes = (1_u128 << bit).to_be_bytes();
            assert_ne!(hash(bytes), hash([0; 16]), "{bit}");
        }
    }

    #[test]
    fn random_codes_survive_being_shown_and_typed() {
        for bytes in [[0; 16], [0xff; 16], *b"sixteen is right"] {
            let code = InvitationCode::from_random(bytes);
            let typed = InvitationCode::parse(&code.to_groups()).unwrap();
            assert_eq!(typed.hash(), code.hash());
        }
    }

    #[test]
    fn no_formatter_shows_it() {
        let code = InvitationCode::from_random([1; 16]);
        assert_eq!(format!("{code:?}"), "InvitationCode(…)");
    }
}
