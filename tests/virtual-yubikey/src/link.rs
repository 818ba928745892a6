//! The link to the reader driver: a unix socket that exists while the key is plugged in.
//!
//! Frames are a length (two bytes, big-endian) and a body. A body of one byte is a command of
//! the reader (0 power off, 1 power on, 2 reset, 4 answer to reset), else it is an APDU.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use crate::card::{ANSWER_TO_RESET, Card};

/// The computer's side of the plug.
pub(crate) struct Plug {
    path: PathBuf,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    listener: Option<UnixListener>,
    held: Option<Held>,
    ended: bool,
}

/// A reader driver's hold on the key.
struct Held {
    stream: UnixStream,
    /// Answers to reset asked for since the card was powered: the first belongs to the power-up,
    /// each later one is pcscd's look whether the key is still there.
    looks: Option<u32>,
}

/// How far pcscd is with a key that was plugged in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It powered the card.
    Powered,
    /// It looked again since, so clients find the card for sure.
    Settled,
}

impl Plug {
    pub(crate) fn new(path: PathBuf) -> Plug {
        Plug { path, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Plugs the key in: from now on a reader driver can reach it.
    pub(crate) fn insert(&self) -> io::Result<()> {
        let mut state = self.lock();
        if state.listener.is_none() {
            state.listener = Some(UnixListener::bind(&self.path)?);
            self.changed.notify_all();
        }
        Ok(())
    }

    /// Pulls the key out, whatever it is doing.
    pub(crate) fn eject(&self) {
        let mut state = self.lock();
        if let Some(held) = state.held.take() {
            // fails only when the driver was first to hang up
            let _ = held.stream.shutdown(Shutdown::Both);
        }
        if state.listener.take().is_some() {
            // wakes the thread that waits in `accept`
            let _ = UnixStream::connect(&self.path);
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// Pulls the key out for good; [`Plug::serve`] returns.
    pub(crate) fn end(&self) {
        self.lock().ended = true;
        self.eject();
        self.changed.notify_all();
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.lock().held.is_some()
    }

    /// Waits until pcscd is so far; false when it isn't within `limit`.
    pub(crate) fn wait(&self, progress: Progress, limit: Duration) -> bool {
        let looks = match progress {
            Progress::Powered => 1,
            Progress::Settled => 2,
        };
        let end = Instant::now() + limit;
        let mut state = self.lock();
        while state.held.as_ref().and_then(|held| held.looks).is_none_or(|it| it < looks) {
            let Some(left) = end.checked_duration_since(Instant::now()) else { return false };
            state = self.changed.wait_timeout(state, left).expect(UNPOISONED).0;
        }
        true
    }

    /// Answers one driver after the other until [`Plug::end`].
    pub(crate) fn serve(&self, card: &Mutex<Card>) {
        while let Some(listener) = self.wait_inserted() {
            let Ok((stream, _)) = listener.accept() else { continue };
            if self.hold(&stream) {
                // the other side hung up, or the key was pulled out
                let _ = self.converse(stream, card);
                self.lock().held = None;
            }
        }
    }

    fn wait_inserted(&self) -> Option<UnixListener> {
        let mut state = self.lock();
        loop {
            if state.ended {
                return None;
            }
            if let Some(listener) = state.listener.as_ref().and_then(|it| it.try_clone().ok()) {
                return Some(listener);
            }
            state = self.changed.wait(state).expect(UNPOISONED);
        }
    }

    /// Remembers the driver's stream, unless the key was pulled out meanwhile.
    fn hold(&self, stream: &UnixStream) -> bool {
        let mut state = self.lock();
        if state.listener.is_none() {
            return false;
        }
        state.held = stream.try_clone().ok().map(|stream| Held { stream, looks: None });
        state.held.is_some()
    }

    fn converse(&self, mut stream: UnixStream, card: &Mutex<Card>) -> io::Result<()> {
        lock_card(card).reset();
        loop {
            let body = read_frame(&mut stream)?;
            let answer = match body[..] {
                [0..=2] => {
                    lock_card(card).reset();
                    if body[0] == POWER_UP {
                        self.note(|_| Some(0));
                    }
                    continue;
                }
                [4] => ANSWER_TO_RESET.to_vec(),
                _ => lock_card(card).transmit(&body),
            };
            write_frame(&mut stream, &answer)?;
            if body[..] == [4] {
                self.note(|looks| looks.map(|it| it.saturating_add(1)));
            }
        }
    }

    fn note(&self, change: impl Fn(Option<u32>) -> Option<u32>) {
        if let Some(held) = &mut self.lock().held {
            held.looks = change(held.looks);
        }
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect(UNPOISONED)
    }
}

fn lock_card(card: &Mutex<Card>) -> MutexGuard<'_, Card> {
    card.lock().expect("no thread panics while it holds the card")
}

fn read_frame(stream: &mut UnixStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut body = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn write_frame(stream: &mut UnixStream, body: &[u8]) -> io::Result<()> {
    let length = u16::try_from(body.len()).map_err(io::Error::other)?;
    stream.write_all(&[length.to_be_bytes().as_slice(), body].concat())
}

const POWER_UP: u8 = 1;
const UNPOISONED: &str = "no thread panics while it holds the plug";
