//! `vouch-server` as an administrator runs it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use reqwest::{Certificate, Client, ClientBuilder};
use tempfile::TempDir;
use vouch::adapters::runtime::block_on;

use crate::tools::require;

const PROGRAM: &str = env!("CARGO_BIN_EXE_vouch-server");
const ISSUER: &str = "https://vouch.example.com";

/// A folder with an issuer's files.
struct Place(TempDir);

impl Place {
    fn initialised(issuer: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let output = place.output(&["init", "--issuer", issuer]);
        assert!(output.status.success(), "{output:?}");
        place
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Returns exit code and stderr of a command that must fail and print no data.
    fn refused(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.output(arguments);
        assert!(output.stdout.is_empty(), "{output:?}");
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    /// Returns what a command that must succeed prints.
    fn printed(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn serve(&self) -> Server {
        self.serve_logging_to(Stdio::piped())
    }

    fn serve_logging_to(&self, log: impl Into<Stdio>) -> Server {
        let mut command = self.command(&["run", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Server { child, url: url.trim_end().into() }
    }

    fn set(&self, from: &str, to: &str) {
        let file = self.path().join("vouch-server.toml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(file, text.replace(from, to)).unwrap();
    }
}

/// A running `vouch-server`.
struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn get(&self, client: ClientBuilder, path: &str) -> (u16, serde_json::Value) {
        let client = client.no_proxy().build().unwrap();
        block_on(async {
            let answer = client.get(format!("{}{path}", self.url)).send().await.unwrap();
            (answer.status().as_u16(), answer.json().await.unwrap())
        })
    }

    /// Ends it as systemd does; returns exit code and stderr.
    fn terminate(mut self) -> (Option<i32>, String) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        let status = self.child.wait().unwrap();
        let stderr = std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap();
        (status.code(), stderr)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn init_writes_what_only_its_owner_reads_and_overwrites_nothing() {
    let place = Place::initialised(ISSUER);
    let files = ["vouch-server.toml", "vouch.db", "signing-keys/current.pem"];
    let contents = || files.map(|file| fs::read(place.path().join(file)).unwrap());
    for file in files {
        let mode = fs::metadata(place.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let before = contents();
    let (code, said) = place.refused(&["init", "--issuer", "https://other.example.com"]);
    assert_eq!(code, Some(6));
    assert!(said.contains("vouch-server.toml exists already"), "{said}");
    assert_eq!(contents(), before);
}

#[test]
fn init_keeps_a_signing_key_that_was_restored() {
    let place = Place::initialised(ISSUER);
    let key = || fs::read(place.path().join("signing-keys/current.pem")).unwrap();
    let before = key();
    fs::remove_file(place.path().join("vouch-server.toml")).unwrap();
    assert!(place.output(&["init", "--issuer", ISSUER]).status.success());
    assert_eq!(key(), before);
}

#[test]
fn people_are_invited_while_the_issuer_runs() {
    let place = Place::initialised(ISSUER);
    let server = place.serve();
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
    assert_eq!(server.get(Client::builder(), "/health").0, 200);
    let (_, discovery) = server.get(Client::builder(), "/.well-known/openid-configuration");
    assert_eq!(discovery["issuer"], ISSUER);
    let (_, keys) = server.get(Client::builder(), "/.well-known/jwks.json");
    assert_eq!(keys["keys"][0]["alg"], "ES256");
    let output = place.output(&["invite", "alice@example.com"]);
    let code = String::from_utf8(output.stdout).unwrap();
    assert_eq!(code.trim_end().len(), 30, "{code}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("vouch enroll --issuer https://vouch.example.com\n"), "{told}");
    assert!(!told.contains(code.trim_end()), "the code is data");
    let people: serde_json::Value =
        serde_json::from_str(&place.printed(&["users", "list", "--json"])).unwrap();
    assert_eq!(people[0]["subject"], "alice@example.com");
    place.printed(&["users", "disable", "alice@example.com"]);
    assert!(place.printed(&["users", "list"]).contains("disabled"));
    assert_eq!(place.refused(&["invite", "alice@example.com"]).0, Some(6));
    let (code, said) = server.terminate();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("plain HTTP, on loopback only"), "{said}");
}

#[test]
fn a_log_that_nobody_takes_ends_no_request() {
    let place = Place::initialised(ISSUER);
    let (reader, closed) = std::io::pipe().unwrap();
    drop(reader);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    for log in [Stdio::from(closed), Stdio::from(full)] {
        let server = place.serve_logging_to(log);
        for _ in 0..2 {
            // A refusal, and so an audit line in the log.
            let (status, answer) = server.get(Client::builder(), "/v1/roles");
            assert_eq!((status, answer["error"].as_str()), (401, Some("invalid_token")));
        }
    }
}

/// One row of the audit: event, outcome, subject, administrator, why.
type Deed = (String, String, Option<String>, Option<String>, Option<String>);

fn deeds(place: &Place) -> Vec<Deed> {
    block_on(async {
        let url = format!("sqlite:{}", place.path().join("vouch.db").display());
        let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
        let rows = "SELECT event, outcome, subject, administrator, why FROM audit ORDER BY id";
        sqlx::query_as(rows).fetch_all(&pool).await.unwrap()
    })
}

#[test]
fn what_an_administrator_does_is_in_the_audit_with_their_name() {
    let place = Place::initialised(ISSUER);
    let key = "A".repeat(43);
    let nobody = "nobody@example.com";
    let alice = "alice@example.com";
    let commands: [&[&str]; 10] = [
        &["invite", alice],
        &["invite", "--allow-software-key", alice],
        &["users", "disable", alice],
        &["invite", alice],
        &["users", "enable", alice],
        &["users", "disable", nobody],
        &["keys", "remove", &key],
        &["sessions", "revoke", "1"],
        &["sessions", "revoke", "--all-of", alice],
        &["users", "list"],
    ];
    for command in commands {
        let mut command = place.command(command);
        command.env("SUDO_USER", "carol").output().unwrap();
    }
    let deeds = deeds(&place);
    let own = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let by = format!("{}, for carol", own.trim_end());
    let said = |(event, outcome, subject, administrator, why): &Deed| {
        assert_eq!(administrator.as_deref(), Some(by.as_str()));
        let (subject, why) = (subject.as_deref().unwrap_or("-"), why.as_deref().unwrap_or("-"));
        format!("{event} {outcome} {subject} {why}")
    };
    assert_eq!(
        deeds.iter().map(said).collect::<Vec<_>>(),
        [
            "invite done alice@example.com -",
            "invite refused - the configuration refuses software keys",
            "disable-person done alice@example.com -",
            "invite refused - alice@example.com is disabled",
            "enable-person done alice@example.com -",
            "disable-person refused - there is nobody called nobody@example.com",
            &format!("remove-key refused - there is no key {key}"),
            "revoke-sessions refused - there is no such session",
            "revoke-sessions refused - there is no such session",
        ]
    );
}

#[test]
fn plain_http_stays_on_this_machine() {
    let place = Place::initialised(ISSUER);
    let (code, said) = place.refused(&["run", "--listen", "0.0.0.0:0"]);
    assert_eq!(code, Some(7));
    assert!(said.contains("only the loopback interface"), "{said}");
    place.set("127.0.0.1:8123", "0.0.0.0:8123");
    let (code, said) = place.refused(&["run"]);
    assert_eq!(code, Some(7));
    assert!(said.contains("vouch-server.toml: without [tls]"), "{said}");
}

#[test]
fn https_is_spoken_with_the_given_certificate() {
    let place = Place::initialised(ISSUER);
    let made = Command::new(require("openssl"))
        .args(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(' '),
        )
        .args("-keyout key.pem -out certificate.pem -subj /CN=test".split(' '))
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    place.set(
        "[attestation]",
        "[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n\n[attestation]",
    );
    let server = place.serve();
    assert!(server.url.starts_with("https://127.0.0.1:"), "{}", server.url);
    let pem = fs::read(place.path().join("certificate.pem")).unwrap();
    let trusting = Client::builder().tls_certs_only([Certificate::from_pem(&pem).unwrap()]);
    assert_eq!(server.get(trusting, "/health").0, 200);
    // A client that would rather speak HTTP/2 once got it promised, and then no answer.
    let client = Command::new(require("openssl"))
        .args(["s_client", "-alpn", "h2,http/1.1", "-connect"])
        .arg(server.url.trim_start_matches("https://"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&client.stdout);
    assert!(said.contains("ALPN protocol: http/1.1"), "{said}");
    assert_eq!(server.terminate().0, Some(0));
}

#[test]
fn what_is_missing_or_exposed_stops_the_start_and_is_named() {
    let place = Place::initialised(ISSUER);
    let refused = |named: &str| {
        let (code, said) = place.refused(&["run", "--listen", "127.0.0.1:0"]);
        assert_eq!(code, Some(7), "{said}");
        assert!(said.contains(named), "{said}");
    };
    let key = place.path().join("signing-keys/current.pem");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    refused("current.pem can be read by others");
    fs::remove_file(&key).unwrap();
    refused("there is no signing key");
    let database = place.path().join("vouch.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o640)).unwrap();
    refused("vouch.db can be read or changed by others (mode 640)");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o600)).unwrap();
    fs::remove_file(place.path().join("vouch.db")).unwrap();
    refused("vouch.db does not exist");
    let config = place.path().join("vouch-server.toml");
    fs::set_permissions(&config, fs::Permissions::from_mode(0o646)).unwrap();
    refused("vouch-server.toml can be changed by everybody on this machine (mode 646)");
    fs::remove_file(config).unwrap();
    refused("there is no configuration /etc/vouch/server.toml or vouch-server.toml");
}

#[test]
fn the_audit_is_read_as_a_list_and_filtered() {
    let place = Place::initialised(ISSUER);
    let (alice, bob) = ("alice@example.com", "bob@example.com");
    place.printed(&["invite", alice]);
    place.printed(&["invite", bob]);
    place.printed(&["users", "disable", alice]);
    place.refused(&["invite", alice]);
    let lines = |more: &[&str]| {
        let said = place.printed(&[&["audit"], more].concat());
        said.lines()
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect::<Vec<Vec<_>>>()
    };
    let events = |more: &[&str]| {
        let line = |line: Vec<String>| format!("{} {} {}", line[1], line[2], line[3]);
        lines(more).into_iter().map(line).collect::<Vec<_>>()
    };
    let invited = |who: &str| format!("invite done {who}");
    let disabled = format!("disable-person done {alice}");
    // Who can't be invited is named in the reason alone.
    let refused = "invite refused -".to_owned();
    let all = [invited(alice), invited(bob), disabled.clone(), refused.clone()];
    for (more, expected) in [
        (&[][..], &all[..]),
        (&["--last", "2"], &all[2..]),
        (&["--since", "1h"], &all[..]),
        (&["--subject", bob], &all[1..2]),
        (&["--event", "disable-person"], &all[2..3]),
        (&["--outcome", "refused"], &all[3..]),
        (&["--outcome", "done", "--subject", alice], &[invited(alice), disabled.clone()]),
        (&["--outcome", "refused", "--subject", bob], &[]),
        (&["--outcome", "issued"], &[]),
    ] {
        assert_eq!(events(more), expected, "{more:?}");
    }
    assert!(lines(&[]).iter().all(|line| line.len() == 7 && line[0].ends_with('Z')));
    let json = place.printed(&["audit", "--json", "--outcome", "refused"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["event"], "invite");
    assert!(json[0]["why"].is_string() && json[0]["administrator"].is_string(), "{json}");
}
