//! An issuer's token endpoint and an STS on loopback that answer what a test tells them, and count.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

/// An answer to give.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) date: DateTime<Utc>,
    pub(crate) body: String,
}

/// The server. It answers from the queue of its kind; the last answer stays.
pub(crate) struct Canned {
    address: String,
    state: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    issuer: VecDeque<Answer>,
    sts: VecDeque<Answer>,
    sign_in: VecDeque<Answer>,
    seen: Vec<Request>,
    connections: usize,
    /// STS answers nothing.
    held: bool,
}

impl Canned {
    /// Starts a server that gives an ID token and credentials of an hour.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Shared::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                state.state.lock().unwrap().connections += 1;
                std::thread::spawn(move || serve(stream, &state));
            }
        });
        let canned = Self { address, state };
        canned.issuer(&[Answer::token()]);
        canned.sts(&[Answer::credentials(TimeDelta::hours(1))]);
        canned.sign_in(&[Answer::new(200, r#"{"SigninToken":"s1gnin+t0ken"}"#)]);
        canned
    }

    /// Returns the URL, the issuer's and that of STS.
    pub(crate) fn url(&self) -> &str {
        &self.address
    }

    /// Sets the issuer's next answers; the last one stays.
    pub(crate) fn issuer(&self, answers: &[Answer]) {
        self.state.state.lock().unwrap().issuer = answers.iter().cloned().collect();
    }

    /// Sets the next answers of STS; the last one stays.
    pub(crate) fn sts(&self, answers: &[Answer]) {
        self.state.state.lock().unwrap().sts = answers.iter().cloned().collect();
    }

    /// Sets the next answers of AWS sign-in; the last one stays.
    pub(crate) fn sign_in(&self, answers: &[Answer]) {
        self.state.state.lock().unwrap().sign_in = answers.iter().cloned().collect();
    }

    /// Returns what AWS sign-in was asked.
    pub(crate) fn asked_sign_in(&self) -> Vec<Request> {
        self.asked(|path| path.starts_with("/federation"))
    }

    /// Returns what the issuer was asked.
    pub(crate) fn asked_issuer(&self) -> Vec<Request> {
        self.asked(|path| path == "/oauth/token")
    }

    /// Returns what STS was asked.
    pub(crate) fn asked_sts(&self) -> Vec<Request> {
        self.asked(|path| path == "/")
    }

    /// Returns what was asked for that neither of them is asked.
    pub(crate) fn asked_otherwise(&self) -> Vec<Request> {
        self.asked(|path| path != "/" && path != "/oauth/token")
    }

    /// Returns how many connections came.
    pub(crate) fn connections(&self) -> usize {
        self.state.state.lock().unwrap().connections
    }

    /// Lets STS take requests and answer none, until it may go on.
    pub(crate) fn hold_sts(&self) {
        self.state.state.lock().unwrap().held = true;
    }

    /// Lets STS answer those that wait, and all others.
    pub(crate) fn let_sts_go_on(&self) {
        self.state.state.lock().unwrap().held = false;
        self.state.changed.notify_all();
    }

    /// Waits until STS has been asked so often.
    pub(crate) fn wait_for_sts(&self, times: usize) {
        let asked = |state: &State| state.seen.iter().filter(|seen| seen.path == "/").count();
        let state = self.state.state.lock().unwrap();
        let wait = Duration::from_secs(60);
        let too_few = |state: &mut State| asked(state) < times;
        let (state, waited) = self.state.changed.wait_timeout_while(state, wait, too_few).unwrap();
        assert!(!waited.timed_out(), "STS was asked {} times", asked(&state));
    }

    /// Returns what was asked with such a path.
    pub(crate) fn asked(&self, is_meant: impl Fn(&str) -> bool) -> Vec<Request> {
        let state = self.state.state.lock().unwrap();
        state.seen.iter().filter(|request| is_meant(&request.path)).cloned().collect()
    }
}

impl Answer {
    pub(crate) fn token() -> Self {
        Self::new(200, r#"{"id_token":"header.t0ken.signature","expires_in":300}"#)
    }

    pub(crate) fn issuer_error(status: u16, code: &str) -> Self {
        Self::new(status, &format!(r#"{{"error":"{code}","error_description":"no more"}}"#))
    }

    /// Credentials that end so long after now.
    pub(crate) fn credentials(left: TimeDelta) -> Self {
        Self::credentials_with(left, "c4nned-session")
    }

    /// Credentials with that session token.
    pub(crate) fn credentials_with(left: TimeDelta, token: &str) -> Self {
        let expiration = (Utc::now() + left).format("%Y-%m-%dT%H:%M:%SZ");
        Self::new(
            200,
            &format!(
                r#"<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIACANNED</AccessKeyId><SecretAccessKey>c4nned-secret</SecretAccessKey><SessionToken>{token}</SessionToken><Expiration>{expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"#
            ),
        )
    }

    /// Credentials of a role that was assumed from another one: `ASIASTEP2` for the second step.
    pub(crate) fn assumed(step: u8) -> Self {
        Self::assumed_for(step, TimeDelta::hours(1))
    }

    /// Such credentials, that end so long after now.
    pub(crate) fn assumed_for(step: u8, left: TimeDelta) -> Self {
        let expiration = (Utc::now() + left).format("%Y-%m-%dT%H:%M:%SZ");
        Self::new(
            200,
            &format!(
                r#"<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIASTEP{step}</AccessKeyId><SecretAccessKey>c4nned-secret-{step}</SecretAccessKey><SessionToken>c4nned-session-{step}</SessionToken><Expiration>{expiration}</Expiration></Credentials><PackedPolicySize>{step}7</PackedPolicySize></AssumeRoleResult></AssumeRoleResponse>"#
            ),
        )
    }

    pub(crate) fn sts_error(status: u16, code: &str, message: &str) -> Self {
        Self::new(
            status,
            &format!(
                r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>"#
            ),
        )
    }

    /// The same answer, of a server whose clock is so far behind.
    pub(crate) fn behind(mut self, time: TimeDelta) -> Self {
        self.date -= time;
        self
    }

    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, date: Utc::now(), body: body.into() }
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read(&mut reader) {
        let answer = {
            let mut state = shared.state.lock().unwrap();
            let is_sts = request.path == "/";
            let is_sign_in = request.path.starts_with("/federation");
            state.seen.push(request);
            shared.changed.notify_all();
            if is_sts {
                state = shared.changed.wait_while(state, |state| state.held).unwrap();
            }
            let queue = match (is_sts, is_sign_in) {
                (true, _) => &mut state.sts,
                (_, true) => &mut state.sign_in,
                _ => &mut state.issuer,
            };
            match queue.len() {
                0 => Answer::new(404, ""),
                1 => queue[0].clone(),
                _ => queue.pop_front().unwrap(),
            }
        };
        let date = answer.date.format("%a, %d %b %Y %H:%M:%S GMT");
        let head = format!(
            "HTTP/1.1 {} Canned\r\nDate: {date}\r\nContent-Length: {}\r\n\r\n",
            answer.status,
            answer.body.len()
        );
        if stream.write_all(head.as_bytes()).is_err()
            || stream.write_all(answer.body.as_bytes()).is_err()
        {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
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
