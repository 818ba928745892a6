//! A server on loopback that answers well until it is told how to misbehave, and counts.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use super::tls::Tls;
use crate::canned::Answer;

/// What a server does instead of answering well.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// It answers something else, with further lines in the head.
    Answers(&'static str, Answer),
    /// It gives a byte now and then.
    Drips,
    /// Its answer has no end.
    Floods,
    /// It takes the request and says nothing.
    Hangs,
    /// It does what is asked, and its answer is lost.
    Loses,
    /// Nobody listens.
    Refuses,
    /// It breaks the connection off in the middle of its answer.
    Resets,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// What a server answers well.
pub(crate) type Good = Box<dyn Fn(&Request) -> Answer + Send + Sync>;

/// The server.
pub(crate) struct Server {
    address: SocketAddr,
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    listener: TcpListener,
    good: Good,
    fault: Mutex<Option<(&'static str, Fault)>>,
    asked: Mutex<Vec<Request>>,
    changed: Condvar,
    tls: Option<Tls>,
}

/// One connection, TLS or not.
pub(super) trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Server {
    /// Starts a server whose good answers depend on its own URL.
    pub(super) fn start(tls: Option<Tls>, good: impl FnOnce(&str) -> Good) -> Self {
        let listener = listen();
        let address = listener.local_addr().unwrap();
        let url = match &tls {
            None => format!("http://{address}"),
            Some(tls) => format!("https://{}:{}", tls.name(), address.port()),
        };
        let (fault, asked) = (Mutex::new(None), Mutex::new(Vec::new()));
        let shared = Arc::new(Shared {
            listener,
            good: good(&url),
            fault,
            asked,
            changed: Condvar::new(),
            tls,
        });
        let accepting = Arc::clone(&shared);
        std::thread::spawn(move || {
            while let Ok((stream, _)) = accepting.listener.accept() {
                let shared = Arc::clone(&accepting);
                std::thread::spawn(move || shared.serve(stream));
            }
        });
        Self { address, url, shared }
    }

    /// Starts one that speaks plain http.
    pub(crate) fn on_loopback(good: impl FnOnce(&str) -> Good) -> Self {
        Self::start(None, good)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Misbehaves from now on, at one path or, where that is empty, at all.
    pub(crate) fn go_wrong(&self, path: &'static str, fault: Fault) {
        if let Fault::Refuses = fault {
            // The port stays taken: nobody else can come to listen there.
            rustix::net::shutdown(&self.shared.listener, rustix::net::Shutdown::Both).unwrap();
        }
        *self.shared.fault.lock().unwrap() = Some((path, fault));
        self.forget();
    }

    /// Forgets what it was asked.
    pub(crate) fn forget(&self) {
        self.shared.asked.lock().unwrap().clear();
    }

    /// Answers well again.
    pub(crate) fn go_well(&self) {
        *self.shared.fault.lock().unwrap() = None;
    }

    /// Waits until it was asked for the path.
    pub(crate) fn wait_for(&self, path: &str) {
        let asked = self.shared.asked.lock().unwrap();
        let is_new = |asked: &mut Vec<Request>| !asked.iter().any(|request| request.path == path);
        let wait = Duration::from_secs(60);
        let waited = self.shared.changed.wait_timeout_while(asked, wait, is_new).unwrap().1;
        assert!(!waited.timed_out(), "nobody asked for {path}");
    }

    /// Returns the requests since it went wrong.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = rustix::net::shutdown(&self.shared.listener, rustix::net::Shutdown::Both);
    }
}

/// A port that was asked for by number stays taken after `shutdown`; one that the system chose
/// doesn't.
fn listen() -> TcpListener {
    loop {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        if let Ok(listener) = TcpListener::bind(free) {
            return listener;
        }
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        let raw = stream.try_clone().unwrap();
        let mut line: Box<dyn Line> = match &self.tls {
            None => Box::new(stream),
            Some(tls) => tls.accept(stream),
        };
        if let Some(request) = read(&mut *line) {
            self.asked.lock().unwrap().push(request.clone());
            self.changed.notify_all();
            let fault = self.fault.lock().unwrap().clone();
            let fault = fault.filter(|(path, _)| path.is_empty() || request.path == *path);
            match fault {
                None => {
                    answer(&mut *line, "", &(self.good)(&request));
                }
                Some((_, Fault::Loses)) => {
                    (self.good)(&request);
                    reset(&raw);
                }
                Some((_, fault)) => misbehave(&fault, &mut *line, &raw),
            }
        }
        let _ = line.flush();
    }
}

fn misbehave(fault: &Fault, line: &mut dyn Line, raw: &TcpStream) {
    match fault {
        Fault::Answers(head, said) => answer(line, head, said),
        Fault::Drips => {
            let _ = line.write_all(b"HTTP/1.1 200 -\r\nContent-Length: 1000000\r\n\r\n");
            while line.write_all(b" ").and_then(|()| line.flush()).is_ok() {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        Fault::Floods => {
            let head = b"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n";
            let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
            let mut sent = line.write_all(head);
            while sent.is_ok() {
                sent = line.write_all(&chunk);
            }
        }
        // Until the other side gives up.
        Fault::Hangs => while line.read(&mut [0; 64]).is_ok_and(|length| length > 0) {},
        Fault::Loses | Fault::Refuses => {}
        Fault::Resets => {
            let _ = line.write_all(b"HTTP/1.1 200 -\r\nContent-Length: 100\r\n\r\n{\"id_token\":");
            let _ = line.flush();
            reset(raw);
        }
    }
}

/// Lets the connection break when it is closed, instead of end.
fn reset(raw: &TcpStream) {
    rustix::net::sockopt::set_socket_linger(raw, Some(Duration::ZERO)).unwrap();
}

fn answer(line: &mut dyn Line, more: &str, answer: &Answer) {
    let date = answer.date.format("%a, %d %b %Y %H:%M:%S GMT");
    let (status, length) = (answer.status, answer.body.len());
    let head = format!(
        "HTTP/1.1 {status} -\r\nDate: {date}\r\n{more}Connection: close\r\n\
         Content-Length: {length}\r\n\r\n"
    );
    // Who has heard enough may hang up.
    let _ = line.write_all(head.as_bytes()).and_then(|()| line.write_all(answer.body.as_bytes()));
}

/// Reads a request, or nothing where the other side hangs up before.
fn read(line: &mut dyn Line) -> Option<Request> {
    let mut reader = BufReader::new(line);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, value)| value.trim().parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let path = head.split(' ').nth(1)?.to_owned();
    Some(Request { path, head, body: String::from_utf8(body).unwrap() })
}
