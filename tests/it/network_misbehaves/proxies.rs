//! A company's HTTP proxy: a real one, with and without a password, and one that misbehaves.
//!
//! What is for this machine goes through no proxy, so the servers are called 0.0.0.0 here: the
//! system connects that to itself, and vouch doesn't take it for loopback.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};

use tempfile::TempDir;

use super::server::{Fault, Server};
use super::site::{Site, Town};
use super::tls::Company;
use crate::canned::Answer;
use crate::tools::require;

const PASSWORD: &str = "pr0xy-passw0rd";

/// A running tinyproxy.
struct Tinyproxy {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Tinyproxy {
    fn start(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (settings, log) = (folder.path().join("conf"), folder.path().join("log"));
        let text = format!(
            "Port {port}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogLevel Info\n\
             LogFile \"{}\"\n{more}",
            log.display()
        );
        std::fs::write(&settings, text).unwrap();
        let mut child = std::process::Command::new(require("tinyproxy"))
            .args(["-d", "-c"])
            .arg(&settings)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert_eq!(child.try_wait().unwrap(), None, "tinyproxy has ended");
            std::thread::yield_now();
        }
        Self { child, folder, port }
    }

    fn url(&self, user: &str) -> String {
        format!("http://{user}127.0.0.1:{}", self.port)
    }

    /// Returns how often it was asked to connect.
    fn connected(&self) -> usize {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap();
        log.matches(": CONNECT 0.0.0.0:").count()
    }
}

impl Drop for Tinyproxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A site that isn't on this machine, as far as vouch can tell.
fn far(town: &Town) -> Site<'_> {
    let company = Company::new();
    let tls = company.server("0.0.0.0", "0.0.0.0");
    let mut site = town.site(Some(&tls));
    let bundle = site.file("company.pem", &company.pem());
    site.set("AWS_CA_BUNDLE", bundle);
    site
}

#[test]
fn a_proxy_is_found_by_each_of_its_variables() {
    let (town, proxy) = (Town::new(), Tinyproxy::start(""));
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let mut site = far(&town);
        site.set(variable, proxy.url(""));
        let before = proxy.connected();
        site.credential().ok();
        assert_eq!(proxy.connected() - before, 2, "{variable}: issuer and STS");
        site.vouch(&["login"]).ok();
        assert!(proxy.connected() - before > 2, "{variable}: login");
    }
}

#[test]
fn what_needs_no_proxy_goes_there_directly() {
    let town = Town::new();
    for (proxy, without) in
        [("HTTPS_PROXY", "NO_PROXY"), ("https_proxy", "no_proxy"), ("HTTPS_PROXY", "no_proxy")]
    {
        let mut site = far(&town);
        site.set(proxy, "http://127.0.0.1:1");
        let told = site.failed_credential();
        assert!(told.starts_with("exit 5, issuer asked 0, STS asked 0\n"), "{told}");
        assert!(told.contains("the proxy can't be reached: connection refused; "), "{told}");
        site.set(without, "localhost,0.0.0.0");
        site.credential().ok();
    }
}

#[test]
fn a_network_of_addresses_needs_no_proxy() {
    let town = Town::new();
    for (without, is_direct) in [
        ("10.0.0.0/8,0.0.0.0/8", true),
        ("0.0.0.0/32", true),
        ("10.0.0.0/8,127.0.0.0/8", false),
        ("localhost", false),
    ] {
        let mut site = far(&town);
        site.set("HTTPS_PROXY", "http://127.0.0.1:1");
        site.set("NO_PROXY", without);
        let told = site.credential();
        assert_eq!(told.exit, Some(if is_direct { 0 } else { 5 }), "{without}: {told}");
    }
}

#[test]
fn a_proxy_for_plain_http_is_not_asked_for_https() {
    let town = Town::new();
    let mut site = far(&town);
    site.set("HTTP_PROXY", "http://127.0.0.1:1");
    site.set("http_proxy", "http://127.0.0.1:1");
    site.credential().ok();
}

#[test]
fn the_password_of_a_proxy_is_used_and_never_shown() {
    let town = Town::new();
    let proxy = Tinyproxy::start(&format!("BasicAuth alice {PASSWORD}\n"));
    let mut site = far(&town);
    site.set("HTTPS_PROXY", proxy.url(&format!("alice:{PASSWORD}@")));
    site.set("VOUCH_LOG", "trace");
    let given = site.vouch(&["-vvv", "credential", "aws", "--role", super::site::ROLE]).ok();
    assert!(!given.stderr.contains(PASSWORD), "{given}");
    for (user, words) in [
        ("", "the proxy asks for a user name and a password\n"),
        (&*format!("mallory:{PASSWORD}@"), "the proxy refuses to connect there\n"),
    ] {
        site.set("HTTPS_PROXY", proxy.url(user));
        let told = site.vouch(&["-vvv", "login"]);
        assert_eq!(told.exit, Some(5), "{told}");
        assert!(told.stderr.contains(&format!("can't be reached: {words}")), "{told}");
        assert!(!told.stderr.contains(PASSWORD), "{told}");
    }
}

#[test]
fn a_proxy_that_misbehaves_is_told_from_the_issuer() {
    let town = Town::new();
    let (mut table, company) = (Vec::new(), Company::new());
    let blocked = Answer::new(403, "<html>blocked</html>");
    for (name, fault) in [
        ("refuses", Fault::Refuses),
        ("resets", Fault::Loses),
        ("407", Fault::Answers("Proxy-Authenticate: Basic realm=x\r\n", Answer::new(407, ""))),
        ("403", Fault::Answers("", blocked)),
        ("502", Fault::Answers("", Answer::new(502, ""))),
    ] {
        let mut site = far(&town);
        let proxy = Server::start(None, |_| Box::new(|_| Answer::new(500, "")));
        proxy.go_wrong("", fault);
        let url = proxy.url().replace("://", &format!("://alice:{PASSWORD}@"));
        site.set("HTTPS_PROXY", url);
        let told = site.failed_credential();
        assert!(!told.contains(PASSWORD), "{told}");
        table.push(format!("{name}: {told}"));
        // The issuer is on this machine, STS behind the proxy.
        let mut site = town.site_with(None, Some(&company.server("0.0.0.0", "0.0.0.0")));
        let proxy_url = proxy.url().to_owned();
        site.set("HTTPS_PROXY", proxy_url);
        table.push(format!("{name}: {}", site.failed_credential()));
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    refuses: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: the proxy can't be reached: connection refused; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    refuses: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: the proxy can't be reached: connection refused; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    resets: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: the proxy broke the connection off; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    resets: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: the proxy broke the connection off; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    407: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: the proxy asks for a user name and a password; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    407: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: the proxy asks for a user name and a password; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    403: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: the proxy refuses to connect there; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    403: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: the proxy refuses to connect there; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    502: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: the proxy refuses to connect there; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    502: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: the proxy refuses to connect there; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    ");
}
