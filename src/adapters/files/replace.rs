//! Writing a file whole or not at all.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{FileError, draft, trusted, unreadable, unwritable};

/// Whether what a file held before is kept beside it, under [`backup_path`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Backup {
    /// Keep it, in place of an earlier one.
    Keep,
    /// Don't.
    None,
}

/// Who may read and write the file afterwards (on Unix; elsewhere the folder decides).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Who could before; a new file is its owner's alone.
    Kept,
    /// Its owner alone, whatever it was before.
    Private,
}

/// Replaces the file's content, so that at every moment, also when the power fails, the file holds
/// either the old or the new text whole.
///
/// A link is followed and its target replaced. Owner and group stay, or nothing is done. A file
/// that this user may not read and write is never replaced, although its folder would allow it.
/// The folder must exist.
pub fn replace(path: &Path, text: &str, backup: Backup, mode: Mode) -> Result<(), FileError> {
    let target = target(path)?;
    let before = examine(&target)?;
    if let (Backup::Keep, Some(_)) = (backup, &before) {
        let old = fs::File::options().read(true).open(&target).map_err(unreadable(&target))?;
        keep(&old, &target)?;
    }
    put(&target, text.as_bytes(), before.as_ref(), mode)
}

/// Writes a file that is its owner's alone (0600), whole or not at all, and makes its folder
/// (0700) where there is none.
pub fn write_private(path: &Path, text: &str) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    replace(path, text, Backup::None, Mode::Private)
}

/// Tells whether [`write_private`] can write the file, with a draft that is thrown away: for work
/// that should not begin when its result can't be kept.
pub fn prove_writable(path: &Path) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let target = target(path)?;
    examine(&target)?;
    draft(&target).map(|_| ())
}

/// Removes a file; one that doesn't exist is removed already.
#[expect(clippy::disallowed_methods, reason = "adapters::files is where files are removed")]
pub fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        outcome => outcome.map_err(unwritable(path)),
    }
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

/// Makes the folder and those above it; the new ones are their owner's alone. In another user's
/// folder root makes nothing.
pub fn create_private_folder(folder: &Path) -> Result<(), FileError> {
    trusted::refuse_to_give_away(folder)?;
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(unwritable(folder))
}

/// Follows links to the file they mean, which needn't exist.
pub fn target(path: &Path) -> Result<PathBuf, FileError> {
    let mut target = path.to_owned();
    for _ in 0..40 {
        match fs::read_link(&target) {
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            // Not a link, or nothing there: what follows finds out.
            Err(_) => return Ok(target),
        }
    }
    Err(FileError::EndlessLink { path: path.into() })
}

/// Returns what is known of the file, once this user has proved to be able to read and write it.
fn examine(target: &Path) -> Result<Option<Metadata>, FileError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(target)(error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(FileError::NotRegular { path: target.into() });
        }
        Ok(_) => {}
    }
    OpenOptions::new().read(true).open(target).map_err(unreadable(target))?;
    let file =
        OpenOptions::new().read(true).write(true).open(target).map_err(unwritable(target))?;
    file.metadata().map(Some).map_err(unreadable(target))
}

fn keep(mut old: &File, target: &Path) -> Result<(), FileError> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut old, &mut bytes).map_err(unreadable(target))?;
    let metadata = old.metadata().map_err(unreadable(target))?;
    put(&beside(target), &bytes, Some(&metadata), Mode::Kept)
}

/// Writes beside the target and renames over it.
fn put(
    target: &Path,
    bytes: &[u8],
    before: Option<&Metadata>,
    mode: Mode,
) -> Result<(), FileError> {
    let mut draft = draft(target)?;
    draft.write_all(bytes).map_err(unwritable(target))?;
    if let Some(before) = before {
        resemble(&draft, before, mode, target)?;
    }
    draft.as_file().sync_all().map_err(unwritable(target))?;
    draft.persist(target).map_err(|error| unwritable(target)(error.error))?;
    sync_folder(folder_of(target));
    Ok(())
}

