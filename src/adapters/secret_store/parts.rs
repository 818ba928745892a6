//! The stores of `keyring-core` as one of ours, items split where the keyring holds only small
//! ones.
//!
//! The first part begins with `COUNT CHECKSUM\n`; further parts have the name with `#1`, `#2`, ...
//! A reader that sees parts of two writings notices by the checksum (16 hexadecimal digits of
//! SHA-256 over the whole secret).

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{KeyringName, SecretStoreError};
use crate::domain::secret::Secret;

/// What a keyring's window shows as the application.
const APPLICATION: &str = "vouch";

/// A store of `keyring-core` and what it can take.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) keyring: KeyringName,
    pub(super) store: Arc<CredentialStore>,
    /// The size of a part in bytes.
    pub(super) part_size: usize,
    /// The store's own options for an entry.
    pub(super) modifiers: &'static [(&'static str, &'static str)],
    /// The store's own way to ask for all our entries.
    pub(super) ours: &'static [(&'static str, &'static str)],
}

impl Parts {
    pub(super) fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let corrupt = || SecretStoreError::Corrupt { name: name.into() };
        let Some(first) = self.read_part(name)? else { return Ok(None) };
        let (count, checksum, beginning) = header(&first).ok_or_else(corrupt)?;
        let mut whole = Zeroizing::new(beginning.to_vec());
        for index in 1..count {
            whole.extend(self.read_part(&part_name(name, index))?.ok_or_else(corrupt)?.iter());
        }
        let text = std::str::from_utf8(&whole).map_err(|_| corrupt())?;
        if text.is_empty() || checksum != self::checksum(&whole) {
            return Err(corrupt());
        }
        Ok(Some(Secret::new(text)))
    }

    /// The first part goes last: it says that the others are there.
    pub(super) fn write(&self, name: &str, secret: &Secret) -> Result<(), SecretStoreError> {
        let bytes = secret.expose().as_bytes();
        let parts: Vec<&[u8]> = bytes.chunks(self.part_size).collect();
        for (index, part) in parts.iter().enumerate().skip(1) {
            self.write_part(&part_name(name, index), part)?;
        }
        let mut first =
            Zeroizing::new(format!("{} {}\n", parts.len(), checksum(bytes)).into_bytes());
        first.extend(parts.first().copied().unwrap_or_default());
        self.write_part(name, &first)
    }

    pub(super) fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        let first = self.read_part(name)?;
        let count = first.as_deref().and_then(|part| header(part)).map_or(1, |(count, ..)| count);
        for index in 1..count {
            self.delete_entry(&self.entry(&part_name(name, index))?)?;
        }
        self.delete_entry(&self.entry(name)?)
    }

    pub(super) fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        let wanted = self.ours.iter().copied().collect::<HashMap<_, _>>();
        for entry in self.store.search(&wanted).map_err(|error| self.explain(&error))? {
            let is_meant = entry.get_specifiers().is_some_and(|(application, name)| {
                application == APPLICATION && name.starts_with(prefix)
            });
            if is_meant {
                self.delete_entry(&entry)?;
            }
        }
        Ok(())
    }

    fn entry(&self, name: &str) -> Result<Entry, SecretStoreError> {
        let modifiers = self.modifiers.iter().copied().collect::<HashMap<_, _>>();
        let modifiers = (!modifiers.is_empty()).then_some(&modifiers);
        self.store.build(APPLICATION, name, modifiers).map_err(|error| self.explain(&error))
    }

    fn read_part(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(Error::BadEncoding(_) | Error::BadDataFormat(..)) => {
                Err(SecretStoreError::Corrupt { name: name.into() })
            }
            Err(error) => Err(self.explain(&error)),
        }
    }

    fn write_part(&self, name: &str, bytes: &[u8]) -> Result<(), SecretStoreError> {
        self.entry(name)?.set_secret(bytes).map_err(|error| self.explain(&error))
    }

    fn delete_entry(&self, entry: &Entry) -> Result<(), SecretStoreError> {
        match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(self.explain(&error)),
        }
    }

    pub(super) fn explain(&self, error: &Error) -> SecretStoreError {
        let keyring = self.keyring;
        match error {
            Error::NoStorageAccess(_) => SecretStoreError::Locked { keyring },
            Error::NoDefaultStore | Error::NotSupportedByStore(_) => {
                SecretStoreError::Unavailable { reason: error.to_string() }
            }
            // These carry the secret's bytes.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                SecretStoreError::Failed { keyring, reason: "it holds something unreadable".into() }
            }
            other => SecretStoreError::Failed { keyring, reason: other.to_string() },
        }
    }
}

fn part_name(name: &str, index: usize) -> String {
    format!("{name}#{index}")
}

fn header(first: &[u8]) -> Option<(usize, &str, &[u8])> {
    let end = first.iter().position(|byte| *byte == b'\n')?;
    let (count, checksum) = std::str::from_utf8(&first[..end]).ok()?.split_once(' ')?;
    let count = count.parse().ok().filter(|count| (1..=64).contains(count))?;
    Some((count, checksum, &first[end + 1..]))
}

fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(part_size: usize) -> Parts {
        let store = keyring_core::mock::Store::new().unwrap();
        let keyring = KeyringName::CredentialManager;
        Parts { keyring, store, part_size, modifiers: &[], ours: &[] }
    }

    #[test]
    fn a_long_item_comes_back_whole_and_goes_whole() {
        let secret = Secret::new("ä".repeat(4000));
        for size in [130, 2400, 100_000] {
            let parts = parts(size);
            assert!(parts.read("vouch:1:a").unwrap().is_none());
            parts.write("vouch:1:a", &secret).unwrap();
            assert_eq!(parts.read("vouch:1:a").unwrap().unwrap().expose(), secret.expose());
            parts.delete("vouch:1:a").unwrap();
            assert!(parts.read("vouch:1:a").unwrap().is_none());
            assert!(parts.read_part("vouch:1:a#1").unwrap().is_none());
            parts.delete("vouch:1:a").unwrap();
        }
    }

    #[test]
    fn parts_of_two_writings_are_corrupt() {
        let parts = parts(4);
        parts.write("a", &Secret::new("12345678")).unwrap();
        parts.write_part("a#1", b"9999").unwrap();
        assert!(matches!(parts.read("a"), Err(SecretStoreError::Corrupt { .. })));
        parts.entry("a#1").unwrap().delete_credential().unwrap();
        assert!(matches!(parts.read("a"), Err(SecretStoreError::Corrupt { .. })));
    }

    #[test]
    fn a_prefix_takes_its_own_items_only() {
        let parts = parts(4);
        for name in ["vouch:1:a", "vouch:1:b", "vouch:session:a"] {
            parts.write(name, &Secret::new("12345678")).unwrap();
        }
        parts.delete_all("vouch:1:").unwrap();
        assert!(parts.read("vouch:1:a").unwrap().is_none());
        assert!(parts.read_part("vouch:1:b#1").unwrap().is_none());
        assert!(parts.read("vouch:session:a").unwrap().is_some());
    }

    #[test]
    fn what_we_did_not_write_is_corrupt() {
        let parts = parts(100);
        for bytes in [&b"secret"[..], b"", b"0 00\nx", b"999 00\nx", b"1 0000000000000000\nx"] {
            parts.write_part("a", bytes).unwrap();
            assert!(matches!(parts.read("a"), Err(SecretStoreError::Corrupt { .. })), "{bytes:?}");
        }
    }
}
