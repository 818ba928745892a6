//! The place on this machine to which a person's browser comes back after a login elsewhere
//! ([RFC 8252, section 7.3](https://www.rfc-editor.org/rfc/rfc8252#section-7.3)).
//!
//! It is open while one login is under way, on 127.0.0.1 alone, and takes one kind of request. Other
//! programs of this machine can reach it too: what comes is judged by `domain::openid`.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use zeroize::Zeroizing;

/// Where the browser comes back to.
const PATH: &str = "/callback";

/// The longest head of a request that is read, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;

/// How long a visitor may take for its request. Browsers open connections that they may not need.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many visitors are listened to at once.
const VISITORS: usize = 16;

/// The open place; closed when it is dropped.
pub struct Loopback {
    address: SocketAddr,
    is_closed: Arc<AtomicBool>,
    visits: Receiver<Visit>,
    listening: Option<JoinHandle<()>>,
}

/// A browser that came back and waits for a page.
pub struct Visit {
    /// What it brings: the query, with a code in it. Wiped when dropped.
    pub query: Zeroizing<String>,
    stream: TcpStream,
}

impl Loopback {
    /// Opens the place on the port; on any that is free where it is 0.
    pub fn open(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let is_closed = Arc::new(AtomicBool::new(false));
        let (sender, visits) = channel();
        let closed = Arc::clone(&is_closed);
        let listening =
            thread::Builder::new().spawn(move || listen(&listener, address, &sender, &closed))?;
        Ok(Self { address, is_closed, visits, listening: Some(listening) })
    }

    /// Returns the place's URL.
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Waits for the next visit; `None` when the time is over.
    pub fn wait(&self, patience: Duration) -> Option<Visit> {
        self.visits.recv_timeout(patience).ok()
    }
}

impl Drop for Loopback {
    /// The listening thread waits for a connection, and gets its last one.
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::SeqCst);
        let last = TcpStream::connect_timeout(&self.address, Duration::from_secs(1));
        if let (Ok(_), Some(listening)) = (last, self.listening.take()) {
            let _ = listening.join();
        }
    }
}

impl Visit {
    /// Answers with a page that says this, and nothing else: no script, nothing to load, nothing to
    /// remember, and no word to others of where the person was.
    pub fn answer(mut self, status: &str, words: &str) {
        let body = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>vouch</title><p>{words}</p></html>\n"
        );
        respond(&mut self.stream, status, &body);
    }
}

fn listen(
    listener: &TcpListener,
    address: SocketAddr,
    visits: &Sender<Visit>,
    is_closed: &AtomicBool,
) {
    let present = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if is_closed.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if present.fetch_add(1, Ordering::SeqCst) >= VISITORS {
            present.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let (visits, here) = (visits.clone(), Arc::clone(&present));
        let visitor = move || {
            receive(stream, address, &visits);
            here.fetch_sub(1, Ordering::SeqCst);
        };
        if thread::Builder::new().spawn(visitor).is_err() {
            present.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Passes a visit on, or says what is wrong with it.
fn receive(mut stream: TcpStream, address: SocketAddr, visits: &Sender<Visit>) {
    let Some(head) = read_head(&mut stream) else { return };
    match query(&head, address) {
        Ok(query) => {
            let _ = visits.send(Visit { query: Zeroizing::new(query.into()), stream });
        }
        Err(status) => respond(&mut stream, status, ""),
    }
}

fn read_head(stream: &mut TcpStream) -> Option<Zeroizing<String>> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut head = Zeroizing::new(Vec::new());
    let mut part = Zeroizing::new([0; 1024]);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut *part).ok().filter(|length| *length > 0)?;
        if head.len() + length > LONGEST_HEAD {
            return None;
        }
        head.extend_from_slice(&part[..length]);
    }
    String::from_utf8(std::mem::take(&mut *head)).ok().map(Zeroizing::new)
}

/// Returns the query of a request that is meant for this place, else the status to answer with. A
/// page elsewhere whose name was made to lead here names itself as the host.
fn query(head: &str, address: SocketAddr) -> Result<&str, &'static str> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(_), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("400 Bad Request");
    };
    let mut hosts = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("host"))
        .map(|(_, value)| value.trim());
    let is_here = hosts.next() == Some(address.to_string().as_str()) && hosts.next().is_none();
    if !is_here {
        return Err("400 Bad Request");
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    match (method, path) {
        ("GET", PATH) => Ok(query),
        (_, PATH) => Err("405 Method Not Allowed"),
        _ => Err("404 Not Found"),
    }
}

fn respond(stream: &mut TcpStream, status: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nContent-Security-Policy: default-src 'none'\r\n\
         Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A browser that went away misses a page, and nothing else.
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(place: &Loopback, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(place.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn text(mut stream: TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_browser_that_comes_back_is_heard_beside_one_that_says_nothing() {
        let place = Loopback::open(0).unwrap();
        let host = place.address.to_string();
        let _silent = TcpStream::connect(place.address).unwrap();
        let browser =
            ask(&place, &format!("GET /callback?code=a&state=b HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        let visit = place.wait(Duration::from_secs(60)).unwrap();
        assert_eq!(*visit.query, "code=a&state=b");
        visit.answer("200 OK", "Good.");
        let page = text(browser);
        assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("<p>Good.</p>"), "{page}");
        assert!(!page.contains("code=a"), "{page}");
    }

    #[test]
    fn nothing_else_is_passed_on() {
        let place = Loopback::open(0).unwrap();
        let host = place.address.to_string();
        for (request, status) in [
            (format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"), "404"),
            (format!("POST /callback?code=a HTTP/1.1\r\nHost: {host}\r\n\r\n"), "405"),
            ("GET /callback?code=a HTTP/1.1\r\nHost: evil.example.com\r\n\r\n".into(), "400"),
            (format!("GET /callback HTTP/1.1\r\nHost: {host}\r\nhost: a\r\n\r\n"), "400"),
            ("GET /callback?code=a HTTP/1.1\r\n\r\n".into(), "400"),
            ("nonsense\r\n\r\n".into(), "400"),
        ] {
            let answer = text(ask(&place, &request));
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{request}: {answer}");
        }
        let endless = ask(&place, &"x".repeat(LONGEST_HEAD + 1));
        drop(endless);
        assert!(place.wait(Duration::ZERO).is_none());
    }

    #[test]
    fn a_closed_place_is_gone() {
        let place = Loopback::open(0).unwrap();
        let address = place.address;
        TcpStream::connect(address).unwrap();
        drop(place);
        assert!(TcpStream::connect(address).is_err());
    }
}
