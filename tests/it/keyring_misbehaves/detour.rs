//! A way to the bus on which something happens before the first call of a method arrives.

use std::io::{Read as _, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Mutex;

/// What happens, until it has.
type Meanwhile = Mutex<Option<Box<dyn FnOnce() + Send>>>;

/// Returns the address of a new way to the bus at that address.
pub(super) fn detour(
    address: &str,
    method: &str,
    meanwhile: impl FnOnce() + Send + 'static,
) -> String {
    let path = address.strip_prefix("unix:path=").unwrap().split(',').next().unwrap().to_owned();
    let ours = format!("{path}-before-{method}");
    let listener = UnixListener::bind(&ours).unwrap();
    let needle = in_a_message(method);
    let meanwhile: Meanwhile = Mutex::new(Some(Box::new(meanwhile)));
    std::thread::spawn(move || {
        // One program comes, with one connection after the other.
        for client in listener.incoming().flatten() {
            let bus = UnixStream::connect(&path).unwrap();
            let (from, to) = (bus.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || pass_on(from, to, |_| {}));
            pass_on(client, bus, |heard| {
                if heard.windows(needle.len()).any(|part| part == needle)
                    && let Some(act) = meanwhile.lock().unwrap().take()
                {
                    act();
                }
            });
        }
    });
    format!("unix:path={ours}")
}

/// The name in a message: its length, itself, and a zero.
fn in_a_message(method: &str) -> Vec<u8> {
    let length = u32::try_from(method.len()).unwrap().to_ne_bytes();
    [&length[..], method.as_bytes(), &[0]].concat()
}

fn pass_on(mut from: UnixStream, mut to: UnixStream, look: impl Fn(&[u8])) {
    let mut buffer = [0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        look(&buffer[..length]);
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(std::net::Shutdown::Both);
}
