//! The Windows Subsystem for Linux, pretended: a kernel that says so and a folder that the mount
//! table calls a drive of Windows, in a mount namespace. Nothing here has seen a real one.

mod helper;
mod setup;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::not_run::not_run;
use crate::setup_aws::laptop::{Laptop, Run};
use crate::tools;

/// `$0` is a folder with the two files, `$@` is vouch: the process stays the same.
const PRETEND: &str = "mount --bind $0/release /proc/sys/kernel/osrelease &&
    mount --bind $0/mounts /proc/$$/mountinfo && exec \"$@\"";

/// A laptop whose folder `mnt/c` is a drive of Windows.
pub(super) struct Wsl {
    pub(super) laptop: Laptop,
}

impl Wsl {
    /// Makes it; `None`, with a note, where this user can't mount.
    pub(super) fn new() -> Option<Self> {
        let laptop = Laptop::new();
        let drive = laptop.path("mnt/c");
        fs::create_dir_all(&drive).unwrap();
        set_mode(&drive, 0o777);
        let release = "5.15.153.1-microsoft-standard-WSL2\n";
        fs::write(laptop.path("release"), release).unwrap();
        let mounts = format!(
            "74 73 0:46 / {} rw,noatime - 9p C:\\134 rw,aname=drvfs;path=C:\\;uid=0\n",
            drive.display()
        );
        fs::write(laptop.path("mounts"), mounts).unwrap();
        let wsl = Self { laptop };
        let mut looks = wsl.pretended(Command::new("cat").arg("/proc/self/mountinfo"));
        if !looks.output().unwrap().stdout.starts_with(b"74 ") {
            not_run("this user can't mount in a namespace of its own");
            return None;
        }
        Some(wsl)
    }

    pub(super) fn drive(&self) -> PathBuf {
        self.laptop.path("mnt/c")
    }

    /// Runs vouch in the distribution `Ubuntu-24.04`.
    pub(super) fn vouch(&self, arguments: &[&str], variables: &[(&str, &Path)]) -> Run {
        let mut vouch = self.laptop.command(&[], arguments);
        vouch.env("WSL_DISTRO_NAME", "Ubuntu-24.04").envs(variables.iter().copied());
        Run(self.pretended(&vouch).output().unwrap())
    }

    fn pretended(&self, command: &Command) -> Command {
        let mut all = Command::new(tools::require("unshare"));
        all.args(["--mount", "--map-root-user", "sh", "-c", PRETEND]);
        all.arg(self.laptop.path("")).arg(command.get_program()).args(command.get_args());
        all.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        all
    }
}

pub(super) fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
