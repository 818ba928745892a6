//! Issuer and STS: each fault, for each command that asks them.

use super::server::Fault;
use super::site::{Site, Town, said};
use crate::canned::Answer;

/// What goes wrong, by name.
type Row = (&'static str, Fault);

fn answers(status: u16, body: &str) -> Fault {
    Fault::Answers("", Answer::new(status, body))
}

/// What can happen at once.
pub(super) fn of_any() -> Vec<Row> {
    let page = "<!DOCTYPE html>\n<html><title>Guest network</title></html>";
    let page = Fault::Answers("Content-Type: text/html\r\n", Answer::new(200, page));
    let away = Fault::Answers("Location: https://portal.invalid/\r\n", Answer::new(302, ""));
    vec![
        ("refuses the connection", Fault::Refuses),
        ("breaks off in the middle", Fault::Resets),
        ("500", answers(500, "")),
        ("503", answers(503, "busy")),
        ("429", answers(429, "slow down")),
        ("a web page", page),
        ("a web page with 403", answers(403, "<html>blocked</html>")),
        ("a megabyte", answers(200, &" ".repeat(1024 * 1024))),
        ("an answer without end", Fault::Floods),
        ("nothing", answers(200, "")),
        ("a redirect", away),
    ]
}

/// Runs the rows, a few at once, and returns the table of what they told.
pub(super) fn table(rows: Vec<Row>, run: impl Fn(&Town, Fault) -> String + Sync) -> String {
    let (town, run) = (Town::new(), &run);
    let mut lines = Vec::new();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<Row> = rows.by_ref().take(4).collect();
        std::thread::scope(|scope| {
            let town = &town;
            let started =
                some.into_iter().map(|(name, fault)| (name, scope.spawn(move || run(town, fault))));
            let running: Vec<_> = started.collect();
            for (name, it) in running {
                lines.push(format!("{name}: {}", it.join().unwrap()));
            }
        });
    }
    lines.join("\n")
}

fn login(site: &Site<'_>) -> String {
    let told = site.vouch(&["login"]);
    assert_eq!(told.stdout, "", "{told}");
    site.line(&told)
}

