//! Where the helper is, and whether it can be trusted to be ours.

use std::path::{Path, PathBuf};

use super::super::SecurityKeyError;

/// The helper's file name.
const NAME: &str = if cfg!(windows) { "vouch-piv.exe" } else { "vouch-piv" };

/// Returns the helper beside the executable, else in `../libexec/vouch/`, else the configured one
/// if nobody else may change it. `PATH` and the environment are never looked at: whoever sets them
/// would be handed the PIN.
pub(super) fn find(
    executable: &Path,
    configured: Option<&Path>,
) -> Result<PathBuf, SecurityKeyError> {
    let places = beside(executable);
    if let Some(found) = places.iter().find(|place| place.is_file()) {
        return Ok(found.clone());
    }
    match configured {
        Some(path) => trusted(path),
        None => Err(SecurityKeyError::HelperMissing { looked: listed(&places) }),
    }
}

/// Returns the places that belong to the installed program itself, links resolved.
fn beside(executable: &Path) -> Vec<PathBuf> {
    let resolved = executable.canonicalize().unwrap_or_else(|_| executable.to_owned());
    let Some(folder) = resolved.parent() else { return Vec::new() };
    let libexec = folder.parent().map(|prefix| prefix.join("libexec/vouch").join(NAME));
    [folder.join(NAME)].into_iter().chain(libexec).collect()
}

/// Returns the configured file, links resolved, if it may be run.
fn trusted(path: &Path) -> Result<PathBuf, SecurityKeyError> {
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
    match others_may_change(&resolved) {
        None => Ok(resolved),
        Some(culprit) => Err(refuse(&format!("{} can be changed by others", culprit.display()))),
    }
}

/// Returns the file, or the folder above it, that somebody but this user and root owns or may
/// write to. A sticky folder such as `/tmp` protects what is in it.
#[cfg(unix)]
fn others_may_change(file: &Path) -> Option<PathBuf> {
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
    file.ancestors().find(|path| !safe(path)).map(Path::to_owned)
}

/// Windows keeps its own lists of who may write where; they aren't read.
#[cfg(not(unix))]
fn others_may_change(_file: &Path) -> Option<PathBuf> {
    None
}

/// Lists the places for an error.
fn listed(places: &[PathBuf]) -> String {
    let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    places.join(", ")
}
