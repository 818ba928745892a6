//! The state file: who is logged in where, without secrets, so that asking opens no keyring.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::files::{self, FileError};
use crate::domain::session::SessionRecords;

/// Why the state can't be told.
#[derive(Debug, Error)]
pub enum StateError {
    /// The file is there and isn't what we wrote.
    #[error("{path} is corrupt: {reason}")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// The parser's words.
        reason: serde_json::Error,
    },
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Reads the state file in the folder; nobody is logged in where there is none.
pub fn read(folder: &Path) -> Result<SessionRecords, StateError> {
    let path = file(folder);
    match files::read_text(&path)? {
        None => Ok(SessionRecords::default()),
        Some(text) => {
            serde_json::from_str(&text).map_err(|reason| StateError::Corrupt { path, reason })
        }
    }
}

/// Changes the state file, alone among the processes of vouch.
pub fn update<T>(
    folder: &Path,
    change: impl FnOnce(&mut SessionRecords) -> T,
) -> Result<T, StateError> {
    let _lock = files::lock(&folder.join("sessions.lock"))?;
    let mut records = read(folder)?;
    let result = change(&mut records);
    let text = serde_json::to_string(&records).expect("plain structures serialise");
    files::write_private(&file(folder), &text)?;
    Ok(result)
}

/// Tells whether [`update`] can be done now, as far as that can be known.
pub fn prove_writable(folder: &Path) -> Result<(), StateError> {
    read(folder)?;
    Ok(files::prove_writable(&file(folder))?)
}

fn file(folder: &Path) -> PathBuf {
    folder.join("sessions.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::{Login, SessionId, SessionRecord};

    fn record(id: u8) -> SessionRecord {
        SessionRecord {
            issuer: "https://vouch.example.com".parse().unwrap(),
            session_id: SessionId::from_random([id; 16]),
            login: Login::Key {
                subject: "alice@example.com".parse().unwrap(),
                key_id: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".parse().unwrap(),
            },
            expires_at: "2026-01-01T16:00:00Z".parse().unwrap(),
            keyring: "keyutils".into(),
            auth_time: None,
        }
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("not/there/yet");
        assert_eq!(read(&folder).unwrap(), SessionRecords::default());
        assert_eq!(update(&folder, |records| records.insert(record(1))).unwrap(), None);
        let older = update(&folder, |records| records.insert(record(2))).unwrap();
        assert_eq!(older, Some(record(1)));
        assert_eq!(read(&folder).unwrap().sessions, [record(2)]);
    }

    #[test]
    fn a_corrupt_file_is_not_nobody_and_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        files::write_private(&file(folder.path()), "{").unwrap();
        assert!(matches!(read(folder.path()), Err(StateError::Corrupt { .. })));
        let change = update(folder.path(), |records| records.insert(record(1)));
        assert!(matches!(change, Err(StateError::Corrupt { .. })));
        assert_eq!(files::read_text(&file(folder.path())).unwrap().as_deref(), Some("{"));
    }
}
