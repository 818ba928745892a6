//! The file with AWS's last refusal, in the state folder: no secret in it, and for its owner alone.

use std::path::{Path, PathBuf};

use super::files::{self, FileError};
use crate::domain::refusal::LastRefusal;

/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Keeps the refusal in place of the one before.
pub fn write(folder: &Path, refusal: &LastRefusal) -> Result<(), FileError> {
    let text = serde_json::to_string(refusal).expect("plain structures serialise");
    files::write_private(&file(folder), &text)
}

/// Returns the last refusal. One that can't be understood is none: another version wrote it.
pub fn read(folder: &Path) -> Result<Option<LastRefusal>, FileError> {
    let text = files::read_text_up_to(&file(folder), LONGEST)?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

fn file(folder: &Path) -> PathBuf {
    folder.join("last-refusal.json")
}
