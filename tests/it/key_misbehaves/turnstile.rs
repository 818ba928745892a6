//! A way to pcscd that holds a client between its PIN and what the PIN is for.

use std::io::{self, Read as _, Write as _};
use std::mem;
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::spawn;

use tempfile::TempDir;

/// What another program does meanwhile.
type Disturbance = dyn Fn() + Send + Sync;

/// A socket like pcscd's.
pub(super) struct Turnstile {
    socket: PathBuf,
    _folder: TempDir,
}

impl Turnstile {
    /// Passes everything on to that pcscd and back. When a client begins a transaction after the one
    /// in which it has verified a PIN, the disturbance comes first.
    pub(super) fn before(pcscd: &Path, disturb: impl Fn() + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("pcscd");
        let listener = UnixListener::bind(&socket).unwrap();
        let (pcscd, disturb) = (pcscd.to_owned(), Arc::new(disturb));
        spawn(move || {
            for client in listener.incoming() {
                let server = UnixStream::connect(&pcscd).unwrap();
                join(client.unwrap(), server, disturb.clone());
            }
        });
        Self { socket, _folder: folder }
    }

    /// The value of `PCSCLITE_CSOCK_NAME` for whoever is to be disturbed.
    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }
}

/// Passes on in both directions until one side hangs up.
fn join(client: UnixStream, server: UnixStream, disturb: Arc<Disturbance>) {
    let (mut from, mut to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    spawn(move || {
        let _ = pass_on(client, &server, &*disturb);
        let _ = server.shutdown(Shutdown::Both);
    });
}

/// Reads what pcsc-lite's `winscard_msg.h` describes: the size of a body and a command, then the
/// body; the command for the card comes after the body of a transmission.
fn pass_on(
    mut client: UnixStream,
    mut server: &UnixStream,
    disturb: &Disturbance,
) -> io::Result<()> {
    const BEGIN_TRANSACTION: u32 = 7;
    const TRANSMIT: u32 = 9;
    /// Where a transmission's body has the length of the command for the card.
    const LENGTH: usize = 12;
    const VERIFY: &[u8] = &[0, 0x20, 0, 0x80, 8];
    let mut is_verified = false;
    loop {
        let mut message = read(&mut client, 8)?;
        let (size, command) = (number(&message, 0), number(&message, 4));
        let body = read(&mut client, size)?;
        message.extend(&body);
        if command == TRANSMIT {
            let apdu = read(&mut client, number(&body, LENGTH))?;
            is_verified |= apdu.starts_with(VERIFY);
            message.extend(apdu);
        }
        if command == BEGIN_TRANSACTION && mem::take(&mut is_verified) {
            disturb();
        }
        server.write_all(&message)?;
    }
}

fn read(stream: &mut UnixStream, length: u32) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length as usize];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn number(bytes: &[u8], place: usize) -> u32 {
    u32::from_ne_bytes(bytes[place..place + 4].try_into().unwrap())
}
