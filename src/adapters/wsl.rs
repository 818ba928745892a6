//! Whether this is the Windows Subsystem for Linux, and where Windows' drives are: read from the
//! kernel, since anybody may set a variable.

use std::path::{Path, PathBuf};

use super::files;
use crate::domain::wsl;

/// Returns the folders at which Windows' drives are mounted; none where this isn't WSL, and `None`
/// where it isn't and there could be none.
pub fn windows_drives() -> Option<Vec<PathBuf>> {
    let read = |path: &str| files::read_text(Path::new(path)).ok().flatten().unwrap_or_default();
    wsl::is_wsl(&read("/proc/sys/kernel/osrelease"))
        .then(|| wsl::windows_drives(&read("/proc/self/mountinfo")))
}
