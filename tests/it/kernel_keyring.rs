//! The kernel's keyring is one for all tests of a user: those that empty it run while no other needs
//! it.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

static KEYRING: RwLock<()> = RwLock::new(());

/// For a test whose items must stay. Take it once in a test.
pub(crate) fn shared() -> RwLockReadGuard<'static, ()> {
    KEYRING.read().unwrap_or_else(PoisonError::into_inner)
}

/// For a test that deletes every item of vouch in there.
pub(crate) fn alone() -> RwLockWriteGuard<'static, ()> {
    KEYRING.write().unwrap_or_else(PoisonError::into_inner)
}
