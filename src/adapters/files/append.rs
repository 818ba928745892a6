//! Files that only grow, a line at a time, until they are put aside.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Duration;

use super::replace::create_private_folder;
use super::{FileError, lock_within, unwritable};

/// Appends the line to a file that is its owner's alone (0600), and makes it where there is none.
///
/// The line is written by one call at the end of the file (`O_APPEND`), so lines of several processes
/// don't mix. A file that would get longer than `longest` bytes is first put aside, in place of the
/// one that was put aside before: the extension is then `1.` and what it was.
pub fn append_line(path: &Path, line: &str, longest: u64) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    if is_full(path, line, longest)? {
        put_aside(path, line, longest)?;
    }
    let mut file = open(path)?;
    let line = if ends_well(&mut file) { format!("{line}\n") } else { format!("\n{line}\n") };
    match file.write(line.as_bytes()) {
        Ok(length) if length == line.len() => Ok(()),
        Ok(_) => Err(unwritable(path)(ErrorKind::StorageFull.into())),
        Err(error) => Err(unwritable(path)(error)),
    }
}

/// Returns where the file is put that is too long.
pub fn aside(path: &Path) -> std::path::PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("1.{extension}"))
}

fn is_full(path: &Path, line: &str, longest: u64) -> Result<bool, FileError> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unwritable(path)(error)),
        // Opening a pipe would wait for its reader.
        Ok(metadata) if !metadata.is_file() => Err(FileError::NotRegular { path: path.into() }),
        Ok(metadata) => Ok(metadata.len() + line.len() as u64 + 1 > longest),
    }
}

/// One process at a time: a second one would put the new file in the place of the one just put aside.
/// Who doesn't get the turn at once leaves it to the other.
#[expect(clippy::disallowed_methods, reason = "adapters::files is where files are renamed")]
fn put_aside(path: &Path, line: &str, longest: u64) -> Result<(), FileError> {
    let lock = lock_within(&path.with_extension("lock"), Duration::ZERO)?;
    if lock.is_some() && is_full(path, line, longest)? {
        fs::rename(path, aside(path)).map_err(unwritable(path))?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<File, FileError> {
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(unwritable(path))
}

/// Where a disk was full the last line may have no end; the next one shall not be lost with it. A line
/// that another process is writing at this moment looks the same: then an empty one is between them.
fn ends_well(file: &mut File) -> bool {
    let mut last = [b'\n'];
    let read = file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last));
    read.is_err() || last == *b"\n"
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make and read their own files")]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn a_full_file_is_put_aside_and_one_older_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/log.jsonl");
        for line in ["one", "two", "three", "four", "five"] {
            append_line(&path, line, 9).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "five\n");
        assert_eq!(fs::read_to_string(aside(&path)).unwrap(), "four\n");
        assert_eq!(aside(&path), folder.path().join("state/log.1.jsonl"));
        #[cfg(unix)]
        for path in [path.clone(), aside(&path)] {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o7777, 0o600);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_takes_no_other_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        fs::write(&path, "whole\nhal").unwrap();
        append_line(&path, "next", 1000).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole\nhal\nnext\n");
    }

    #[test]
    fn lines_of_many_writers_do_not_mix_and_none_is_lost_while_the_file_is_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let line = |writer: usize, number: usize| format!("{writer}-{number}-{}", "x".repeat(3000));
        // All of them take more than one file, and less than two.
        let (writers, each) = (8, 20);
        thread::scope(|scope| {
            for writer in 0..writers {
                let path = &path;
                scope.spawn(move || {
                    for number in 0..each {
                        append_line(path, &line(writer, number), 400_000).unwrap();
                    }
                });
            }
        });
        let text = [aside(&path), path].map(|it| fs::read_to_string(it).unwrap()).concat();
        let mut lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        lines.sort_unstable();
        let mut expected: Vec<String> =
            (0..writers).flat_map(|writer| (0..each).map(move |it| line(writer, it))).collect();
        expected.sort_unstable();
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_no_file_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let refused = append_line(folder.path(), "line", 1000);
        assert!(matches!(refused, Err(FileError::NotRegular { .. })));
    }
}
