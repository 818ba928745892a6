//! Other people's programs that tests run. A missing one is a red test that says how to get it:
//! a test that skips itself would look like one that passed.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::virtual_key::VirtualKey;

/// Finds a program on the PATH.
///
/// # Panics
/// When it is missing, with the command that installs it.
pub(crate) fn require(program: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).map(|it| it.join(program)).find(|it| it.is_file());
    found.unwrap_or_else(|| panic!("`{program}` is missing: {}", remedy(program)))
}

/// Finds `ykman`: where `VOUCH_TEST_YKMAN` says, else on the PATH.
pub(crate) fn require_ykman() -> PathBuf {
    match env::var_os("VOUCH_TEST_YKMAN") {
        Some(path) if Path::new(&path).is_file() => path.into(),
        Some(path) => panic!("VOUCH_TEST_YKMAN names no file: {}", path.display()),
        None => require("ykman"),
    }
}

/// Finds the AWS CLI: where `VOUCH_TEST_AWS` says, else on the PATH.
pub(crate) fn require_aws_cli() -> PathBuf {
    match env::var_os("VOUCH_TEST_AWS") {
        Some(path) if Path::new(&path).is_file() => path.into(),
        Some(path) => panic!("VOUCH_TEST_AWS names no file: {}", path.display()),
        None => require("aws"),
    }
}

/// Finds a Python with boto3: where `VOUCH_TEST_PYTHON` says, else the one on the PATH.
pub(crate) fn require_boto3() -> String {
    let python = env::var("VOUCH_TEST_PYTHON").unwrap_or_else(|_| "python3".into());
    let answer = Command::new(&python).args(["-c", "import boto3"]).output();
    let found = answer.is_ok_and(|answer| answer.status.success());
    assert!(found, "`{python}` has no boto3: `make test` installs it, or pip install boto3");
    python
}

/// Finds what a variable names.
///
/// # Panics
/// When it names nothing, with the command that installs it.
pub(crate) fn require_named(variable: &str) -> PathBuf {
    match env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.exists() => path,
        Some(path) => panic!("{variable} names nothing: {}", path.display()),
        None => panic!("{variable} is not set: `make test` installs what it names"),
    }
}

/// Returns a program of `tests/clients`.
pub(crate) fn client(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

fn remedy(program: &str) -> String {
    let package = match program {
        "aws" => return "`make test` installs it, or pip install awscli".into(),
        "gpg" | "gpgconf" => "gnupg scdaemon",
        "keyctl" => "keyutils",
        "pkcs11-tool" => "opensc",
        "setsid" => "util-linux",
        "tinyproxy" => "tinyproxy-bin",
        "ykman" => {
            return "python3 -m venv DIR && DIR/bin/pip install yubikey-manager==5.9.2, \
                    then VOUCH_TEST_YKMAN=DIR/bin/ykman"
                .into();
        }
        other => other,
    };
    format!("apt-get install {package}")
}

/// A place to run programs that see one virtual key, with a folder for their files.
pub(crate) struct Bench<'a> {
    key: &'a VirtualKey,
    folder: TempDir,
}

impl<'a> Bench<'a> {
    /// Makes the folder, with a `pkill` in it that harms nobody: `ykman` and gpg's friends end
    /// programs by name, those of other tests and of the developer too.
    pub(crate) fn beside(key: &'a VirtualKey) -> Bench<'a> {
        let folder = tempfile::tempdir().unwrap();
        let stub = folder.path().join("pkill");
        fs::write(&stub, "#!/bin/sh\nexit 1\n").unwrap();
        fs::set_permissions(&stub, fs::Permissions::from_mode(0o755)).unwrap();
        Bench { key, folder }
    }

    /// Where programs run, and where their files are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A command that sees the key and works in the folder.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let path = env::var_os("PATH").unwrap_or_default();
        let here = [self.folder().to_path_buf()].into_iter().chain(env::split_paths(&path));
        let mut command = Command::new(program);
        command
            .current_dir(self.folder())
            .env("PATH", env::join_paths(here).unwrap())
            .env("HOME", self.folder())
            .env("GNUPGHOME", self.folder())
            .env("LC_ALL", "C.UTF-8")
            .env("PCSCLITE_CSOCK_NAME", self.key.socket());
        command
    }

    /// Runs a program that must succeed; returns what it printed, stdout first.
    pub(crate) fn run(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> String {
        let (text, output) = self.output(program.as_ref(), arguments);
        assert!(output.status.success(), "{arguments:?} failed:\n{text}");
        text
    }

    /// Runs a program that must fail; returns what it printed, stdout first.
    pub(crate) fn refused(&self, program: impl AsRef<OsStr>, arguments: &[&str]) -> String {
        let (text, output) = self.output(program.as_ref(), arguments);
        assert!(!output.status.success(), "{arguments:?} succeeded:\n{text}");
        text
    }

    fn output(&self, program: &OsStr, arguments: &[&str]) -> (String, Output) {
        let output = self.command(program).args(arguments).output().unwrap();
        let bytes = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
        (String::from_utf8_lossy(&bytes).into_owned(), output)
    }
}
