//! The certified provider `oidc-provider` (npm), and the person at its pages.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::{require, require_named};
use crate::world::{TestWorld, Told};

/// A provider, and one person at its pages.
pub(super) struct Provider {
    pub(super) issuer: String,
    control: String,
    person: String,
    /// Of this test alone; it ends with it.
    own: Option<Child>,
}

#[derive(Clone, Deserialize)]
struct Said {
    issuer: String,
    control: String,
}

impl Provider {
    /// Returns the one provider of all tests, with its clients `vouch`, `short`, `rs256` and
    /// `basic`. Each test is a person of its own.
    pub(super) fn of(person: &str) -> Self {
        static SHARED: OnceLock<(Child, Said)> = OnceLock::new();
        let Said { issuer, control } = SHARED.get_or_init(start).1.clone();
        Self { issuer, control, person: person.into(), own: None }
    }

    /// Starts a provider for one test, which can end it.
    pub(super) fn alone(person: &str) -> Self {
        let (child, Said { issuer, control }) = start();
        Self { issuer, control, person: person.into(), own: Some(child) }
    }

    /// Logs the person in at the page, as a browser without a screen does; returns the last page.
    pub(super) fn log_in(&self, page: &str) -> String {
        self.order("/log-in", &json!({ "url": page, "login": self.person }))
    }

    /// Says no at the page.
    pub(super) fn deny(&self, page: &str) -> String {
        self.order("/log-in", &json!({ "url": page, "login": self.person, "denies": true }))
    }

    /// Logs the person in at the page in Chromium; returns what the last page says.
    pub(super) fn log_in_with_chromium(&self, page: &str) -> String {
        self.order("/chromium", &json!({ "url": page, "login": self.person }))
    }

    /// Returns how often the provider has done that for the person: `revoked`, or `grant` and the
    /// grant's name.
    pub(super) fn count(&self, deed: &str) -> usize {
        let seen = self.order("/seen", &json!({}));
        seen.lines().filter(|line| *line == format!("{} {deed}", self.person)).count()
    }

    fn order(&self, path: &str, order: &Value) -> String {
        let address = self.control.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let body = order.to_string();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{path}: {answer}");
        chunks(answer.split_once("\r\n\r\n").unwrap())
    }

    /// Ends the provider.
    pub(super) fn stop(&mut self) {
        let child = self.own.as_mut().expect("it is this test's alone");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        if let Some(child) = &mut self.own {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Starts the provider. It ends with its stdin, so also with the process of the tests.
fn start() -> (Child, Said) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/openid/provider.mjs");
    let mut command = Command::new(require("node"));
    command.arg(script).env("VOUCH_TEST_OPENID", require_named("VOUCH_TEST_OPENID"));
    command.env("VOUCH_TEST_CHROMIUM", require("chromium"));
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
        command.env_remove(variable);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said = serde_json::from_str(&line).unwrap_or_else(|_| panic!("it said `{line}`"));
    (child, said)
}

/// Returns the body, which node sends in chunks where it doesn't know its length.
fn chunks((head, body): (&str, &str)) -> String {
    if !head.to_lowercase().contains("transfer-encoding: chunked") {
        return body.into();
    }
    let (mut text, mut rest) = (String::new(), body);
    while let Some((length, more)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        text.push_str(&more[..length]);
        rest = more[length..].strip_prefix("\r\n").unwrap_or_default();
    }
    text
}

/// A login that is under way.
pub(super) struct LoggingIn {
    child: Child,
    said: BufReader<ChildStderr>,
    shown: String,
}

impl LoggingIn {
    /// Starts `vouch login` at the provider, as that client, without a terminal.
    pub(super) fn start(world: &TestWorld, issuer: &str, client: &str, more: &[&str]) -> Self {
        Self::start_with_stdin(world, issuer, client, more, "")
    }

    /// Starts it with something on stdin.
    pub(super) fn start_with_stdin(
        world: &TestWorld,
        issuer: &str,
        client: &str,
        more: &[&str],
        stdin: &str,
    ) -> Self {
        let mut command = world.command("setsid");
        // Whoever runs the tests may ignore signals.
        command.args(["env", "--default-signal=INT", "vouch", "login"]);
        command.args(["--issuer", issuer, "--client-id", client]).args(more);
        Self::of(command, stdin)
    }

    /// Starts the command.
    pub(super) fn of(mut command: Command, stdin: &str) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        let said = BufReader::new(child.stderr.take().unwrap());
        Self { child, said, shown: String::new() }
    }

    /// Waits for the next page that is shown.
    #[track_caller]
    pub(super) fn page(&mut self) -> String {
        loop {
            let mut line = String::new();
            let length = self.said.read_line(&mut line).unwrap();
            assert!(length > 0, "no page came: {}", self.shown);
            self.shown.push_str(&line);
            if line.starts_with("http") {
                return line.trim_end().into();
            }
        }
    }

    /// Presses Control-C.
    pub(super) fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "INT", &id]).status().unwrap().success());
    }

    /// Waits for the end.
    pub(super) fn end(mut self) -> Told {
        self.said.read_to_string(&mut self.shown).unwrap();
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        Told { stdout, stderr: self.shown, exit: self.child.wait().unwrap().code() }
    }
}

/// Logs the person in at the provider, as that client.
pub(super) fn log_in(world: &TestWorld, provider: &Provider, client: &str, more: &[&str]) -> Told {
    let more = [&["--no-browser"], more].concat();
    finish(LoggingIn::start(world, &provider.issuer, client, &more), provider)
}

/// Lets the person do their part of a login in the browser.
pub(super) fn finish(mut login: LoggingIn, provider: &Provider) -> Told {
    let page = login.page();
    let last = provider.log_in(&page);
    assert!(last.contains("vouch goes on in the terminal"), "{last}");
    login.end()
}
