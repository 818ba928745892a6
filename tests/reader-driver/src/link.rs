//! The readers that pcscd opened, each with its socket.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// pcscd's number for a reader.
type Lun = std::ffi::c_ulong;

pub(crate) type Shared = Arc<Mutex<Link>>;

/// A reader and, while the key is plugged in, the way to it.
pub(crate) struct Link {
    path: PathBuf,
    stream: Option<UnixStream>,
    seen: bool,
    answer_to_reset: Vec<u8>,
}

/// Opens a reader; its key may be plugged in later.
pub(crate) fn open(lun: Lun, path: &str) {
    let mut link =
        Link { path: path.into(), stream: None, seen: false, answer_to_reset: Vec::new() };
    link.reconnect();
    readers().insert(lun, Arc::new(Mutex::new(link)));
}

pub(crate) fn close(lun: Lun) {
    readers().remove(&lun);
}

pub(crate) fn find(lun: Lun) -> Option<Shared> {
    readers().get(&lun).cloned()
}

impl Link {
    pub(crate) fn answer_to_reset(&self) -> &[u8] {
        &self.answer_to_reset
    }

    pub(crate) fn power_down(&mut self) -> io::Result<()> {
        self.send(&[POWER_DOWN])
    }

    /// Answers with the answer to reset.
    pub(crate) fn power_up(&mut self) -> io::Result<Vec<u8>> {
        self.awake(POWER_UP)
    }

    /// Answers with the answer to reset.
    pub(crate) fn reset(&mut self) -> io::Result<Vec<u8>> {
        self.awake(RESET)
    }

    /// Sends one frame and waits for the one that answers it.
    pub(crate) fn ask(&mut self, body: &[u8]) -> io::Result<Vec<u8>> {
        self.send(body)?;
        self.receive()
    }

    /// Asks for the answer to reset: a closed socket means that the key was pulled out.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.ask(&[ANSWER_TO_RESET]).is_ok()
    }

    /// Looks whether the key was plugged in again.
    pub(crate) fn reconnect(&mut self) -> bool {
        self.stream = UnixStream::connect(&self.path).ok();
        self.seen |= self.stream.is_some();
        self.stream.is_some()
    }

    /// Whether the key was ever plugged in.
    pub(crate) fn was_seen(&self) -> bool {
        self.seen
    }

    fn awake(&mut self, command: u8) -> io::Result<Vec<u8>> {
        self.send(&[command])?;
        self.answer_to_reset = self.ask(&[ANSWER_TO_RESET])?;
        Ok(self.answer_to_reset.clone())
    }

    fn send(&mut self, body: &[u8]) -> io::Result<()> {
        let length = u16::try_from(body.len()).map_err(io::Error::other)?;
        self.stream()?.write_all(&[length.to_be_bytes().as_slice(), body].concat())
    }

    fn receive(&mut self) -> io::Result<Vec<u8>> {
        let stream = self.stream()?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut body)?;
        Ok(body)
    }

    fn stream(&mut self) -> io::Result<&mut UnixStream> {
        self.stream.as_mut().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

fn readers() -> MutexGuard<'static, HashMap<Lun, Shared>> {
    static READERS: LazyLock<Mutex<HashMap<Lun, Shared>>> = LazyLock::new(Mutex::default);
    READERS.lock().unwrap_or_else(PoisonError::into_inner)
}

const POWER_DOWN: u8 = 0;
const POWER_UP: u8 = 1;
const RESET: u8 = 2;
const ANSWER_TO_RESET: u8 = 4;
