//! A desk: keys in the readers of one pcscd, in a folder that goes away with it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::key::VirtualYubikey;
use crate::options::{Options, Plugged};
use crate::pcscd::{self, Pcscd, Reader, find_driver};

/// The name that a real key of the 5 series has as a reader.
pub const READER_NAME: &str = "Yubico YubiKey OTP+FIDO+CCID";

/// Keys and the pcscd that serves them. Fields end in this order: pcscd first.
pub struct Desk {
    pcscd: Mutex<Pcscd>,
    socket: PathBuf,
    keys: Vec<VirtualYubikey>,
    _folder: TempDir,
}

impl Desk {
    /// Starts the keys and their pcscd, and returns when pcscd has powered each that is plugged in.
    pub fn start(options: &[Options]) -> io::Result<Desk> {
        let driver = find_driver()?;
        let folder = tempfile::Builder::new().prefix("desk").tempdir()?;
        let (mut keys, mut readers) = (Vec::new(), Vec::new());
        for (number, options) in options.iter().enumerate() {
            let socket = folder.path().join(format!("key-{number}"));
            keys.push(VirtualYubikey::start(options, socket.clone())?);
            readers.push(Reader { name: READER_NAME.into(), key: socket });
        }
        let pcscd = Pcscd::start(folder.path(), &driver, &readers)?;
        let socket = pcscd::socket(folder.path());
        let desk = Desk { pcscd: Mutex::new(pcscd), socket, keys, _folder: folder };
        for (number, options) in options.iter().enumerate() {
            if options.plugged == Plugged::In {
                desk.wait_powered(number)?;
            }
        }
        Ok(desk)
    }

    /// The value of `PCSCLITE_CSOCK_NAME` for clients.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Kills pcscd, whatever it is doing.
    pub fn kill_pcscd(&self) {
        self.pcscd().kill();
    }

    /// Starts pcscd again after its end.
    pub fn start_pcscd_again(&self) -> io::Result<()> {
        self.pcscd().start_again()
    }

    /// The keys, in the order of the options.
    pub fn keys(&self) -> &[VirtualYubikey] {
        &self.keys
    }

    fn wait_powered(&self, number: usize) -> io::Result<()> {
        const PATIENCE: Duration = Duration::from_secs(20);
        // how soon a pcscd that died is noticed
        const LOOK: Duration = Duration::from_millis(100);
        let start = Instant::now();
        while !self.keys[number].wait_powered(LOOK) {
            if let Some(obituary) = self.pcscd().obituary() {
                return Err(io::Error::other(obituary));
            }
            if start.elapsed() > PATIENCE {
                return Err(io::Error::other("pcscd runs but doesn't load the reader driver"));
            }
        }
        Ok(())
    }

    fn pcscd(&self) -> MutexGuard<'_, Pcscd> {
        self.pcscd.lock().expect("no thread panics while it holds pcscd")
    }
}
