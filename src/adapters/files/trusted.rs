//! Who may change what is believed.

use std::path::Path;

use super::{FileError, read_text};

/// Reads as [`read_text`] does what this user trusts for being in that file: the file and its folder
/// must belong to this user or root, and nobody else may write there.
///
/// The group of the same number as the user is the user's own, as most distributions make it: what
/// it may write, nobody else may.
pub fn read_own(path: &Path) -> Result<Option<String>, FileError> {
    let text = read_text(path)?;
    if text.is_some() {
        refuse_strangers(path)?;
    }
    Ok(text)
}

#[cfg(unix)]
fn refuse_strangers(path: &Path) -> Result<(), FileError> {
    use super::unreadable;

    let file = path.canonicalize().map_err(unreadable(path))?;
    let places = [Some(file.as_path()), file.parent()];
    match places.into_iter().flatten().find(|place| !is_ours_alone(place)) {
        None => Ok(()),
        Some(place) => Err(FileError::Strangers { path: path.into(), place: place.into() }),
    }
}

/// Tells whether the file or folder belongs to this user or root, and nobody else may write there. A
/// sticky folder such as `/tmp` protects what is in it.
#[cfg(unix)]
pub fn is_ours_alone(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    const STICKY: u32 = 0o1000;
    const GROUP_WRITE: u32 = 0o020;
    const OTHERS_WRITE: u32 = 0o002;
    let user = rustix::process::geteuid().as_raw();
    place.symlink_metadata().is_ok_and(|found| {
        let is_owner_fine = found.uid() == user || found.uid() == 0;
        let is_own_group = found.gid() == user || found.gid() == 0;
        let others = if is_own_group { OTHERS_WRITE } else { OTHERS_WRITE | GROUP_WRITE };
        let is_sticky = found.is_dir() && found.mode() & STICKY != 0;
        is_owner_fine && (is_sticky || found.mode() & others == 0)
    })
}

/// Takes from others the right to write to the file or folder, which must be this user's own.
#[cfg(unix)]
pub fn forbid_others(place: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use super::{unreadable, unwritable};

    let found = place.metadata().map_err(unreadable(place))?;
    if found.uid() != rustix::process::geteuid().as_raw() {
        return Err(FileError::Owner { path: place.into() });
    }
    let mode = std::fs::Permissions::from_mode(found.mode() & 0o7777 & !0o022);
    std::fs::set_permissions(place, mode).map_err(unwritable(place))
}

/// Windows keeps its own lists of who may write where; they aren't read.
#[cfg(not(unix))]
pub fn is_ours_alone(_place: &Path) -> bool {
    true
}

/// Nothing is found that could be mended.
#[cfg(not(unix))]
pub fn forbid_others(_place: &Path) -> Result<(), FileError> {
    Ok(())
}

/// Windows keeps its own lists of who may write where; they aren't read.
#[cfg(not(unix))]
fn refuse_strangers(_path: &Path) -> Result<(), FileError> {
    Ok(())
}

/// Refuses that root makes a file in another user's folder, as `sudo` does where it keeps HOME: the
/// user couldn't write, or even read, what is theirs any more.
#[cfg(unix)]
pub(super) fn refuse_to_give_away(folder: &Path) -> Result<(), FileError> {
    use std::os::unix::fs::MetadataExt as _;

    let user = rustix::process::geteuid();
    let there = folder.ancestors().find_map(|place| place.metadata().ok());
    match there {
        Some(there) if user.is_root() && there.uid() != 0 => {
            Err(FileError::OthersFolder { path: folder.into() })
        }
        _ => Ok(()),
    }
}

/// Elsewhere a folder hands its owner and permissions down.
#[cfg(not(unix))]
pub(super) fn refuse_to_give_away(_folder: &Path) -> Result<(), FileError> {
    Ok(())
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "the tests make their own files")]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, chown, symlink};

    use rustix::process::geteuid;

    use super::*;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    fn culprit(path: &Path) -> Option<std::path::PathBuf> {
        match read_own(path) {
            Ok(text) => {
                assert_eq!(text.as_deref(), Some("text"));
                None
            }
            Err(FileError::Strangers { place, .. }) => Some(place),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_others_may_write_is_refused_also_behind_a_link() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let (folder, link) = (root.join("folder"), root.join("link"));
        let file = folder.join("file");
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "text").unwrap();
        symlink(&file, &link).unwrap();
        assert_eq!(read_own(&root.join("absent")).unwrap(), None);
        for mode in [0o600, 0o644, 0o400] {
            set(&file, mode);
            assert_eq!(culprit(&file), None, "{mode:o}");
        }
        for mode in [0o646, 0o602] {
            set(&file, mode);
            assert_eq!((culprit(&file), culprit(&link)), (Some(file.clone()), Some(file.clone())));
        }
        set(&file, 0o644);
        set(&folder, 0o777);
        assert_eq!(culprit(&file), Some(folder.clone()));
        set(&folder, 0o1777);
        assert_eq!(culprit(&file), None);
    }

    #[test]
    fn the_users_own_group_is_nobody_else() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "text").unwrap();
        set(&file, 0o664);
        let groups = if geteuid().is_root() { vec![0, 65534] } else { Vec::new() };
        for group in groups {
            chown(&file, None, Some(group)).unwrap();
            assert_eq!(culprit(&file).is_some(), group != 0);
        }
    }

    #[test]
    fn root_neither_believes_nor_makes_what_is_anothers() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "text").unwrap();
        let theirs = root.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        assert!(refuse_to_give_away(&theirs.join("a/b")).is_ok());
        if !geteuid().is_root() {
            return; // Only root can make what belongs to another.
        }
        chown(&file, Some(65534), None).unwrap();
        assert!(culprit(&file).is_some());
        chown(&theirs, Some(65534), None).unwrap();
        for folder in [theirs.clone(), theirs.join("a/b")] {
            let refused = refuse_to_give_away(&folder);
            assert!(matches!(refused, Err(FileError::OthersFolder { .. })));
        }
    }
}
