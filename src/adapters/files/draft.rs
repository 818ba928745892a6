//! The draft beside a file that is about to take its place, and the drafts of those who were killed
//! before that.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of drafts begin; six letters and digits follow.
const PREFIX: &str = ".vouch-draft-";
const RANDOM: usize = 6;
/// How often a draft is made anew because another process took it for a dead one's.
const ATTEMPTS: usize = 8;

/// Makes an empty file in the folder, readable by its owner alone; dropped, it is gone. Drafts that
/// nobody works on any more are removed first.
///
/// Who works on a draft holds a lock on it, which the operating system releases when the process
/// ends: what can be locked is a dead one's.
pub(super) fn in_folder(folder: &Path) -> io::Result<NamedTempFile> {
    remove_stale(folder);
    for _ in 0..ATTEMPTS {
        let draft =
            tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempfile_in(folder)?;
        if is_ours(draft.as_file()) {
            return Ok(draft);
        }
    }
    Err(io::Error::other("other processes remove every draft"))
}

/// Locks the draft. Between its making and this, another process may have locked and removed it.
fn is_ours(draft: &File) -> bool {
    match draft.try_lock() {
        Ok(()) => is_linked(draft),
        Err(fs::TryLockError::WouldBlock) => false,
        // A file system without locks: nobody removes what can't be locked.
        Err(fs::TryLockError::Error(_)) => true,
    }
}

#[cfg(unix)]
fn is_linked(draft: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    draft.metadata().is_ok_and(|metadata| metadata.nlink() > 0)
}

/// An open file can't be removed.
#[cfg(not(unix))]
fn is_linked(_draft: &File) -> bool {
    true
}

/// Removes the drafts of processes that were killed. One that can't be removed is in nobody's way.
pub(super) fn remove_stale(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_draft = entry.file_name().to_str().is_some_and(is_drafts_name)
            && entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_draft {
            remove_if_stale(&entry.path());
        }
    }
}

fn is_drafts_name(name: &str) -> bool {
    name.strip_prefix(PREFIX).is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

#[expect(clippy::disallowed_methods, reason = "adapters::files is where files are removed")]
fn remove_if_stale(path: &Path) {
    let Ok(draft) = File::options().read(true).write(true).open(path) else { return };
    if draft.try_lock().is_ok() {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make their own files")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_process_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let others = [
            ".vouch-draft-",
            ".vouch-draft-abc12",
            ".vouch-draft-abc12.",
            ".vouch-draft-abc1234",
            "vouch-draft-abc123",
        ];
        for name in [&others[..], &[".vouch-draft-abc123"]].concat() {
            fs::write(path.join(name), "text").unwrap();
        }
        fs::create_dir(path.join(".vouch-draft-folder")).unwrap();
        drop(in_folder(path).unwrap());
        assert_eq!(names(path), [&others[..4], &[".vouch-draft-folder"], &others[4..]].concat());
    }

    #[test]
    fn a_draft_that_is_worked_on_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (in_folder(folder.path()).unwrap(), in_folder(folder.path()).unwrap());
        assert_eq!(names(folder.path()).len(), 2);
        drop((one, two));
        assert_eq!(names(folder.path()), [""; 0]);
    }

    #[test]
    fn a_draft_that_was_taken_for_a_dead_ones_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let draft = NamedTempFile::new_in(folder.path()).unwrap();
        let other = File::options().write(true).open(draft.path()).unwrap();
        other.lock().unwrap();
        assert!(!is_ours(draft.as_file()));
        fs::remove_file(draft.path()).unwrap();
        drop(other);
        assert!(!is_ours(draft.as_file()) || cfg!(not(unix)));
    }
}
