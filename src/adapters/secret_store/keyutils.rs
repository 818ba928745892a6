//! The Linux kernel's own keys ([keyrings(7)](https://man7.org/linux/man-pages/man7/keyrings.7.html)):
//! read in microseconds, forgotten in time, gone when the machine restarts.
//!
//! Items are keys in the user keyring (`@u`), readable by processes of this user whatever session
//! they belong to. The payload is `EXPIRY\nSECRET`, EXPIRY in seconds since 1970 or `0` for never.

use linux_keyutils::{
    Key, KeyError, KeyPermissionsBuilder, KeyRing, KeyRingIdentifier, LinkNode, Permission,
};
use zeroize::Zeroizing;

use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::domain::secret::Secret;

const KEYRING: KeyringName = KeyringName::Keyutils;
/// Every name of ours begins so.
const OURS: &str = "vouch:";
/// More links than any keyring of a user has: root's quota is a million keys, other users' 200.
const MAX_LINKS: usize = 1 << 16;
/// A key's payload is 32,767 bytes at most.
const MAX_PAYLOAD: usize = 32_767;
/// Credentials whose session token is of the usual length.
const USUAL_PAYLOAD: usize = 2_048;

/// The kernel's keyring of this user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Keyutils {
    /// What is done about a new item where it is full.
    pub(super) when_full: WhenFull,
}

/// What is done about a new item where the user's quota is used up: 20,000 bytes unless the
/// administrator gave more, which is about ten roles.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum WhenFull {
    /// Cached credentials go, those that end soonest first: they can be had again.
    MakeRoom,
    /// The item is not taken.
    Refuse,
}

impl SecretStore for Keyutils {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        match find(name).and_then(|key| key.map(payload).transpose()) {
            Ok(Some(bytes)) => Item::parse(&bytes)
                .map(|item| Some(item.secret))
                .ok_or_else(|| SecretStoreError::Corrupt { name: name.into() }),
            Ok(None) => Ok(None),
            Err(error) if is_gone(error) => Ok(None),
            Err(error) => Err(explain(error)),
        }
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let expiry = item.expires_at.map_or(0, |time| time.timestamp().max(1));
        let payload = Zeroizing::new(format!("{expiry}\n{}", item.secret.expose()));
        if payload.len() > MAX_PAYLOAD {
            return Err(full());
        }
        let lifetime = item.expires_at.map(|time| (time - SystemClock.now()).num_seconds());
        if lifetime.is_some_and(|seconds| seconds < 1) {
            return self.delete(item.name).map(|()| KEYRING);
        }
        let key = self.add(item.name, payload.as_bytes())?;
        protect(key, lifetime).map_err(|error| {
            forget(key);
            explain(error)
        })?;
        Ok(KEYRING)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        match find(name) {
            Ok(Some(key)) => {
                forget(key);
                Ok(())
            }
            Ok(None) => Ok(()),
            Err(error) => Err(explain(error)),
        }
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        for (name, key) in ours().map_err(explain)? {
            if name.starts_with(prefix) {
                forget(key);
            }
        }
        Ok(())
    }

    fn describe(&self) -> String {
        KEYRING.title().into()
    }
}

impl Keyutils {
    fn add(self, name: &str, payload: &[u8]) -> Result<Key, SecretStoreError> {
        loop {
            match add(name, payload) {
                Ok(key) => return Ok(key),
                Err(KeyError::QuotaExceeded) if self.when_full == WhenFull::MakeRoom => {}
                Err(error) => return Err(explain(error)),
            }
            let Some(key) = soonest_ending(name).map_err(explain)? else { return Err(full()) };
            forget(key);
        }
    }
}

struct Item {
    expiry: i64,
    secret: Secret,
}

impl Item {
    fn parse(payload: &[u8]) -> Option<Self> {
        let (expiry, secret) = std::str::from_utf8(payload).ok()?.split_once('\n')?;
        let expiry = expiry.parse().ok().filter(|seconds| *seconds >= 0)?;
        (!secret.is_empty()).then(|| Self { expiry, secret: Secret::new(secret) })
    }
}

fn user_keyring() -> Result<KeyRing, KeyError> {
    KeyRing::from_special_id(KeyRingIdentifier::User, true)
}

