//! Writing a file whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::{FileError, attributes, draft, trusted, unreadable, unwritable};

/// Writes a file that is its owner's alone (0600), and makes its folder (0700) where there is none.
///
/// At every moment, also when the power fails, the file holds either the old or the new text whole.
/// A link is followed and its target replaced. Owner and group stay, or nothing is done. A file
/// that this user may not read and write is never replaced, although its folder would allow it.
pub fn write_private(path: &Path, text: &str) -> Result<(), FileError> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let target = target(path)?;
    let before = examine(&target)?;
    let mut draft = draft(&target)?;
    if let Some(before) = before {
        attributes::own(draft.as_file(), &before, &target)?;
    }
    fill(&mut draft, text, &target)?;
    put(draft, &target)
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

/// Removes what processes that were killed left beside the file. What can't be removed is in
/// nobody's way.
pub fn remove_stale_drafts(path: &Path) {
    if let Ok(target) = target(path) {
        draft::remove_stale(folder_of(&target));
    }
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

/// Returns the file, once this user has proved to be able to read and write it.
pub(super) fn examine(target: &Path) -> Result<Option<File>, FileError> {
    match fs::symlink_metadata(target) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(target)(error)),
        Ok(metadata) if !metadata.is_file() => {
            return Err(FileError::NotRegular { path: target.into() });
        }
        Ok(_) => {}
    }
    OpenOptions::new().read(true).open(target).map_err(unreadable(target))?;
    OpenOptions::new().read(true).write(true).open(target).map(Some).map_err(unwritable(target))
}

/// Makes an empty file beside the target, readable by its owner alone; dropped, it is gone.
pub(super) fn draft(target: &Path) -> Result<NamedTempFile, FileError> {
    draft::in_folder(folder_of(target)).map_err(unwritable(target))
}

/// Writes the text and waits until it is on the disk.
pub(super) fn fill(draft: &mut NamedTempFile, text: &str, target: &Path) -> Result<(), FileError> {
    draft.write_all(text.as_bytes()).map_err(unwritable(target))?;
    draft.as_file().sync_all().map_err(unwritable(target))
}

/// Gives the draft the target's name, whatever had it.
pub(super) fn put(draft: NamedTempFile, target: &Path) -> Result<(), FileError> {
    draft.persist(target).map_err(|error| unwritable(target)(error.error))?;
    sync_folder(folder_of(target));
    Ok(())
}

pub(super) fn folder_of(target: &Path) -> &Path {
    match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes the new name last. Some file systems refuse, and the file is whole without it.
pub(super) fn sync_folder(folder: &Path) {
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
    use super::*;

    #[test]
    fn a_private_file_is_its_owners_alone_and_so_is_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/state");
        write_private(&path, "one").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
            assert_eq!(mode(path.parent().unwrap()), 0o700);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            write_private(&path, "two").unwrap();
            assert_eq!(mode(&path), 0o600);
        }
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
    }
}
