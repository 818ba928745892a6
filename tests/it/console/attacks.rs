//! Every attack on the page that sends the browser on, each on a real one.

use std::fs;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use super::{browser, command};
use crate::credential_aws::laptop::Laptop;
use crate::endpoint;
use crate::loopback_attacks::{Attack, Row, header, replaced, without_port};
use crate::not_run::not_run;
use crate::world::Told;

/// What is changed in the request that the browser sends.
const ATTACKS: [Attack; 11] = [
    (
        "`Host` of a web page, whose name was made to lead here (DNS rebinding)",
        |good| replaced(good, "Host: 127.0.0.1", "Host: evil.example"),
        403,
        "",
    ),
    ("`Host` without the port", |good| without_port(good), 403, ""),
    ("no `Host`", |good| replaced(good, "Host: ", "X-Host: "), 403, ""),
    (
        "`Origin`: a script of a web page",
        |good| header(good, "Origin: https://evil.example"),
        403,
        "",
    ),
    ("another path", |good| replaced(good, "GET /", "GET /favicon.ico?"), 404, ""),
    ("the path without its last letter", |good| shorter(good), 404, ""),
    ("the path and a letter more", |good| replaced(good, " HTTP/1.1", "A HTTP/1.1"), 404, ""),
    ("the path and a query", |good| replaced(good, " HTTP/1.1", "?a HTTP/1.1"), 404, ""),
    (
        "`HEAD`: a program that looks at links ahead of time",
        |good| replaced(good, "GET ", "HEAD "),
        405,
        "",
    ),
    ("`POST`", |good| replaced(good, "GET ", "POST "), 405, ""),
    ("what is no HTTP", |_| "hello\r\n\r\n".into(), 400, ""),
];

/// The page, and who waits for its browser.
struct Shown {
    child: Child,
    port: u16,
    good: String,
}

impl Shown {
    fn start(laptop: &Laptop) -> Self {
        let folder = laptop.daemon.folder();
        let browser = browser::that_hands_on(folder);
        let child = command(laptop, &[]).env("BROWSER", browser).spawn().unwrap();
        let address = fs::read_to_string(folder.join("address")).unwrap();
        let rest = address.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, path) = rest.split_once('/').unwrap();
        assert_eq!(path.len(), 43, "256 bits: {path}");
        let good = format!("GET /{path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        Self { child, port: port.parse().unwrap(), good }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(("127.0.0.1", self.port)).unwrap()
    }
}

#[test]
fn every_attack_on_the_page_is_refused_and_uses_it_up_for_nobody() {
    let laptop = Laptop::logged_in();
    let shown = Shown::start(&laptop);
    for (what, attack, status, _) in ATTACKS {
        let answer = endpoint::send(shown.connect(), &attack(&shown.good));
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        assert!(!format!("{answer:?}").contains("federation"), "{what}: {answer:?}");
    }
    let second = shown.connect();
    let answer = endpoint::send(shown.connect(), &shown.good);
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(endpoint::send(second, &shown.good).status, 410);
    Told::from(shown.child.wait_with_output().unwrap()).ok();
}

#[test]
fn another_user_who_reads_the_address_in_the_list_of_processes_gets_nothing() {
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can be two users");
    }
    let laptop = Laptop::logged_in();
    let shown = Shown::start(&laptop);
    let script =
        format!("exec 3<>/dev/tcp/127.0.0.1/{}; printf '{}' >&3; cat <&3", shown.port, shown.good);
    let mut stranger = Command::new("setpriv");
    stranger.args([
        "--reuid",
        "65534",
        "--regid",
        "65534",
        "--clear-groups",
        "bash",
        "-c",
        &script,
    ]);
    let output = stranger.stdin(Stdio::null()).output().unwrap();
    let answer = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{answer}");
    assert!(!answer.contains("federation"), "{answer}");
    let told = Told::from(shown.child.wait_with_output().unwrap());
    assert_eq!(told.exit, Some(6), "{told}");
    assert!(
        told.stderr.contains("another user of this machine asked for the sign-in page"),
        "{told}"
    );
}

/// The rows of the page, with those that aren't a change of a request.
pub(crate) fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = ATTACKS.map(|(what, _, status, code)| (what, status, code)).into();
    rows.push(("the request of another user of this machine (Linux), who read the address in the list of processes", 403, ""));
    rows.push(("the browser's own request a second time", 410, ""));
    rows
}

fn shorter(good: &str) -> String {
    let (line, rest) = good.split_once(" HTTP/1.1").unwrap();
    format!("{} HTTP/1.1{rest}", &line[..line.len() - 1])
}
