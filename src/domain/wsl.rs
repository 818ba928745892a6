//! The Windows Subsystem for Linux: how it is known, and where Windows' drives are.
//!
//! Never tried on a real one: what is written here is what Microsoft documents
//! ([file permissions](https://learn.microsoft.com/windows/wsl/file-permissions)) and what the mount
//! tables of people's reports show.

use std::path::{Path, PathBuf};

/// Tells whether a kernel is that of WSL, by its release (`/proc/sys/kernel/osrelease`), such as
/// `5.15.153.1-microsoft-standard-WSL2`.
pub fn is_wsl(release: &str) -> bool {
    release.to_ascii_lowercase().contains("microsoft")
}

/// Returns the folders at which Windows' drives are mounted, from `/proc/self/mountinfo`
/// ([its fields](https://www.kernel.org/doc/html/latest/filesystems/proc.html#proc-pid-mountinfo-information-about-mounts)).
///
/// WSL 1 mounts them as `drvfs`; WSL 2 over the 9P protocol or virtiofs, and says `drvfs` in the
/// source or in the options.
pub fn windows_drives(mounts: &str) -> Vec<PathBuf> {
    mounts.lines().filter_map(drive).collect()
}

fn drive(line: &str) -> Option<PathBuf> {
    let (place, system) = line.split_once(" - ")?;
    let mut fields = place.split(' ').skip(3);
    let (root, folder) = (fields.next()?, fields.next()?);
    let kind = system.split(' ').next()?;
    let is_drive = match kind {
        "drvfs" => true,
        "9p" | "virtiofs" => system.contains("drvfs"),
        _ => false,
    };
    // A part of a drive that is mounted elsewhere isn't its root.
    (is_drive && root == "/").then(|| PathBuf::from(unescaped(folder)))
}

/// The kernel writes blanks, tabs, line ends and backslashes as three octal digits.
fn unescaped(text: &str) -> String {
    [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")]
        .into_iter()
        .fold(text.to_owned(), |text, (escape, meant)| text.replace(escape, meant))
}

/// Returns the drive that the path is on.
pub fn drive_of<'a>(path: &Path, drives: &'a [PathBuf]) -> Option<&'a Path> {
    drives.iter().map(PathBuf::as_path).find(|drive| path.starts_with(drive))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_says_whose_it_is() {
        for release in ["5.15.153.1-microsoft-standard-WSL2\n", "4.4.0-19041-Microsoft"] {
            assert!(is_wsl(release), "{release}");
        }
        for release in ["6.1.0-18-amd64", "6.6.87-azure", ""] {
            assert!(!is_wsl(release), "{release}");
        }
    }

    #[test]
    fn drives_are_those_of_windows_alone() {
        let mounts = r"74 73 0:46 / /mnt/c rw,noatime - 9p C:\134 rw,dirsync,aname=drvfs;path=C:\;uid=1000;gid=1000;symlinkroot=/mnt/,trans=fd,rfd=5,wfd=5
75 73 0:47 / /mnt/my\040disk rw,noatime - 9p drvfs rw,dirsync,aname=drvfs;path=D:\
76 73 0:48 / /mnt/e rw - drvfs E: rw
77 73 0:49 / /mnt/f rw - virtiofs drvfsF0 rw
78 73 0:46 /Users/me /home/me/windows rw - 9p C:\134 rw,aname=drvfs;path=C:\
79 73 8:32 / / rw,relatime - ext4 /dev/sdc rw
80 73 0:29 / /mnt/wsl rw,relatime - tmpfs none rw
81 73 0:30 / /usr/lib/wsl/drivers ro - 9p drivers ro,aname=drivers
82 73 0:31 / /mnt/share rw - 9p host rw,trans=virtio
broken";
        let drives = windows_drives(mounts);
        assert_eq!(drives, ["/mnt/c", "/mnt/my disk", "/mnt/e", "/mnt/f"].map(PathBuf::from));
        assert_eq!(drive_of(Path::new("/mnt/c/a"), &drives), Some(Path::new("/mnt/c")));
        assert_eq!(drive_of(Path::new("/mnt/cc/a"), &drives), None);
        assert!(windows_drives("").is_empty());
    }
}
