//! Reading a file whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::{FileError, unreadable};

/// The longest file that is read, in bytes. The longest AWS config files in the wild are a tenth.
pub const LONGEST: u64 = 4 << 20;

/// Reads a text file; a file that doesn't exist, or a link to none, is `None`.
///
/// Everything else that keeps it from being read is an error, so that a file that can't be read is
/// never taken for an absent one.
pub fn read_text(path: &Path) -> Result<Option<String>, FileError> {
    read_text_up_to(path, LONGEST)
}

/// Reads as [`read_text`] does a file that may be so many bytes long.
pub fn read_text_up_to(path: &Path, longest: u64) -> Result<Option<String>, FileError> {
    // Asked first, because opening a pipe would wait for its writer.
    let length = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(path)(error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(FileError::NotRegular { path: path.into() });
        }
        Ok(metadata) => metadata.len().min(longest),
    };
    // Room for one byte more: a read that doesn't fill it is the last.
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    open(path)?.take(longest + 1).read_to_end(&mut bytes).map_err(unreadable(path))?;
    if bytes.len() as u64 > longest {
        return Err(FileError::TooLong { path: path.into(), longest });
    }
    String::from_utf8(bytes).map(Some).map_err(|_| FileError::NotText { path: path.into() })
}

/// Reads as [`read_text`] does what a server trusts for being in that file: one that everybody may
/// write is refused.
pub fn read_trusted(path: &Path) -> Result<Option<String>, FileError> {
    let text = read_text(path)?;
    #[cfg(unix)]
    if text.is_some() {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_err(unreadable(path))?.permissions().mode() & 0o777;
        if mode & 0o002 != 0 {
            return Err(FileError::Changeable { path: path.into(), mode });
        }
    }
    Ok(text)
}

#[expect(clippy::disallowed_methods, reason = "adapters::files is where files are opened")]
fn open(path: &Path) -> Result<File, FileError> {
    File::open(path).map_err(unreadable(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
    fn absent_broken_and_read_are_three_answers() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("text"), "a\r\nb").unwrap();
        fs::write(path("latin"), b"\xe9").unwrap();
        File::create(path("long")).unwrap().set_len(LONGEST + 1).unwrap();

        assert_eq!(read_text(&path("text")).unwrap().as_deref(), Some("a\r\nb"));
        assert!(read_text(&path("absent")).unwrap().is_none());
        assert!(read_text(&path("absent/too")).unwrap().is_none());
        assert!(matches!(read_text(&path("latin")), Err(FileError::NotText { .. })));
        assert!(matches!(read_text(&path("long")), Err(FileError::TooLong { .. })));
        assert!(matches!(read_text(folder.path()), Err(FileError::NotRegular { .. })));
        assert!(matches!(read_text(&path("text/in")), Err(FileError::Unreadable { .. })));
    }
}
