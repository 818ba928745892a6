//! A world of its own for one test: home, folders, keyring and nothing else from the machine.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::keyring_daemon::KeyringDaemon;
use crate::terminal::Terminal;

/// The folder of the binaries under test.
pub(crate) fn binaries() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_vouch")).parent().unwrap()
}

/// Puts `vouch` and what it can't do without into a folder, as an installation does. Links where it
/// can: a file that is open for writing while a test beside forks can't be run.
pub(crate) fn install(folder: &Path) -> PathBuf {
    for name in ["vouch", "vouch-full"] {
        let (built, place) = (binaries().join(name), folder.join(name));
        if std::fs::hard_link(&built, &place).is_err() {
            assert!(Command::new("cp").arg(&built).arg(&place).status().unwrap().success());
        }
    }
    folder.join("vouch")
}

/// Runs programs that see only what is in it.
pub(crate) struct TestWorld {
    keyring: KeyringDaemon,
    variables: BTreeMap<OsString, OsString>,
}

impl TestWorld {
    /// Makes a world with an unlocked, empty keyring.
    pub(crate) fn new() -> Self {
        let keyring = KeyringDaemon::start();
        let mut world = Self { keyring, variables: BTreeMap::new() };
        // The kernel's keyring is everybody's; a keyring of this world alone is not.
        world.set("VOUCH_KEYRING", "secret-service");
        for (name, value) in world.keyring.environment() {
            world.set(name, value);
        }
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(binaries().to_owned()).chain(std::env::split_paths(&path));
        world.set("PATH", std::env::join_paths(folders).unwrap());
        world
    }

    /// Sets a variable for everything that runs here from now on; returns what it was.
    pub(crate) fn set(
        &mut self,
        name: impl Into<OsString>,
        value: impl Into<OsString>,
    ) -> Option<OsString> {
        self.variables.insert(name.into(), value.into())
    }

    /// This world's keyring.
    pub(crate) fn keyring(&self) -> &KeyringDaemon {
        &self.keyring
    }

    /// This world's keyring, for starting and ending it.
    pub(crate) fn keyring_mut(&mut self) -> &mut KeyringDaemon {
        &mut self.keyring
    }

    /// Locks the keyring; nobody is there who could unlock it.
    pub(crate) fn lock_keyring(&mut self) {
        self.keyring.lock();
    }

    /// A file below this world's own folder.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.keyring.folder().join(below)
    }

    /// Prepares a program.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.variables).current_dir(self.path("home"));
        command.stdin(Stdio::null());
        command
    }

    /// Runs `vouch` without a terminal.
    pub(crate) fn vouch(&self, arguments: &[&str]) -> Told {
        self.run("vouch", arguments)
    }

    /// Runs a program without a terminal.
    pub(crate) fn run(&self, program: &str, arguments: &[&str]) -> Told {
        // A session of its own has no terminal, whatever the tests are run from.
        let output = self.command("setsid").arg("--wait").arg(program).args(arguments).output();
        Told::from(output.unwrap())
    }

    /// Runs `vouch` with something on stdin and without a terminal.
    pub(crate) fn vouch_with_stdin(&self, arguments: &[&str], stdin: &str) -> Told {
        let mut command = self.command("setsid");
        command.arg("--wait").arg("vouch").args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A program that refuses beforehand reads nothing, and may be gone by now.
        let written = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        match written {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
            _ => Told::from(child.wait_with_output().unwrap()),
        }
    }

    /// Starts `vouch` at a terminal of its own.
    pub(crate) fn vouch_at_terminal(&self, arguments: &[&str]) -> Terminal {
        let mut command = self.command("setsid");
        // A signal that whoever runs the tests ignores, as `nohup` does, ends `vouch` all the same.
        let usual = ["env", "--default-signal=HUP,INT,QUIT,TERM", "vouch"];
        command.args(["--ctty", "--wait"]).args(usual).args(arguments);
        Terminal::start(command)
    }
}

/// What a program has said, and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) exit: Option<i32>,
}

impl Told {
    /// Panics with everything that was said unless it ended well.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.exit, Some(0), "{self}");
        self
    }

    /// Returns everything, with the texts that change from run to run replaced.
    pub(crate) fn masked(&self, masks: &[(&str, &str)]) -> String {
        masks.iter().fold(self.to_string(), |text, (from, to)| text.replace(from, to))
    }
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        Self {
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            exit: output.status.code(),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exit {
            Some(code) => writeln!(formatter, "exit: {code}")?,
            None => writeln!(formatter, "exit: by a signal")?,
        }
        write!(formatter, "----- stdout -----\n{}", self.stdout)?;
        write!(formatter, "----- stderr -----\n{}", self.stderr)
    }
}
