//! Where the helper is, and whether it can be trusted to be ours.

use std::path::{Path, PathBuf};

use super::super::SecurityKeyError;
use crate::adapters::{installation, wsl};
use crate::domain::wsl::drive_of;

/// The helper's file name.
const NAME: &str = "vouch-piv";

/// Returns the helper beside the executable, else in `../libexec/vouch/`, else the configured one
/// if nobody else may change it. `PATH` and the environment are never looked at: whoever sets them
/// would be handed the PIN.
pub(super) fn find(
    executable: &Path,
    configured: Option<&Path>,
) -> Result<PathBuf, SecurityKeyError> {
    let places = installation::places(executable, NAME);
    if let Some(found) = places.iter().find(|place| place.is_file()) {
        return Ok(found.clone());
    }
    match configured {
        Some(path) => trusted(path, &wsl::windows_drives().unwrap_or_default()),
        None => Err(SecurityKeyError::HelperMissing { looked: listed(&places) }),
    }
}

/// Returns the configured file, links resolved, if it may be run. `drives` are where WSL has mounted
/// those of Windows.
fn trusted(path: &Path, drives: &[PathBuf]) -> Result<PathBuf, SecurityKeyError> {
    let refuse = |reason: &str| SecurityKeyError::HelperUnsafe {
        path: path.display().to_string(),
        reason: reason.into(),
    };
    if !path.is_absolute() {
        return Err(refuse("its path is not absolute"));
    }
    let resolved = path
        .canonicalize()
        .map_err(|_| SecurityKeyError::HelperMissing { looked: path.display().to_string() })?;
    if !resolved.is_file() {
        return Err(refuse("it is not a file"));
    }
    let Some(culprit) = others_may_change(&resolved, drives) else { return Ok(resolved) };
    Err(refuse(&match drive_of(&culprit, drives) {
        None => format!("{} can be changed by others", culprit.display()),
        Some(_) => format!(
            "{} can be changed without an administrator's rights, by everybody in this distribution",
            culprit.display()
        ),
    }))
}

/// Returns the file, or the folder above it, that somebody but this user and root owns or may
/// write to. A sticky folder such as `/tmp` protects what is in it.
///
/// On a drive of Windows, everybody in the distribution acts as the one Windows user, and the modes
/// repeat what Windows lets that user do: what is writable there, every user here may change, so it
/// is refused as elsewhere, and `C:\Program Files` is where a helper can be. The drive's own folder
/// is left out: whoever may make files in `C:\` may not replace folders there, which is what a
/// writable folder means to Linux.
#[cfg(unix)]
fn others_may_change(file: &Path, drives: &[PathBuf]) -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt as _;

    const STICKY: u32 = 0o1000;
    const GROUP_OR_OTHERS_WRITE: u32 = 0o022;
    let user = rustix::process::geteuid().as_raw();
    let safe = |path: &Path| {
        path.symlink_metadata().is_ok_and(|found| {
            let ours = found.uid() == user || found.uid() == 0;
            let sticky = found.is_dir() && found.mode() & STICKY != 0;
            ours && (sticky || found.mode() & GROUP_OR_OTHERS_WRITE == 0)
        })
    };
    let is_drive = |path: &Path| drives.iter().any(|drive| drive == path);
    file.ancestors().find(|path| !is_drive(path) && !safe(path)).map(Path::to_owned)
}

/// Windows keeps its own lists of who may write where; they aren't read.
#[cfg(not(unix))]
fn others_may_change(_file: &Path, _drives: &[PathBuf]) -> Option<PathBuf> {
    None
}

/// Lists the places for an error.
fn listed(places: &[PathBuf]) -> String {
    let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    places.join(", ")
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// Puts an empty file there, with the folders above it.
    fn put(path: &Path) -> PathBuf {
        let folder = path.parent().expect("a file lies in a folder");
        fs::DirBuilder::new().recursive(true).create(folder).expect("it is a folder of ours");
        let file = fs::OpenOptions::new().write(true).create_new(true).open(path);
        file.expect("there is nothing yet");
        set(path, 0o755);
        path.to_owned()
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
    }

    fn reason(found: Result<PathBuf, SecurityKeyError>) -> String {
        match found {
            Err(SecurityKeyError::HelperUnsafe { reason, .. }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn it_lies_beside_the_real_program_else_in_libexec() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let program = put(&root.join("prefix/bin/vouch"));
        let link = root.join("vouch");
        symlink(&program, &link).unwrap();
        let elsewhere = put(&root.join("elsewhere/helper"));
        let missing = find(&link, None);
        assert!(matches!(missing, Err(SecurityKeyError::HelperMissing { .. })), "{missing:?}");
        assert_eq!(find(&link, Some(&elsewhere)).unwrap(), elsewhere);
        let libexec = put(&root.join("prefix/libexec/vouch/vouch-piv"));
        assert_eq!(find(&link, Some(&elsewhere)).unwrap(), libexec);
        let beside = put(&root.join("prefix/bin/vouch-piv"));
        assert_eq!(find(&link, Some(&elsewhere)).unwrap(), beside);
    }

    #[test]
    fn a_configured_one_is_refused_when_others_may_change_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let helper = put(&root.join("open/helper"));
        for (path, mode) in [(&helper, 0o775), (&helper, 0o757), (&root.join("open"), 0o777)] {
            set(path, mode);
            let reason = reason(trusted(&helper, &[]));
            assert_eq!(reason, format!("{} can be changed by others", path.display()));
            set(path, 0o755);
        }
        assert_eq!(trusted(&helper, &[]).unwrap(), helper);
    }

    #[test]
    fn a_link_is_judged_by_where_it_leads() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let helper = put(&root.join("helper"));
        let link = root.join("link");
        symlink(&helper, &link).unwrap();
        assert_eq!(trusted(&link, &[]).unwrap(), helper);
        set(&helper, 0o777);
        assert!(reason(trusted(&link, &[])).contains("can be changed"));
    }

    #[test]
    fn a_relative_path_and_a_folder_are_refused_and_nothing_is_missing() {
        assert_eq!(reason(trusted(Path::new("vouch-piv"), &[])), "its path is not absolute");
        assert_eq!(reason(trusted(Path::new("/"), &[])), "it is not a file");
        let missing = trusted(Path::new("/nowhere/vouch-piv"), &[]);
        assert!(matches!(missing, Err(SecurityKeyError::HelperMissing { .. })), "{missing:?}");
    }

    #[test]
    fn on_a_drive_of_windows_the_drives_own_folder_is_left_out_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let drive = root.join("mnt/c");
        let helper = put(&drive.join("Program Files/vouch/vouch-piv.exe"));
        set(&helper, 0o555);
        set(&drive, 0o777);
        let drives = [drive.clone()];
        assert!(reason(trusted(&helper, &[])).ends_with("mnt/c can be changed by others"));
        assert_eq!(trusted(&helper, &drives).unwrap(), helper);
        for path in [helper.clone(), drive.join("Program Files"), drive.join("Program Files/vouch")]
        {
            set(&path, 0o777);
            let expected = format!("{} can be changed without an", path.display());
            assert!(reason(trusted(&helper, &drives)).starts_with(&expected));
            set(&path, 0o555);
        }
        let above = root.join("mnt");
        set(&above, 0o777);
        let expected = format!("{} can be changed by others", above.display());
        assert_eq!(reason(trusted(&helper, &drives)), expected);
        set(&drive.join("Program Files/vouch"), 0o755);
        set(&drive.join("Program Files"), 0o755);
    }
}