fn find(name: &str) -> Result<Option<Key>, KeyError> {
    match user_keyring()?.search(name) {
        Ok(key) => Ok(Some(key)),
        Err(error) if is_gone(error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Every buffer is zeroed and wiped, so the first is no longer than most items. The kernel tells how
/// long a payload is; one that a writer made longer meanwhile is read with the next buffer.
fn payload(key: Key) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let mut buffer = Zeroizing::new(vec![0; USUAL_PAYLOAD]);
    let mut length = key.read(&mut *buffer)?;
    if length > buffer.len() {
        buffer = Zeroizing::new(vec![0; MAX_PAYLOAD]);
        length = key.read(&mut *buffer)?;
    }
    buffer.truncate(length);
    Ok(buffer)
}

/// A process whose session keyring doesn't hold the user keyring has no power over a key that it
/// has just made there, so the user keyring is linked to the process's own first.
fn add(name: &str, payload: &[u8]) -> Result<Key, KeyError> {
    let user = user_keyring()?;
    KeyRing::from_special_id(KeyRingIdentifier::Process, true)?.link_keyring(user)?;
    user.add_key(name, payload)
}

/// Readable from the user's other sessions, for nobody else, and for its lifetime only.
fn protect(key: Key, lifetime: Option<i64>) -> Result<(), KeyError> {
    let user = Permission::VIEW
        | Permission::READ
        | Permission::WRITE
        | Permission::SEARCH
        | Permission::SETATTR;
    key.set_perms(KeyPermissionsBuilder::builder().posessor(Permission::ALL).user(user).build())?;
    // Zero would mean for ever, which is what an item without expiry wants.
    key.set_timeout(lifetime.and_then(|seconds| usize::try_from(seconds).ok()).unwrap_or(0))
}

/// Sessions and software keys never make room: only what can be had again does.
fn soonest_ending(but: &str) -> Result<Option<Key>, KeyError> {
    let mut candidates = Vec::new();
    for (name, key) in ours()? {
        if name == but || !name.starts_with("vouch:1:") {
            continue;
        }
        let expiry =
            payload(key).ok().and_then(|bytes| Item::parse(&bytes)).map(|item| item.expiry);
        candidates.push((expiry, key));
    }
    // What can't be read any more (`None`) goes first.
    Ok(candidates.into_iter().min_by_key(|(expiry, _)| *expiry).map(|(_, key)| key))
}

fn ours() -> Result<Vec<(String, Key)>, KeyError> {
    let links = user_keyring()?.get_links(MAX_LINKS)?;
    let keys = links.iter().filter_map(|node| match node {
        LinkNode::Key(key) => Some(*key),
        LinkNode::KeyRing(_) => None,
    });
    Ok(keys
        .filter_map(|key| Some((key.metadata().ok()?.get_description().to_owned(), key)))
        .filter(|(name, _)| name.starts_with(OURS))
        .collect())
}

/// Revoking gives the quota back at once, where removing alone would leave that to the kernel's
/// collector; a key that has ended can't be revoked and needs removing only.
fn forget(key: Key) {
    let _ = key.revoke();
    if let Ok(user) = user_keyring() {
        let _ = user.unlink_key(key);
    }
}

fn is_gone(error: KeyError) -> bool {
    matches!(
        error,
        KeyError::KeyDoesNotExist
            | KeyError::KeyExpired
            | KeyError::KeyRejected
            | KeyError::KeyRevoked
            | KeyError::KeyringDoesNotExist
    )
}

/// A container's filter answers as if the call were forbidden, an old kernel as if it were unknown.
fn explain(error: KeyError) -> SecretStoreError {
    match error {
        KeyError::PermissionDenied | KeyError::OperationNotSupported | KeyError::Unknown(38) => {
            SecretStoreError::Unavailable {
                reason: "the kernel's keyring may not be used here".into(),
            }
        }
        KeyError::QuotaExceeded => full(),
        other => SecretStoreError::Failed { keyring: KEYRING, reason: other.to_string() },
    }
}

fn full() -> SecretStoreError {
    SecretStoreError::Unavailable { reason: "the kernel's keyring is full".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_an_hour_and_a_secret() {
        let item = Item::parse(b"1700000000\n{\"a\":\n1}").unwrap();
        assert_eq!((item.expiry, item.secret.expose()), (1_700_000_000, "{\"a\":\n1}"));
    }

    #[test]
    fn anything_else_is_corrupt() {
        for payload in ["", "secret", "\nsecret", "x\nsecret", "-1\nsecret", "0\n"] {
            assert!(Item::parse(payload.as_bytes()).is_none(), "{payload}");
        }
        assert!(Item::parse(b"0\n\xff").is_none());
    }

    #[test]
    fn a_forbidden_kernel_keyring_is_not_a_broken_one() {
        for error in [KeyError::PermissionDenied, KeyError::Unknown(38), KeyError::QuotaExceeded] {
            assert!(matches!(explain(error), SecretStoreError::Unavailable { .. }), "{error}");
        }
        let error = explain(KeyError::AccessDenied);
        assert!(matches!(error, SecretStoreError::Failed { .. }), "{error}");
    }
}
