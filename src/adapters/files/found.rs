//! The names by which a program is found.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Returns the absolute paths by which `PATH` finds this executable, first things first.
///
/// An executable's own path may hold a version that the next update removes; the link to it on
/// `PATH` stays. Folders of `PATH` that aren't absolute mean something else in every folder and are
/// left out.
pub fn on_path(executable: &Path, path: Option<&OsStr>) -> Vec<PathBuf> {
    let name = format!("vouch{}", std::env::consts::EXE_SUFFIX);
    let Ok(executable) = executable.canonicalize() else { return Vec::new() };
    std::env::split_paths(path.unwrap_or_default())
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .filter(|file| file.canonicalize().is_ok_and(|found| found == executable))
        .collect()
}

/// Returns the first program of that name on `PATH`, as a shell finds it.
pub fn first_on_path(name: &str, path: Option<&OsStr>) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(path.unwrap_or_default())
        .map(|folder| folder.join(&name))
        .find(|file| can_be_run(file))
}

/// Tells whether this user may run the file.
#[cfg(unix)]
pub fn can_be_run(path: &Path) -> bool {
    path.is_file() && rustix::fs::access(path, rustix::fs::Access::EXEC_OK).is_ok()
}

/// Windows goes by the name.
#[cfg(not(unix))]
pub fn can_be_run(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "the test makes its own files")]
mod tests {
    use std::env::join_paths;
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_links_on_path_are_found_in_order_and_other_programs_are_not() {
        let root = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let folder = root.path().join(name);
            fs::create_dir_all(&folder).unwrap();
            folder
        };
        let executable = folder("cellar/1.2").join("vouch");
        fs::write(&executable, "").unwrap();
        for name in ["bin", "sbin"] {
            symlink(&executable, folder(name).join("vouch")).unwrap();
        }
        symlink("/bin/sh", folder("other").join("vouch")).unwrap();
        let names = ["empty", "other", "bin", "sbin"].map(folder);
        let path = join_paths(names.iter().chain([&PathBuf::from(".")])).unwrap();
        assert_eq!(
            on_path(&executable, Some(&path)),
            [root.path().join("bin/vouch"), root.path().join("sbin/vouch")]
        );
        assert!(on_path(&executable, None).is_empty());
        assert!(on_path(&root.path().join("absent"), Some(&path)).is_empty());
    }
}
