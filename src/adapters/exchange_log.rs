//! The log of exchanges in the state folder: JSON lines without secrets, for its owner alone.

use std::path::{Path, PathBuf};

use super::files::{self, FileError};
use crate::domain::exchange_record::ExchangeRecord;

/// How long the file gets before it is put aside, in bytes: some thousand exchanges.
const LONGEST: u64 = 1 << 20;

/// What the log says.
#[derive(Debug, Default)]
pub struct Told {
    /// The exchanges, the oldest first.
    pub records: Vec<ExchangeRecord>,
    /// How many lines are not understood: a full disk cut them, or another version wrote them.
    pub unread: usize,
}

/// Writes the exchange down.
pub fn append(folder: &Path, record: &ExchangeRecord) -> Result<(), FileError> {
    let line = serde_json::to_string(record).expect("plain structures serialise");
    files::append_line(&file(folder), &line, LONGEST)
}

/// Reads what was put aside, then what came since.
pub fn read(folder: &Path) -> Result<Told, FileError> {
    let mut told = Told::default();
    for path in [files::aside(&file(folder)), file(folder)] {
        // Who couldn't put it aside has written on.
        let text = files::read_text_up_to(&path, 2 * LONGEST)?.unwrap_or_default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            match serde_json::from_str(line) {
                Ok(record) => told.records.push(record),
                Err(_) => told.unread += 1,
            }
        }
    }
    Ok(told)
}

fn file(folder: &Path) -> PathBuf {
    folder.join("exchanges.jsonl")
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::exchange_record::Outcome;

    #[test]
    fn what_was_written_is_read_and_what_is_not_understood_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(folder.path()).unwrap().records, []);
        let record = |code: &str| ExchangeRecord {
            at: DateTime::UNIX_EPOCH,
            outcome: Outcome::Refused { code: code.into() },
            role: "arn:aws:iam::123456789012:role/Developer".parse().unwrap(),
            issuer: "https://vouch.example.com".into(),
            subject: None,
            session_name: "alice".into(),
            program: None,
            behind: None,
        };
        append(folder.path(), &record("one")).unwrap();
        files::append_line(&file(folder.path()), r#"{"at":"#, LONGEST).unwrap();
        append(folder.path(), &record("two")).unwrap();
        let told = read(folder.path()).unwrap();
        assert_eq!((told.records, told.unread), (vec![record("one"), record("two")], 1));
    }
}
