//! Files: whole or not at all, locked, modes and links kept.
//!
//! [`read_text`] reads, [`edit()`] and [`write_private`] write, [`lock()`] and [`lock_within`] keep
//! other processes of vouch out meanwhile.

mod append;
mod attributes;
mod draft;
mod edit;
mod exchange;
mod found;
mod lock;
mod read;
mod replace;
mod trusted;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use append::{append_line, aside};
pub use edit::{Backup, backup_path, edit};
pub use found::{can_be_run, first_on_path, on_path};
pub use lock::{FileLock, lock, lock_within};
pub use read::{LONGEST, read_text, read_text_up_to, read_trusted};
pub use replace::{
    create_private_folder, prove_writable, remove, remove_stale_drafts, target, write_private,
};
pub use trusted::{forbid_others, is_ours_alone, read_own};

/// Why a file could not be used. Every error names the path.
#[derive(Debug, Error)]
pub enum FileError {
    /// Every user of this machine may write it, and what it says is trusted.
    #[error("{path} can be changed by everybody on this machine (mode {mode:o})")]
    Changeable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Another program changed the file after it was read.
    #[error("another program changed {path} meanwhile")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A link that leads to itself, or through more than forty others.
    #[error("{path} is a link that leads nowhere")]
    EndlessLink {
        /// The file.
        path: PathBuf,
    },
    /// Something is mounted on the file itself, so no other can take its place.
    #[error("{path} is mounted by itself, so it can't be replaced as a whole")]
    Mounted {
        /// The file.
        path: PathBuf,
    },
    /// The path is a folder, a pipe or a device.
    #[error("{path} is not a regular file")]
    NotRegular {
        /// The file.
        path: PathBuf,
    },
    /// The file is not UTF-8.
    #[error("{path} is not UTF-8 text")]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The folder belongs to another user, and root would leave files in it.
    #[error("{path} is in another user's folder, where root would leave files of its own")]
    OthersFolder {
        /// What was to be made, or written to.
        path: PathBuf,
    },
    /// The file belongs to another user or group, and the new one could not.
    #[error("{path} belongs to another user or group, which replacing it would change")]
    Owner {
        /// The file.
        path: PathBuf,
    },
    /// Somebody but this user and root may write the file, and what it says is trusted.
    #[error("{path} is not trusted: others may change {place}")]
    Strangers {
        /// The file.
        path: PathBuf,
        /// The file itself, links resolved, or its folder.
        place: PathBuf,
    },
    /// The file is longer than is read of its kind.
    #[error("{path} is longer than {longest} bytes")]
    TooLong {
        /// The file.
        path: PathBuf,
        /// What is read at most, in bytes.
        longest: u64,
    },
    /// The file system can't lock, or the lock file can't be opened.
    #[error("could not lock {path}: {source}")]
    Unlockable {
        /// The lock file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is there and can't be read.
    #[error("could not read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file can't be written.
    #[error("could not write {path}: {source}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FileError {
    /// Returns the file the error is about.
    pub fn path(&self) -> &Path {
        match self {
            Self::Changeable { path, .. }
            | Self::Changed { path }
            | Self::EndlessLink { path }
            | Self::Mounted { path }
            | Self::NotRegular { path }
            | Self::NotText { path }
            | Self::OthersFolder { path }
            | Self::Owner { path }
            | Self::Strangers { path, .. }
            | Self::TooLong { path, .. }
            | Self::Unlockable { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Unwritable { path, .. } => path,
        }
    }
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    move |source| FileError::Unreadable { path: path.into(), source }
}

fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> FileError {
    move |source| FileError::Unwritable { path: path.into(), source }
}
