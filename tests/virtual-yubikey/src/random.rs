//! Chance, from the operating system.

use p256::SecretKey;

pub(crate) fn bytes(length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    getrandom::fill(&mut out).expect("the operating system gives random bytes");
    out
}

pub(crate) fn secret_key() -> SecretKey {
    // one in 2^32 draws is no P-256 scalar
    loop {
        if let Ok(key) = SecretKey::from_slice(&bytes(32)) {
            return key;
        }
    }
}

/// A certificate's serial number: 16 bytes, positive, not zero.
pub(crate) fn serial() -> Vec<u8> {
    let mut out = bytes(16);
    out[0] = out[0] & 0x7f | 0x40;
    out
}
