//! A `vouch-server` with one person who may have one role.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use vouch::domain::issuer_url::IssuerUrl;

use crate::Outcome;

pub(crate) const PERSON: &str = "alice@example.com";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";
const PROGRAM: &str = env!("CARGO_BIN_EXE_vouch-server");

/// A running server; ends with this value.
pub(crate) struct Server {
    child: Child,
    folder: TempDir,
    /// Its name.
    pub(crate) url: IssuerUrl,
}

impl Server {
    /// Starts one in a new folder.
    pub(crate) fn start() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        // The name holds the port, so the port is chosen before.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let url: IssuerUrl = format!("http://{address}").parse()?;
        let ended = Command::new(PROGRAM)
            .args(["init", "--issuer", url.as_str()])
            .current_dir(&folder)
            .output()?;
        assert!(ended.status.success(), "{ended:?}");
        let file = folder.path().join("vouch-server.toml");
        let text = std::fs::read_to_string(&file)?
            .replace("allow_software_keys = false", "allow_software_keys = true")
            // One person asks for all of them.
            .replace("per_person = 600", "per_person = 1000000");
        let grant = format!("[[grant]]\nperson = '{PERSON}'\nroles = ['{ROLE}']\n");
        std::fs::write(&file, text + &grant)?;
        let mut child = Command::new(PROGRAM)
            .args(["run", "--listen", &address.to_string()])
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut ready = String::new();
        BufReader::new(child.stdout.take().ok_or("no stdout")?).read_line(&mut ready)?;
        Ok(Self { child, folder, url })
    }

    /// Returns the code of an invitation for a software key.
    pub(crate) fn invitation(&self) -> Outcome<String> {
        let output = Command::new(PROGRAM)
            .args(["invite", "--allow-software-key", PERSON])
            .current_dir(&self.folder)
            .output()?;
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// Returns the CPU time that it took until now.
    pub(crate) fn cpu(&self) -> Outcome<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit(')').next().ok_or("no name")?;
        let ticks = |index| -> Outcome<u64> {
            Ok(after_name.split_whitespace().nth(index).ok_or("too short")?.parse()?)
        };
        // utime and stime, in hundredths of a second.
        Ok(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