#[test]
fn the_issuer_at_a_credential() {
    let told = table(of_any(), |town, fault| {
        let site = town.site(None);
        site.issuer_goes_wrong("", fault);
        site.failed_credential()
    });
    insta::assert_snapshot!(told, @r"
    refuses the connection: exit 5, issuer asked 0, STS asked 0
        vouch: the issuer ISSUER can't be reached: connection refused; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    breaks off in the middle: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER can't be reached: the connection broke off; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    500: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER is out of order (HTTP 500); try again; if it stays so, tell who runs the issuer
    503: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER is out of order (HTTP 503); try again; if it stays so, tell who runs the issuer
    429: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER was asked too often (HTTP 429); try again in a minute
    a web page: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER did not answer: a web page came in its place; a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    a web page with 403: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER did not answer: a web page came in its place; a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    a megabyte: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER answered what can't be understood; try again; if it stays so, tell who runs the issuer
    an answer without end: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER answered what can't be understood; try again; if it stays so, tell who runs the issuer
    nothing: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER answered what can't be understood; try again; if it stays so, tell who runs the issuer
    a redirect: exit 5, issuer asked 1, STS asked 0
        vouch: the issuer ISSUER did not answer: it sends elsewhere, and redirects are not followed; a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    ");
}

#[test]
fn sts_at_a_credential() {
    let told = table(of_any(), |town, fault| {
        let site = town.site(None);
        site.sts_goes_wrong(fault);
        site.failed_credential()
    });
    insta::assert_snapshot!(told, @r"
    refuses the connection: exit 5, issuer asked 1, STS asked 0
        vouch: AWS STS at STS can't be reached: connection refused; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    breaks off in the middle: exit 5, issuer asked 1, STS asked 3
        vouch: AWS STS at STS can't be reached: the connection broke off; check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (AWS_CA_BUNDLE); `vouch doctor` looks at all of them
    500: exit 5, issuer asked 1, STS asked 3
        vouch: AWS STS at STS is out of order (HTTP 500); try again in a minute
    503: exit 5, issuer asked 1, STS asked 3
        vouch: AWS STS at STS is out of order (HTTP 503); try again in a minute
    429: exit 5, issuer asked 1, STS asked 3
        vouch: AWS STS at STS is out of order (HTTP 429); try again in a minute
    a web page: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS did not answer: a web page came in its place; a sign-in page of this network may be in between: open a browser; else check AWS_ENDPOINT_URL_STS
    a web page with 403: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS did not answer: a web page came in its place; a sign-in page of this network may be in between: open a browser; else check AWS_ENDPOINT_URL_STS
    a megabyte: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS answered what can't be understood; check AWS_ENDPOINT_URL_STS and what stands between this machine and AWS
    an answer without end: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS answered what can't be understood; check AWS_ENDPOINT_URL_STS and what stands between this machine and AWS
    nothing: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS answered what can't be understood; check AWS_ENDPOINT_URL_STS and what stands between this machine and AWS
    a redirect: exit 5, issuer asked 1, STS asked 1
        vouch: AWS STS at STS did not answer: it sends elsewhere, and redirects are not followed; a sign-in page of this network may be in between: open a browser; else check AWS_ENDPOINT_URL_STS
    ");
}

#[test]
fn the_issuer_at_the_beginning_of_a_login() {
    let missing = answers(404, "<html>not found</html>");
    let rows = [of_any(), vec![("a page that isn't there", missing)]].concat();
    let told = table(rows, |town, fault| {
        let site = town.site(None);
        site.issuer_goes_wrong("", fault);
        login(&site)
    });
    insta::assert_snapshot!(told, @r"
    refuses the connection: exit 5, issuer asked 0, STS asked 0
        error: the issuer ISSUER can't be reached: connection refused
        hint: check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    breaks off in the middle: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER can't be reached: the connection broke off
        hint: check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them
    500: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER is out of order (HTTP 500)
        hint: try again; if it stays so, tell who runs the issuer
    503: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER is out of order (HTTP 503)
        hint: try again; if it stays so, tell who runs the issuer
    429: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER was asked too often (HTTP 429)
        hint: try again in a minute
    a web page: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER did not answer: a web page came in its place
        hint: a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    a web page with 403: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER did not answer: a web page came in its place
        hint: a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    a megabyte: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER answered what can't be understood
        hint: try again; if it stays so, tell who runs the issuer
    an answer without end: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER answered what can't be understood
        hint: try again; if it stays so, tell who runs the issuer
    nothing: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER answered what can't be understood
        hint: try again; if it stays so, tell who runs the issuer
    a redirect: exit 5, issuer asked 1, STS asked 0
        error: the issuer ISSUER did not answer: it sends elsewhere, and redirects are not followed
        hint: a sign-in page of this network may be in between: open a browser; else check the issuer's URL
    a page that isn't there: exit 7, issuer asked 1, STS asked 0
        error: ISSUER is not a vouch issuer: it has no discovery document
        hint: check the issuer's URL; nothing secret was sent
    ");
}

/// Discovery has gone well, so what comes then is an outage, never a wrong URL.
#[test]
fn the_issuer_in_the_middle_of_a_login() {
    for path in ["/v1/login/challenge", "/oauth/token"] {
        let told = table(of_any(), |town, fault| {
            let site = town.site(None);
            site.issuer_goes_wrong(path, fault);
            login(&site)
        });
        // A server that refuses connections does so from the beginning.
        let asked = if path == "/oauth/token" { 3 } else { 2 };
        let ends = told.lines().filter(|line| line.contains(": exit ")).skip(1);
        for end in ends {
            let expected = format!(": exit 5, issuer asked {asked}, STS asked 0");
            assert!(end.ends_with(&expected), "{path}: {told}");
        }
    }
}

/// An outage hands out what still lives: credentials with ten minutes left.
#[test]
fn living_credentials_outlast_every_outage() {
    let told = table(of_any(), |town, fault| {
        let site = town.site(None);
        let first = site.credential().ok();
        site.issuer_goes_wrong("", fault);
        assert_eq!(said(&site.credential()), said(&first));
        String::new()
    });
    assert_eq!(told.lines().count(), of_any().len());
    table(of_any(), |town, fault| {
        let site = town.site(None);
        let first = site.credential().ok();
        site.sts_goes_wrong(fault);
        assert_eq!(said(&site.credential()), said(&first));
        String::new()
    });
}
