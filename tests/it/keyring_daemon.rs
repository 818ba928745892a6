//! A real Secret Service for one test: its own bus, its own gnome-keyring, its own folders.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longer than the keyring takes to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A session bus with a keyring on it; both end when this is dropped.
pub(crate) struct KeyringDaemon {
    folder: TempDir,
    /// Where the keyring keeps its files: it waits for its disk at every change, and the machine's
    /// may be slow.
    kept: TempDir,
    address: String,
    bus: Child,
    keyring: Option<Child>,
    owner: Option<u32>,
}

#[derive(Clone, Copy)]
enum Lock {
    Locked,
    Unlocked,
}

impl KeyringDaemon {
    /// Starts a bus and a keyring that is unlocked and empty.
    pub(crate) fn start() -> Self {
        Self::start_as(None)
    }

    /// Starts them for that user, which only root can do.
    pub(crate) fn start_as(owner: Option<u32>) -> Self {
        let mut daemon = Self::bus_only_as(owner);
        daemon.unlock_with("ci-password", Lock::Unlocked);
        daemon
    }

    /// Starts a bus on which nothing answers for the Secret Service.
    pub(crate) fn bus_only() -> Self {
        Self::bus_only_as(None)
    }

    fn bus_only_as(owner: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "run", "data", "state", "config"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            private(&folder.path().join(name));
            give(&folder.path().join(name), owner);
        }
        give(folder.path(), owner);
        // Without a folder of services the bus can't start a keyring by itself.
        let configuration = folder.path().join("bus.conf");
        std::fs::write(&configuration, bus_configuration(folder.path())).unwrap();
        let mut bus = owned(Command::new("dbus-daemon"), owner)
            .arg(format!("--config-file={}", configuration.display()))
            .args(["--print-address=1", "--nofork", "--nopidfile"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let memory = Path::new("/dev/shm");
        let kept = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        give(kept.path(), owner);
        Self { folder, kept, address: address.trim().into(), bus, keyring: None, owner }
    }

    /// Ends the keyring and starts it again with a wrong password: everything in it is locked.
    pub(crate) fn lock(&mut self) {
        self.unlock_with("wrong-password", Lock::Locked);
    }

    /// Locks it as a person does at the desktop: it knows its items still.
    pub(crate) fn lock_by_hand(&self) {
        let answer = self
            .dbus_send("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock")
            .arg("array:objpath:/org/freedesktop/secrets/collection/login")
            .output();
        assert!(answer.expect("dbus-send is installed").status.success());
        assert!(self.default_collection_is(Lock::Locked));
    }

    /// Ends the keyring and starts it again with its own password.
    pub(crate) fn unlock(&mut self) {
        self.unlock_with("ci-password", Lock::Unlocked);
    }

    /// Ends the keyring; what it kept stays.
    pub(crate) fn stop(&mut self) {
        end(self.keyring.take());
    }

    /// Stops the keyring in its tracks: it is there, and answers nothing.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets a frozen keyring go on.
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let keyring = self.keyring.as_ref().expect("the keyring was started");
        let done = Command::new("kill").args([signal, &keyring.id().to_string()]).status();
        assert!(done.unwrap().success());
    }

    /// Returns the variables that lead a program to this keyring and to folders of its own.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let place = |name: &str| self.folder.path().join(name).display().to_string();
        vec![
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone()),
            ("HOME", place("home")),
            ("XDG_CONFIG_HOME", place("config")),
            ("XDG_DATA_HOME", place("data")),
            ("XDG_RUNTIME_DIR", place("run")),
            ("XDG_STATE_HOME", place("state")),
        ]
    }

    /// Returns the address of the bus.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Returns the folder that holds everything and goes when this is dropped.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets the program run as the user whose keyring this is.
    pub(crate) fn owned(&self, program: Command) -> Command {
        owned(program, self.owner)
    }

    /// Gives a file or folder to that user.
    pub(crate) fn give(&self, path: &Path) {
        give(path, self.owner);
    }

    fn unlock_with(&mut self, password: &str, expected: Lock) {
        end(self.keyring.take());
        let mut keyring = self
            .owned(Command::new("gnome-keyring-daemon"))
            .args(["--foreground", "--unlock", "--components=secrets"])
            .envs(self.environment())
            .env("XDG_DATA_HOME", self.kept.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("gnome-keyring-daemon is installed");
        keyring.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        self.keyring = Some(keyring);
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.default_collection_is(expected) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("gnome-keyring-daemon has made no collection");
    }

    fn dbus_send(&self, object: &str, method: &str) -> Command {
        let mut program = self.owned(Command::new("dbus-send"));
        program.args(["--session", "--print-reply", "--dest=org.freedesktop.secrets"]);
        program.args([object, method]).envs(self.environment());
        program
    }

    /// A keyring that is starting shows its collection before it has tried the password.
    fn default_collection_is(&self, expected: Lock) -> bool {
        let object = "/org/freedesktop/secrets/aliases/default";
        let answer = self
            .dbus_send(object, "org.freedesktop.DBus.Properties.Get")
            .args(["string:org.freedesktop.Secret.Collection", "string:Locked"])
            .output()
            .expect("dbus-send is installed");
        String::from_utf8_lossy(&answer.stdout).contains(match expected {
            Lock::Locked => "boolean true",
            Lock::Unlocked => "boolean false",
        })
    }
}

impl Drop for KeyringDaemon {
    fn drop(&mut self) {
        end(self.keyring.take());
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

fn end(child: Option<Child>) {
    if let Some(mut child) = child {
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn owned(mut program: Command, owner: Option<u32>) -> Command {
    if let Some(owner) = owner {
        program.uid(owner).gid(owner);
    }
    program
}

fn give(path: &Path, owner: Option<u32>) {
    std::os::unix::fs::chown(path, owner, owner).unwrap();
}

fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).unwrap();
}

fn bus_configuration(folder: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        folder.join("bus").display()
    )
}
