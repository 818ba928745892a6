//! `vouch serve` for one test, and requests to it as they are on the wire.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The running endpoint; it ends when this is dropped.
pub(crate) struct Serving {
    child: Child,
    /// What it printed.
    pub(crate) told: Value,
    /// Where it is, `http://127.0.0.1:PORT/credentials`.
    pub(crate) uri: String,
    pub(crate) port: u16,
    /// The token, also where it was told in a file.
    pub(crate) token: String,
}

/// An answer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The headers, in small letters.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Serving {
    /// Starts `vouch serve --json`, of which the command has the arguments.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut stderr = String::new();
            let said = child.stderr.take().map(|mut said| said.read_to_string(&mut stderr));
            panic!("{line}{said:?}{stderr}")
        });
        let uri = told["uri"].as_str().unwrap().to_owned();
        let port = uri.strip_prefix("http://127.0.0.1:").unwrap().split('/').next().unwrap();
        let token = match (&told["token"], &told["token_file"]) {
            (Value::String(token), Value::Null) => token.clone(),
            (Value::Null, Value::String(file)) => std::fs::read_to_string(file).unwrap(),
            other => panic!("{other:?}"),
        };
        Self { child, port: port.parse().unwrap(), uri, token, told }
    }

    /// Asks as SDKs do.
    pub(crate) fn get(&self) -> Answer {
        self.send(&self.good())
    }

    /// Returns the request that SDKs send.
    pub(crate) fn good(&self) -> String {
        format!(
            "GET /credentials HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: {}\r\n\r\n",
            self.port, self.token
        )
    }

    /// Sends the bytes and returns what comes.
    pub(crate) fn send(&self, request: &str) -> Answer {
        send(self.connect(), request)
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }

    /// Sends a signal, and returns the exit code.
    pub(crate) fn end_by(&mut self, signal: &str) -> Option<i32> {
        self.signal(signal);
        self.child.wait().unwrap().code()
    }

    pub(crate) fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
    }

    /// Returns its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

/// Sends the bytes and returns what comes.
pub(crate) fn send(mut stream: TcpStream, request: &str) -> Answer {
    // Who sends too much is cut off.
    let _ = stream.write_all(request.as_bytes());
    Answer::read(stream)
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    /// Reads until the connection ends.
    pub(crate) fn read(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        Self {
            status: status.unwrap_or_default(),
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// Returns the body.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{self:?}"))
    }

    /// Returns the status and the code of an error.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let json = self.json();
        assert!(json["message"].as_str().is_some_and(|words| !words.is_empty()), "{self:?}");
        assert_eq!(json.as_object().unwrap().len(), 2, "{self:?}");
        (self.status, json["code"].as_str().unwrap().into())
    }
}
