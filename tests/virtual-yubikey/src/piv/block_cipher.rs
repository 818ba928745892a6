//! One block of the cipher that a management key uses.

use aes::{Aes128, Aes192, Aes256};
use cipher::{Block, BlockCipherEncrypt, KeyInit};
use des::TdesEde3;

use super::ManagementAlgorithm;

/// Encrypts one block; `None` when key or block don't have the cipher's length.
pub(crate) fn encrypt(algorithm: ManagementAlgorithm, key: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        ManagementAlgorithm::Aes128 => with::<Aes128>(key, block),
        ManagementAlgorithm::Aes192 => with::<Aes192>(key, block),
        ManagementAlgorithm::Aes256 => with::<Aes256>(key, block),
        ManagementAlgorithm::TripleDes => with::<TdesEde3>(key, block),
    }
}

fn with<C: KeyInit + BlockCipherEncrypt>(key: &[u8], block: &[u8]) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let mut block = Block::<C>::try_from(block).ok()?;
    cipher.encrypt_block(&mut block);
    Some(block.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 197, appendix C.2.
    #[test]
    fn aes_192_agrees_with_its_standard() {
        let key: Vec<u8> = (0..24).collect();
        let block: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
        let expected = [
            0xdd, 0xa9, 0x7c, 0xa4, 0x86, 0x4c, 0xdf, 0xe0, 0x6e, 0xaf, 0x70, 0xa0, 0xec, 0x0d,
            0x71, 0x91,
        ];
        let found = encrypt(ManagementAlgorithm::Aes192, &key, &block);
        assert_eq!(found.as_deref(), Some(expected.as_slice()));
    }

    #[test]
    fn other_lengths_are_refused() {
        assert!(encrypt(ManagementAlgorithm::TripleDes, &[0; 24], &[0; 16]).is_none());
        assert!(encrypt(ManagementAlgorithm::Aes128, &[0; 24], &[0; 16]).is_none());
    }
}
