//! The page, the browser that opens it, and what comes back to this machine.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;

use super::provider::{LoggingIn, Provider, log_in};
use crate::world::TestWorld;

/// Puts a program into the world that is called instead of the desktop's, and writes down the page.
fn with_opener(world: &mut TestWorld) -> std::path::PathBuf {
    let (folder, opened) = (world.path("opener"), world.path("opened"));
    std::fs::create_dir(&folder).unwrap();
    let script =
        format!("#!/bin/sh\nprintf %s \"$1\" >'{0}.new' && mv '{0}.new' '{0}'\n", opened.display());
    let program = folder.join("xdg-open");
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = world.set("PATH", "").unwrap();
    let folders = std::iter::once(folder).chain(std::env::split_paths(&path));
    world.set("PATH", std::env::join_paths(folders).unwrap());
    opened
}

#[test]
fn a_person_logs_in_with_chromium_at_the_page_that_was_opened() {
    let mut world = TestWorld::new();
    let provider = Provider::of("chrome@example.com");
    let opened = with_opener(&mut world);
    let mut login = LoggingIn::start(&world, &provider.issuer, "vouch", &[]);
    let page = login.page();
    let last = provider.log_in_with_chromium(&page);
    assert_eq!(last, "vouch goes on in the terminal. You can close this page.");
    login.end().ok();
    assert_eq!(std::fs::read_to_string(opened).unwrap(), page);
    world.vouch(&["status"]).ok();
}

#[test]
fn where_no_browser_can_be_opened_the_page_is_shown() {
    let mut world = TestWorld::new();
    let provider = Provider::of("nobrowser@example.com");
    // Nothing but `vouch` itself is there.
    let vouch = crate::world::install(&world.path(""));
    world.set("PATH", "/nowhere");
    let mut command = world.command(vouch);
    command.args(["login", "--issuer", &provider.issuer, "--client-id", "vouch"]);
    let mut login = LoggingIn::of(command, "");
    let page = login.page();
    provider.log_in(&page);
    let told = login.end().ok();
    assert!(told.stderr.contains("no browser could be opened ("), "{told}");
}

/// Returns a member of the page's query.
pub(super) fn member(page: &str, name: &str) -> String {
    let page = url::Url::parse(page).unwrap();
    page.query_pairs().find(|(it, _)| it == name).unwrap().1.into_owned()
}

/// Returns host and port to which the browser comes back.
pub(super) fn address(page: &str) -> String {
    let back = url::Url::parse(&member(page, "redirect_uri")).unwrap();
    format!("127.0.0.1:{}", back.port().unwrap())
}

/// Comes back as the browser does, with a query that may depend on the `state`; returns the answer's
/// first line.
pub(super) fn come_back(page: &str, query: impl Fn(&str) -> String) -> String {
    let address = address(page);
    let mut stream = TcpStream::connect(&address).unwrap();
    let query = query(&member(page, "state"));
    let request = format!("GET /callback?{query} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn an_answer_to_another_login_is_ignored_and_the_right_one_taken() {
    let world = TestWorld::new();
    let provider = Provider::of("ignored@example.com");
    let mut login = LoggingIn::start(&world, &provider.issuer, "vouch", &["--no-browser"]);
    let page = login.page();
    for query in ["code=evil&state=guessed", "code=evil", "error=access_denied", ""] {
        assert_eq!(come_back(&page, |_| query.into()), "HTTP/1.1 400 Bad Request", "{query}");
    }
    provider.log_in(&page);
    let told = login.end().ok();
    assert_eq!(told.stderr.matches("belongs to no login of now; it was ignored\n").count(), 4);
}

#[test]
fn an_answer_that_is_not_the_providers_ends_the_login() {
    let world = TestWorld::new();
    let provider = Provider::of("mixedup@example.com");
    let iss = url::form_urlencoded::byte_serialize(provider.issuer.as_bytes()).collect::<String>();
    for (more, words) in [
        ("code=c".to_owned(), "caused by: the answer does not say who gives it"),
        (
            "code=c&iss=https%3A%2F%2Fevil.example.com".into(),
            "caused by: the answer is another provider's",
        ),
        (format!("iss={iss}"), "caused by: the answer has no code"),
        (
            format!("iss={iss}&error=access_denied&error_description=not%20you%1b"),
            "refused: not you \n",
        ),
        (format!("iss={iss}&code=never-given"), "refused: grant request is invalid"),
    ] {
        let mut login = LoggingIn::start(&world, &provider.issuer, "vouch", &["--no-browser"]);
        let page = login.page();
        come_back(&page, |state| format!("state={state}&{more}"));
        let told = login.end();
        assert_eq!(told.exit, Some(6), "{told}");
        assert!(told.stderr.contains(words), "{told}");
    }
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
}

#[test]
fn a_login_that_is_denied_late_or_interrupted_leaves_nothing() {
    let world = TestWorld::new();
    let provider = Provider::of("denied@example.com");
    let mut denied = LoggingIn::start(&world, &provider.issuer, "vouch", &["--no-browser"]);
    let page = denied.page();
    let last = provider.deny(&page);
    assert!(last.contains("The login failed; the terminal says why"), "{last}");
    let told = denied.end();
    assert_eq!(told.exit, Some(6), "{told}");
    assert!(told.stderr.contains("refused: End-User aborted interaction"), "{told}");

    let late = ["--no-browser", "--timeout", "1s"];
    let mut late = LoggingIn::start(&world, &provider.issuer, "vouch", &late);
    late.page();
    let told = late.end();
    assert_eq!(told.exit, Some(3), "{told}");
    assert!(told.stderr.contains("error: nobody logged in at 127.0.0.1:"), "{told}");

    let mut interrupted = LoggingIn::start(&world, &provider.issuer, "vouch", &["--no-browser"]);
    let page = interrupted.page();
    interrupted.interrupt();
    assert_eq!(interrupted.end().exit, None);
    assert!(TcpStream::connect(address(&page)).is_err(), "something still listens");
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
    assert!(!world.path("config/vouch/config.toml").exists());
    assert_eq!(crate::mishaps::items(&world), [""; 0]);
}

#[test]
fn a_port_that_was_named_is_the_one() {
    let world = TestWorld::new();
    let provider = Provider::of("port@example.com");
    // Not one of those that the system gives to whoever asks for any.
    let ports = 20_000 + (std::process::id() % 10_000) as u16..32_000;
    let taken = ports.into_iter().find_map(|port| TcpListener::bind(("127.0.0.1", port)).ok());
    let taken = taken.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let arguments = ["--issuer", &provider.issuer, "login", "--client-id", "vouch", "--no-browser"];
    let told = world.vouch(&[&arguments[..], &["--redirect-port", &port]].concat());
    assert_eq!(told.exit, Some(1), "{told}");
    let words = format!("error: could not listen on port {port} of this machine\n");
    assert!(told.stderr.starts_with(&words), "{told}");
    drop(taken);
    let told = log_in(&world, &provider, "vouch", &["--redirect-port", &port]).ok();
    assert!(told.stderr.contains(&format!("redirect_uri=http%3A%2F%2F127.0.0.1%3A{port}%2F")));
}
