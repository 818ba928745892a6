//! Two files change places.

use std::fs::File;
use std::io;
use std::path::Path;

/// Exchanges a draft and the file beside it, in one step. Returns what was that file, which has the
/// draft's name now, or `None` if the system or the file system can't: then nothing has happened.
///
/// It is locked while it is held, because a draft that isn't is taken for a dead process's.
#[cfg(any(target_os = "linux", target_os = "macos"))]
#[expect(clippy::disallowed_methods, reason = "adapters::files is where files are opened")]
pub(super) fn exchange(draft: &Path, file: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    let old = File::open(file)?;
    // Where files can't be locked, nobody removes them either.
    let _ = old.try_lock();
    match renameat_with(CWD, draft, CWD, file, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(Some(old)),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn exchange(_draft: &Path, _file: &Path) -> io::Result<Option<File>> {
    Ok(None)
}
