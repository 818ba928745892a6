//! Locks between processes, released by the operating system when their holder dies.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::FileError;
use super::replace::create_private_folder;

/// A lock that is held until it is dropped, or until the process ends in whatever way.
///
/// It is a lock of the operating system on an open file (`flock`, `LockFileEx`), never the mere
/// existence of a file: a process that is killed leaves nothing behind that stops the next one.
/// Children don't inherit it.
#[derive(Debug)]
pub struct FileLock(#[expect(dead_code, reason = "holding it open is what it is for")] File);

/// Takes the lock on the lock file at `path`, waiting as long as it takes.
///
/// The file and its folder are made where they don't exist, readable by their owner alone, and the
/// file stays: removing it would let two processes lock two files of one name.
pub fn lock(path: &Path) -> Result<FileLock, FileError> {
    let file = open(path)?;
    wait(&file).map_err(unlockable(path))?;
    Ok(FileLock(file))
}

/// Takes the lock as [`lock`] does, but gives up after `patience`: then it returns `None`.
///
/// Waiting is done by a thread that blocks in the operating system, so a waiter wakes at once and
/// nothing is polled; without contention there is no thread. A thread whose caller has given up
/// drops the lock the moment it gets it.
pub fn lock_within(path: &Path, patience: Duration) -> Result<Option<FileLock>, FileError> {
    let file = open(path)?;
    match file.try_lock() {
        Ok(()) => return Ok(Some(FileLock(file))),
        Err(std::fs::TryLockError::Error(error)) => return Err(unlockable(path)(error)),
        Err(std::fs::TryLockError::WouldBlock) if patience.is_zero() => return Ok(None),
        Err(std::fs::TryLockError::WouldBlock) => {}
    }
    let (sender, receiver) = mpsc::sync_channel(0);
    let waiter = move || {
        let _ = sender.send(wait(&file).map(|()| FileLock(file)));
    };
    thread::Builder::new().spawn(waiter).map_err(unlockable(path))?;
    match receiver.recv_timeout(patience) {
        Ok(outcome) => outcome.map(Some).map_err(unlockable(path)),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => {
            Err(unlockable(path)(io::Error::other("the waiting thread died")))
        }
    }
}

fn open(path: &Path) -> Result<File, FileError> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(unlockable(path))
}

fn wait(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

fn unlockable(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    move |source| FileError::Unlockable { path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time_and_the_next_when_it_lets_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/locks/one.lock");
        let held = lock(&path).unwrap();
        assert!(lock_within(&path, Duration::ZERO).unwrap().is_none());
        assert!(lock_within(&path, Duration::from_millis(1)).unwrap().is_none());

        let waiter = thread::spawn({
            let path = path.clone();
            move || lock_within(&path, Duration::from_secs(60)).unwrap().is_some()
        });
        drop(held);
        assert!(waiter.join().unwrap());
        drop(lock(&path).unwrap());
    }

    #[test]
    fn a_waiter_that_gave_up_does_not_keep_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.lock");
        let held = lock(&path).unwrap();
        for _ in 0..8 {
            assert!(lock_within(&path, Duration::from_millis(1)).unwrap().is_none());
        }
        drop(held);
        assert!(lock_within(&path, Duration::from_secs(60)).unwrap().is_some());
    }

    #[test]
    fn a_lock_file_that_cannot_be_opened_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(lock(folder.path()), Err(FileError::Unlockable { .. })));
    }
}
