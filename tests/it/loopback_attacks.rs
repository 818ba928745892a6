//! Attacks on the routes that vouch answers on loopback: how requests are changed, and the page
//! that lists what was tried.

use std::fs;
use std::path::Path;

/// What is changed in a good request, how that is done, and the answer: the status, and the code of
/// the error where it is ours.
pub(crate) type Attack = (&'static str, fn(&str) -> String, u16, &'static str);

/// An attack on the page.
pub(crate) type Row = (&'static str, u16, &'static str);

/// Returns the request with something replaced, which must be in it.
pub(crate) fn replaced(good: &str, from: &str, to: &str) -> String {
    assert!(good.contains(from), "{good} has no {from}");
    good.replacen(from, to, 1)
}

/// Returns the request with a header more.
pub(crate) fn header(good: &str, header: &str) -> String {
    format!("{}{header}\r\n\r\n", good.strip_suffix("\r\n").unwrap())
}

/// Returns the request with another token.
pub(crate) fn token(good: &str, change: impl Fn(&str) -> String) -> String {
    let token = value(good, "Authorization: ");
    good.replace(token, &change(token))
}

/// Returns the request with the token in the path instead of its header.
pub(crate) fn token_in_path(good: &str) -> String {
    let token = value(good, "Authorization: ");
    let path = format!("/credentials?Authorization={token} ");
    let bare = good.replace(&format!("Authorization: {token}\r\n"), "");
    replaced(&bare, "/credentials ", &path)
}

/// Returns the request with a `Host` that has no port.
pub(crate) fn without_port(good: &str) -> String {
    let host = value(good, "Host: ");
    good.replace(host, host.split(':').next().unwrap())
}

/// Returns the request with a whole URL for a path.
pub(crate) fn absolute(good: &str) -> String {
    let host = value(good, "Host: ");
    replaced(good, "GET /", &format!("GET http://{host}/"))
}

fn value<'a>(good: &'a str, name: &str) -> &'a str {
    good.split_once(name).unwrap().1.split("\r\n").next().unwrap()
}

const HEAD: &str = "# Every attack on what `vouch` answers on loopback

Printed from the tests (`tests/it/serve/attacks.rs`, `tests/it/console/attacks.rs`); `make generated`
writes it anew.

Every program of the machine, of every user, can connect to a port on loopback, and so can every web page
that is open in a browser here. Each row was tried on a real process: a request that is answered with what
it wishes, with one thing changed. The answer holds nothing secret, and the request without the change is
answered as it wishes afterwards, so that it was the change that was refused.
";

#[test]
fn the_generated_page_lists_every_attack() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/design/attacks-loopback.md");
    let serve = section("`vouch serve`: `GET /credentials`", crate::serve::attacks());
    let console =
        section("`vouch console`: `GET /` and 256 random bits", crate::console::attacks());
    let text = format!("{HEAD}{serve}{console}");
    if std::env::var_os("VOUCH_WRITE_GENERATED").is_some() {
        fs::write(&page, &text).unwrap();
    }
    let written = fs::read_to_string(&page).unwrap_or_default();
    assert!(written == text, "{} is old; run `make generated`", page.display());
}

fn section(title: &str, rows: Vec<Row>) -> String {
    let mut text = format!("\n## {title}\n\n| attack | answer |\n|---|---|\n");
    for (what, status, code) in rows {
        let code = if code.is_empty() { String::new() } else { format!(" `{code}`") };
        text.push_str(&format!("| {what} | {status}{code} |\n"));
    }
    text
}
