//! The locks of processes, seen from outside.

use std::fs::File;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Longer than processes take to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Returns the one lock file that calls for one role make in the state folder.
pub(super) fn only_lock(state: &Path) -> PathBuf {
    let files = std::fs::read_dir(state.join("locks")).unwrap();
    let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
    let [lock] = &files[..] else { panic!("one call makes one lock: {files:?}") };
    lock.clone()
}

/// Returns when so many processes wait for the lock on the file.
pub(super) fn wait_for_waiters(path: &Path, count: usize) {
    let inode = format!(":{} ", File::open(path).unwrap().metadata().unwrap().ino());
    let waits = |line: &&str| line.contains("-> FLOCK") && line.contains(&inode);
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let locks = std::fs::read_to_string("/proc/locks").unwrap();
        if locks.lines().filter(waits).count() >= count {
            return;
        }
        std::thread::yield_now();
    }
    panic!("fewer than {count} wait for the lock");
}
