//! What a file has besides its content: owner, mode, extended attributes.

use std::fs::File;
use std::path::Path;

use super::FileError;
#[cfg(unix)]
use super::unwritable;

/// Gives the draft the owner and the group of the file it replaces. Elsewhere than on Unix a folder
/// hands its own down.
pub(super) fn own(draft: &File, before: &File, target: &Path) -> Result<(), FileError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, fchown};

        let now = draft.metadata().map_err(unwritable(target))?;
        let then = before.metadata().map_err(unwritable(target))?;
        if (now.uid(), now.gid()) != (then.uid(), then.gid()) {
            fchown(draft, Some(then.uid()), Some(then.gid()))
                .map_err(|_| FileError::Owner { path: target.into() })?;
        }
    }
    #[cfg(not(unix))]
    let _ = (draft, before, target);
    Ok(())
}

/// Gives the draft the owner, the attributes and the mode of the file it replaces.
pub(super) fn resemble(draft: &File, before: &File, target: &Path) -> Result<(), FileError> {
    own(draft, before, target)?;
    copy_extended(draft, before);
    #[cfg(unix)]
    {
        // After the attributes: an access control list is one of them, and changes the mode.
        let then = before.metadata().map_err(unwritable(target))?;
        draft.set_permissions(then.permissions()).map_err(unwritable(target))?;
    }
    Ok(())
}

/// Copies extended attributes, among them Linux' access control lists. One that this user may not
/// set, such as a security label, is as the folder gives it.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn copy_extended(draft: &File, before: &File) {
    use rustix::fs::{XattrFlags, fgetxattr, flistxattr, fsetxattr};

    const LONGEST: usize = 64 << 10;
    let (mut names, mut value) = (vec![0; LONGEST], vec![0; LONGEST]);
    // A file system without attributes has none to lose.
    let length = flistxattr(before, &mut names[..]).unwrap_or(0);
    for name in names[..length].split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        if let Ok(length) = fgetxattr(before, name, &mut value[..]) {
            let _ = fsetxattr(draft, name, &value[..length], XattrFlags::empty());
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn copy_extended(_draft: &File, _before: &File) {}
