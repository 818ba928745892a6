//! A server, or a proxy, that notes what it is sent and answers all of it alike.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;

use crate::canned::Answer;

const REFUSAL: &str = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>";

/// The server; it listens as long as the tests run.
pub(crate) struct Recorder {
    url: String,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Recorder {
    /// Starts a server that refuses. `meanwhile` is run while the sender of a request waits.
    pub(crate) fn start(meanwhile: impl Fn() + Send + 'static) -> Self {
        Self::answering(403, REFUSAL.into(), meanwhile)
    }

    /// Starts an STS that gives credentials.
    pub(crate) fn giving_credentials(meanwhile: impl Fn() + Send + 'static) -> Self {
        let answer = Answer::credentials(TimeDelta::hours(1));
        Self::answering(answer.status, answer.body, meanwhile)
    }

    fn answering(status: u16, body: String, meanwhile: impl Fn() + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let request = read(&stream);
                meanwhile();
                shared.lock().unwrap().push(request);
                answer(stream, status, &body);
            }
        });
        Self { url, heard }
    }

    /// Returns its URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Returns the requests, and empty ones for connections that said nothing.
    pub(crate) fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().clone()
    }
}

/// Reads head and body.
fn read(mut stream: &TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while !is_whole(&request) {
        match stream.read(&mut buffer) {
            Ok(length @ 1..) => request.extend_from_slice(&buffer[..length]),
            _ => break,
        }
    }
    request
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(0, |(_, length)| length.trim().parse().unwrap());
    body.len() >= length
}

fn answer(mut stream: TcpStream, status: u16, body: &str) {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} -\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n");
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}
