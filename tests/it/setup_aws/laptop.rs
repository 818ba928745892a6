//! A home folder with an enrolled issuer, a `vouch` on its `PATH`, and no terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::tools;
use crate::world::install;

pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/Dev";
pub(crate) const ISSUER: &str = "https://vouch.example.com";

pub(crate) struct Laptop {
    root: TempDir,
    program: PathBuf,
    user: Option<u32>,
}

/// What a program said when it succeeded.
pub(crate) struct Said {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Laptop {
    pub(crate) fn new() -> Self {
        Self::with_program_in("bin")
    }

    /// The program is copied, because the links to it are what is looked for.
    pub(crate) fn with_program_in(folder: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["home/.aws", "state", folder] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let program = install(&root.path().join(folder));
        let config = format!("[[issuer]]\nurl = \"{ISSUER}\"\n");
        fs::write(root.path().join("config.toml"), config).unwrap();
        Self { root, program, user: None }
    }

    /// Gives everything to an ordinary user, who then runs the program. Someone who isn't root is
    /// one already.
    pub(crate) fn of_an_ordinary_user() -> Self {
        use std::os::unix::fs::{PermissionsExt as _, chown};

        let mut laptop = Self::new();
        if rustix::process::geteuid().is_root() {
            laptop.user = Some(65534);
            fs::set_permissions(laptop.root.path(), fs::Permissions::from_mode(0o755)).unwrap();
            for path in ["home", "home/.aws", "state"] {
                chown(laptop.root.path().join(path), laptop.user, laptop.user).unwrap();
            }
        }
        laptop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn config_path(&self) -> PathBuf {
        self.path("home/.aws/config")
    }

    pub(crate) fn config(&self) -> String {
        fs::read_to_string(self.config_path()).unwrap()
    }

    pub(crate) fn write_config(&self, text: &str) {
        self.write(&self.config_path(), text);
    }

    pub(crate) fn write_credentials(&self, text: &str) {
        self.write(&self.path("home/.aws/credentials"), text);
    }

    pub(crate) fn write(&self, path: &Path, text: &str) {
        fs::write(path, text).unwrap();
        if self.user.is_some() {
            std::os::unix::fs::chown(path, self.user, self.user).unwrap();
        }
    }

    /// Adds lines to vouch's own configuration.
    pub(crate) fn add_to_vouchs_config(&self, lines: &str) {
        let path = self.path("config.toml");
        fs::write(&path, fs::read_to_string(&path).unwrap() + lines).unwrap();
    }

    /// A command at the terminal that is its stdin.
    pub(crate) fn at_a_terminal(&self, arguments: &[&str]) -> Command {
        let command = self.command(&[], arguments);
        let mut at_terminal = Command::new(tools::require("setsid"));
        at_terminal.args(["--wait", "--ctty"]).args(command.get_args().skip(1)).env_clear();
        at_terminal.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
        at_terminal
    }

    /// The names in `~/.aws`.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path("home/.aws"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn mode(&self) -> u32 {
        use std::os::unix::fs::PermissionsExt as _;

        fs::metadata(self.config_path()).unwrap().permissions().mode() & 0o7777
    }

    /// The line that is to be written.
    pub(crate) fn line(&self) -> String {
        format!(
            "credential_process = {} credential aws --role {ROLE} --issuer {ISSUER} --region \
             eu-central-1\n",
            self.program.display()
        )
    }

    /// Runs `vouch setup aws` for eu-central-1, unless the arguments take no region.
    pub(crate) fn setup(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["setup", "aws"];
        all.extend_from_slice(arguments);
        if !arguments.contains(&"--remove") && !arguments.contains(&"--undo") {
            all.extend(["--region", "eu-central-1"]);
        }
        self.vouch(&all)
    }

    pub(crate) fn vouch(&self, arguments: &[&str]) -> Run {
        Run(self.command(&[], arguments).output().unwrap())
    }

    /// A command that runs vouch, itself run by the wrapping words.
    pub(crate) fn command(&self, wrapping: &[&str], arguments: &[&str]) -> Command {
        // A session of its own has no terminal to ask at.
        let mut command = Command::new(tools::require("setsid"));
        command.arg("--wait");
        if let Some(user) = self.user {
            command.args(["setpriv", "--clear-groups"]);
            command.args([format!("--reuid={user}"), format!("--regid={user}")]);
        }
        command.args(wrapping);
        command.arg(&self.program).args(arguments).current_dir("/").env_clear();
        let bin = self.program.parent().unwrap();
        command
            .env(
                "PATH",
                std::env::join_paths([bin, Path::new("/usr/bin"), Path::new("/bin")]).unwrap(),
            )
            .env("HOME", self.path("home"))
            .env("XDG_STATE_HOME", self.path("state"))
            .env("VOUCH_CONFIG", self.path("config.toml"));
        command
    }
}

/// A program that has run.
pub(crate) struct Run(pub(crate) Output);

impl Run {
    #[track_caller]
    pub(crate) fn succeeds(self) -> Said {
        let said = Said {
            stdout: String::from_utf8(self.0.stdout).unwrap(),
            stderr: String::from_utf8(self.0.stderr).unwrap(),
        };
        assert!(self.0.status.success(), "{}", said.stderr);
        said
    }

    /// Returns what it said on stderr.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> String {
        let said = String::from_utf8(self.0.stderr).unwrap();
        assert_eq!(self.0.status.code(), Some(code), "{said}");
        assert!(self.0.stdout.is_empty());
        said
    }
}
