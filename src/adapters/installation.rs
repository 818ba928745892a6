//! The programs of one installation: `vouch` lies in one folder, and what it runs lies beside it or in
//! `../libexec/vouch/`.
//!
//! `PATH` and the environment are never looked at: whoever sets them would be handed PINs and
//! sessions.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use thiserror::Error;

use super::own_process;

/// The program that people and AWS tools call.
const FRONT: &str = "vouch";
/// The program that does everything.
const FULL: &str = "vouch-full";
/// Where programs are that nobody calls by name, seen from the folder above that of `vouch`.
const LIBEXEC: &str = "libexec/vouch";

/// Why `vouch-full` could not be run.
#[derive(Debug, Error)]
pub enum InstallationError {
    /// It isn't there.
    #[error("`vouch-full`, a part of vouch, is not there: looked for {looked}")]
    Missing {
        /// Where it was looked for.
        looked: String,
    },
    /// It is there and can't be started.
    #[error("{path}, a part of vouch, can't be run: {reason}")]
    NotRun {
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: io::Error,
    },
}

/// Returns where a program of that name may lie, given the path of `vouch`, whose links are resolved.
pub fn places(executable: &Path, name: &str) -> Vec<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let resolved = executable.canonicalize().unwrap_or_else(|_| executable.to_owned());
    let Some(folder) = resolved.parent() else { return Vec::new() };
    let libexec = folder.parent().map(|prefix| prefix.join(LIBEXEC).join(&name));
    [folder.join(&name)].into_iter().chain(libexec).collect()
}

/// Returns the `vouch` that belongs to this executable: itself, unless it is `vouch-full`.
pub(super) fn front(executable: PathBuf) -> PathBuf {
    if executable.file_stem().is_none_or(|name| name != FULL) {
        return executable;
    }
    let name = format!("{FRONT}{}", std::env::consts::EXE_SUFFIX);
    let Some(folder) = executable.parent() else { return executable };
    let beside = Some(folder.join(&name));
    let above = folder.ends_with(LIBEXEC).then(|| folder.join("../../bin").join(&name));
    let found = [beside, above].into_iter().flatten().find(|place| place.is_file());
    found.and_then(|place| place.canonicalize().ok()).unwrap_or(executable)
}

/// What `vouch` is asked for its release: not an option, since only the other part of it asks.
pub const FRONT_VERSION: &str = "--front-version";

/// Returns the release of the `vouch` at that path, in its own words.
pub fn front_version(front: &Path) -> io::Result<String> {
    let output = Command::new(front).arg(FRONT_VERSION).stdin(Stdio::null()).output()?;
    let text = String::from_utf8(output.stdout).map_err(io::Error::other)?;
    let text = text.trim();
    let is_release = !text.is_empty() && text.len() < 50 && !text.contains(char::is_whitespace);
    if is_release { Ok(text.into()) } else { Err(io::Error::other("it is of another release")) }
}

/// Tells whether the file is in a folder that is emptied now and then, or on a disk that may be
/// taken away.
pub fn is_passing(path: &Path) -> bool {
    const PASSING: [&str; 7] =
        ["/dev/shm", "/media", "/mnt", "/run/media", "/run/user", "/var/tmp", "/Volumes"];
    let temporary = std::env::temp_dir().canonicalize().ok();
    let folders = PASSING.into_iter().map(PathBuf::from).chain(temporary);
    folders.into_iter().any(|folder| path.starts_with(folder))
}

/// Lets `vouch-full` take the place of this process, with the arguments of this one.
pub fn become_full(executable: &Path) -> InstallationError {
    let places = places(executable, FULL);
    let Some(path) = places.iter().find(|place| place.is_file()) else {
        let places: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
        return InstallationError::Missing { looked: places.join(", ") };
    };
    let mut arguments = std::env::args_os();
    let mut command = Command::new(path);
    called(&mut command, arguments.next());
    let Err(reason) = own_process::become_it(command.args(arguments));
    InstallationError::NotRun { path: path.clone(), reason }
}

/// Usage is told in the words that were typed.
#[cfg(unix)]
fn called(command: &mut Command, name: Option<std::ffi::OsString>) {
    use std::os::unix::process::CommandExt as _;
    if let Some(name) = name {
        command.arg0(name);
    }
}

#[cfg(not(unix))]
fn called(_command: &mut Command, _name: Option<std::ffi::OsString>) {}

#[cfg(test)]
mod tests {
    use std::fs::{DirBuilder, OpenOptions};

    use super::*;

    fn put(path: &Path) -> PathBuf {
        let folder = path.parent().expect("a file lies in a folder");
        DirBuilder::new().recursive(true).create(folder).expect("it is a folder of ours");
        OpenOptions::new().write(true).create_new(true).open(path).expect("there is nothing yet");
        path.to_owned()
    }

    #[test]
    fn the_full_program_knows_the_one_that_people_call() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let beside = root.join("bin").join(format!("vouch-full{}", std::env::consts::EXE_SUFFIX));
        let inner = put(&root.join(LIBEXEC).join(beside.file_name().unwrap()));
        // Alone, it is all there is.
        assert_eq!(front(beside.clone()), beside);
        assert_eq!(front(inner.clone()), inner);
        let vouch = put(&root.join("bin").join(format!("vouch{}", std::env::consts::EXE_SUFFIX)));
        assert_eq!(front(beside), vouch);
        assert_eq!(front(inner), vouch);
        assert_eq!(front(vouch.clone()), vouch);
        // A folder of another name has no folder of programs beside it.
        let stray = put(&root.join("lib/other").join("vouch-full"));
        assert_eq!(front(stray.clone()), stray);
    }
}
