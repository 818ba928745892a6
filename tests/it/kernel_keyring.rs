//! The kernel's keyring is one for all tests of a user, those of another run beside this one too:
//! those that empty it run while no other needs it.

use std::fs::File;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Within this run; a writer comes before the readers that come after it.
static KEYRING: RwLock<()> = RwLock::new(());

/// A turn at it, until this is dropped: first here, then among all runs on this machine.
pub(crate) struct Turn<Guard> {
    _among_runs: File,
    _here: Guard,
}

/// For a test whose items must stay. Take it once in a test.
pub(crate) fn shared() -> Turn<RwLockReadGuard<'static, ()>> {
    let here = KEYRING.read().unwrap_or_else(PoisonError::into_inner);
    let file = file();
    file.lock_shared().unwrap();
    Turn { _among_runs: file, _here: here }
}

/// For a test that deletes every item of vouch in there.
pub(crate) fn alone() -> Turn<RwLockWriteGuard<'static, ()>> {
    let here = KEYRING.write().unwrap_or_else(PoisonError::into_inner);
    let file = file();
    file.lock().unwrap();
    Turn { _among_runs: file, _here: here }
}

/// A file that every run finds, whoever has made it.
fn file() -> File {
    let path = std::env::temp_dir().join("vouch-tests-of-the-kernels-keyring.lock");
    File::open(&path).or_else(|_| File::create(&path)).unwrap()
}
