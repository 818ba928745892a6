//! Changing a file that people and other programs change too.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::exchange::exchange;
use super::replace::{draft, examine, fill, folder_of, put, remove, sync_folder, target};
use super::{FileError, attributes, read_text, unwritable};

/// Whether what a file held before is kept beside it, under [`backup_path`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Backup {
    /// Keep it, in place of an earlier one.
    Keep,
    /// Don't.
    None,
}

/// Replaces what the file held when it was read, `None` if it wasn't there, so that at every moment,
/// also when the power fails, the file holds either the old or the new text whole.
///
/// A file that holds something else by now stays as it is. A link is followed and its target
/// replaced. Owner and group stay, or nothing is done; mode and attributes stay. A file that this
/// user may not read and write is never replaced, although its folder would allow it. The folder
/// must exist.
///
/// The old and the new change places, and what then is found in the old one's new place is looked at
/// again: so what another program wrote until that moment is noticed, and put back. Where the file
/// system can't exchange files, what is written in the instant between looking and replacing is
/// lost.
pub fn edit(
    path: &Path,
    before: Option<&str>,
    after: &str,
    backup: Backup,
) -> Result<(), FileError> {
    let target = target(path)?;
    let old = examine(&target)?;
    let backup = match (backup, before) {
        (Backup::Keep, Some(before)) => Some(like(old.as_ref(), before, &target)?),
        _ => None,
    };
    let draft = like(old.as_ref(), after, &target)?;
    // Windows replaces no open file.
    drop(old);
    if read_text(&target)?.as_deref() != before {
        return Err(FileError::Changed { path: target });
    }
    let kept = backup.map(|backup| keep(backup, &target)).transpose()?;
    let outcome = match before {
        None => appear(draft, &target),
        Some(before) => replace(draft, &target, before),
    };
    if let (Err(_), Some(kept)) = (&outcome, kept) {
        let _ = remove(&kept);
    }
    sync_folder(folder_of(&target));
    outcome
}

/// Returns where [`Backup::Keep`] keeps what the file held before: beside the target of links.
pub fn backup_path(path: &Path) -> Result<PathBuf, FileError> {
    target(path).map(|target| beside(&target))
}

fn beside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".vouch-backup");
    target.with_file_name(name)
}

/// Writes a draft of a file that is like the old one.
fn like(old: Option<&File>, text: &str, target: &Path) -> Result<NamedTempFile, FileError> {
    let mut draft = draft(target)?;
    if let Some(old) = old {
        attributes::resemble(draft.as_file(), old, target)?;
    }
    fill(&mut draft, text, target)?;
    Ok(draft)
}

fn keep(backup: NamedTempFile, target: &Path) -> Result<PathBuf, FileError> {
    let path = beside(target);
    put(backup, &path)?;
    Ok(path)
}

/// Gives the draft a name that no file may have.
fn appear(draft: NamedTempFile, target: &Path) -> Result<(), FileError> {
    match draft.persist_noclobber(target) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            Err(FileError::Changed { path: target.into() })
        }
        Err(error) => Err(unwritable(target)(error.error)),
    }
}

fn replace(draft: NamedTempFile, target: &Path, before: &str) -> Result<(), FileError> {
    let Some(_old) = exchange(draft.path(), target).map_err(irreplaceable(target))? else {
        draft.persist(target).map_err(|error| irreplaceable(target)(error.error))?;
        return Ok(());
    };
    if read_text(draft.path()).is_ok_and(|old| old.as_deref() == Some(before)) {
        return Ok(());
    }
    exchange(draft.path(), target).map_err(unwritable(target))?;
    Err(FileError::Changed { path: target.into() })
}

fn irreplaceable(target: &Path) -> impl FnOnce(io::Error) -> FileError {
    move |error| match error.kind() {
        ErrorKind::ResourceBusy => FileError::Mounted { path: target.into() },
        _ => unwritable(target)(error),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make and read their own files")]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn change(path: &Path, before: Option<&str>, after: &str) -> Result<(), FileError> {
        edit(path, before, after, Backup::Keep)
    }

    #[test]
    fn replaces_and_keeps_what_was_before() {
        let folder = folder_with(&[("config", "one")]);
        let path = folder.path().join("config");
        change(&path, Some("one"), "two").unwrap();
        change(&path, Some("two"), "three").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(fs::read_to_string(backup_path(&path).unwrap()).unwrap(), "two");
        assert_eq!(names(&folder), ["config", "config.vouch-backup"]);
        change(&folder.path().join("new"), None, "one").unwrap();
        assert_eq!(names(&folder), ["config", "config.vouch-backup", "new"]);
    }

    #[test]
    fn what_another_program_wrote_meanwhile_stays() {
        for before in [Some("one"), None] {
            let folder = folder_with(&[("config", "theirs")]);
            let path = folder.path().join("config");
            assert!(matches!(change(&path, before, "two"), Err(FileError::Changed { .. })));
            assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
            assert_eq!(names(&folder), ["config"]);
        }
    }

    /// Between the look and the exchange there is an instant: `replace` comes after the look.
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    #[test]
    fn what_another_program_wrote_in_the_last_instant_stays_too() {
        for theirs in [&b"theirs"[..], b"", b"\xff"] {
            let folder = folder_with(&[]);
            let path = folder.path().join("config");
            fs::write(&path, theirs).unwrap();
            let draft = draft(&path).unwrap();
            assert!(matches!(replace(draft, &path, "one"), Err(FileError::Changed { .. })));
            assert_eq!(fs::read(&path).unwrap(), theirs);
            assert_eq!(names(&folder), ["config"]);
        }
        let folder = folder_with(&[]);
        let path = folder.path().join("config");
        let draft = draft(&path).unwrap();
        fs::write(&path, "theirs").unwrap();
        assert!(matches!(appear(draft, &path), Err(FileError::Changed { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    }

    #[test]
    fn a_folder_that_is_missing_or_no_folder_is_an_error_that_names_the_file() {
        let folder = folder_with(&[("file", "")]);
        for name in ["absent/config", "file/config"] {
            let path = folder.path().join(name);
            assert_eq!(change(&path, None, "").unwrap_err().path(), path);
        }
        let error = change(folder.path(), None, "").unwrap_err();
        assert!(matches!(error, FileError::NotRegular { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn the_mode_is_kept_and_a_new_file_is_private() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = folder_with(&[("config", "one")]);
        let path = folder.path().join("config");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        change(&path, Some("one"), "two").unwrap();
        assert_eq!((mode(&path), mode(&backup_path(&path).unwrap())), (0o640, 0o640));
        let new = folder.path().join("new");
        change(&new, None, "").unwrap();
        assert_eq!(mode(&new), 0o600);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links() {
        use std::os::unix::fs::symlink;

        let folder = folder_with(&[]);
        fs::create_dir(folder.path().join("dotfiles")).unwrap();
        let path = folder.path().join("config");
        symlink("link", &path).unwrap();
        symlink("dotfiles/aws", folder.path().join("link")).unwrap();
        for (before, text) in [(None, "made"), (Some("made"), "replaced")] {
            change(&path, before, text).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("dotfiles/aws")).unwrap(), text);
        }
        assert_eq!(fs::read_link(&path).unwrap(), Path::new("link"));
        assert_eq!(names(&folder), ["config", "dotfiles", "link"]);

        symlink("self", folder.path().join("self")).unwrap();
        let error = change(&folder.path().join("self"), None, "");
        assert!(matches!(error, Err(FileError::EndlessLink { .. })));
    }
}