/// Makes an empty file beside the target, readable by its owner alone; dropped, it is gone.
fn draft(target: &Path) -> Result<NamedTempFile, FileError> {
    draft::in_folder(folder_of(target)).map_err(unwritable(target))
}

fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Gives the draft the owner and, where it is to be kept, the mode of the file it replaces.
#[cfg(unix)]
fn resemble(
    draft: &NamedTempFile,
    before: &Metadata,
    mode: Mode,
    target: &Path,
) -> Result<(), FileError> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let file = draft.as_file();
    let now = file.metadata().map_err(unwritable(target))?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        fchown(file, Some(before.uid()), Some(before.gid()))
            .map_err(|_| FileError::Owner { path: target.into() })?;
    }
    match mode {
        Mode::Kept => file.set_permissions(before.permissions()).map_err(unwritable(target)),
        Mode::Private => Ok(()),
    }
}

#[cfg(not(unix))]
fn resemble(
    _draft: &NamedTempFile,
    _before: &Metadata,
    _mode: Mode,
    _target: &Path,
) -> Result<(), FileError> {
    Ok(())
}

/// Makes the new name last. Some file systems refuse, and the file is whole without it.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = OpenOptions::new().read(true).open(folder) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the tests make and read their own files")]
mod tests {
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

    #[test]
    fn replaces_and_keeps_what_was_before() {
        let folder = folder_with(&[("config", "one")]);
        let path = folder.path().join("config");
        replace(&path, "two", Backup::Keep, Mode::Kept).unwrap();
        replace(&path, "three", Backup::Keep, Mode::Kept).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(fs::read_to_string(backup_path(&path).unwrap()).unwrap(), "two");
        assert_eq!(names(&folder), ["config", "config.vouch-backup"]);
    }

    #[test]
    fn makes_a_file_without_a_backup() {
        let folder = folder_with(&[]);
        let path = folder.path().join("config");
        replace(&path, "one", Backup::Keep, Mode::Kept).unwrap();
        assert_eq!(names(&folder), ["config"]);
        write_private(&folder.path().join("a/b/state"), "{}").unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("a/b/state")).unwrap(), "{}");
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert_eq!(names(&folder), ["a"]);
    }

    #[test]
    fn a_folder_that_is_missing_or_no_folder_is_an_error_that_names_the_file() {
        let folder = folder_with(&[("file", "")]);
        for name in ["absent/config", "file/config"] {
            let path = folder.path().join(name);
            let error = replace(&path, "", Backup::None, Mode::Kept).unwrap_err();
            assert_eq!(error.path(), path);
        }
        let error = replace(folder.path(), "", Backup::None, Mode::Kept).unwrap_err();
        assert!(matches!(error, FileError::NotRegular { .. }));
    }

    #[cfg(unix)]
    #[test]
    fn modes_are_kept_or_private() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = folder_with(&[("config", "one")]);
        let path = folder.path().join("config");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, "two", Backup::Keep, Mode::Kept).unwrap();
        assert_eq!((mode(&path), mode(&backup_path(&path).unwrap())), (0o640, 0o640));

        write_private(&path, "three").unwrap();
        write_private(&folder.path().join("new/file"), "").unwrap();
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&folder.path().join("new/file")), 0o600);
        assert_eq!(mode(&folder.path().join("new")), 0o700);
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
        for text in ["made through the link", "replaced through it"] {
            replace(&path, text, Backup::Keep, Mode::Kept).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("dotfiles/aws")).unwrap(), text);
        }
        assert_eq!(fs::read_link(&path).unwrap(), Path::new("link"));
        assert_eq!(names(&folder), ["config", "dotfiles", "link"]);

        symlink("self", folder.path().join("self")).unwrap();
        let error = replace(&folder.path().join("self"), "", Backup::None, Mode::Kept);
        assert!(matches!(error, Err(FileError::EndlessLink { .. })));
    }
}
