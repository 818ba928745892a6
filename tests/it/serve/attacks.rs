//! Every attack on the endpoint's route, each on a real endpoint, and the page that lists them.

use super::serving;
use crate::credential_aws::laptop::Laptop;
use crate::endpoint::Serving;
use crate::loopback_attacks::{self, Attack, Row, header, replaced};

/// What is changed in a request that is answered with credentials.
const ATTACKS: [Attack; 33] = [
    ("no `Host`", |good| replaced(good, "Host: ", "X-Host: "), 403, "AccessDenied"),
    (
        "`Host` of a web page, whose name was made to lead here (DNS rebinding)",
        |good| replaced(good, "Host: 127.0.0.1", "Host: evil.example"),
        403,
        "AccessDenied",
    ),
    (
        "`Host` that only begins like this machine",
        |good| replaced(good, "Host: 127.0.0.1", "Host: 127.0.0.1.evil.example"),
        403,
        "AccessDenied",
    ),
    (
        "`Host` of all addresses",
        |good| replaced(good, "Host: 127.0.0.1", "Host: 0.0.0.0"),
        403,
        "AccessDenied",
    ),
    ("`Host` without the port", |good| loopback_attacks::without_port(good), 403, "AccessDenied"),
    ("a second `Host`", |good| header(good, "Host: evil.example"), 403, "AccessDenied"),
    (
        "HTTP/1.0 without `Host`",
        |good| replaced(&replaced(good, "Host: ", "X-Host: "), "HTTP/1.1", "HTTP/1.0"),
        403,
        "AccessDenied",
    ),
    (
        "`Origin`: a script of a web page",
        |good| header(good, "Origin: https://evil.example"),
        403,
        "AccessDenied",
    ),
    (
        "`Origin: null`: a script of a file or a frame",
        |good| header(good, "Origin: null"),
        403,
        "AccessDenied",
    ),
    (
        "no token",
        |good| replaced(good, "Authorization: ", "X-Authorization: "),
        403,
        "AccessDenied",
    ),
    (
        "an empty token",
        |good| loopback_attacks::token(good, |_| String::new()),
        403,
        "AccessDenied",
    ),
    (
        "the token without its last letter",
        |good| loopback_attacks::token(good, |token| token[..42].into()),
        403,
        "AccessDenied",
    ),
    (
        "the token and a letter more",
        |good| loopback_attacks::token(good, |token| format!("{token}A")),
        403,
        "AccessDenied",
    ),
    (
        "the token in small letters",
        |good| loopback_attacks::token(good, str::to_ascii_lowercase),
        403,
        "AccessDenied",
    ),
    (
        "the token after `Bearer`",
        |good| replaced(good, "Authorization: ", "Authorization: Bearer "),
        403,
        "AccessDenied",
    ),
    (
        "the token of another machine's endpoint",
        |good| loopback_attacks::token(good, |_| "A".repeat(43)),
        403,
        "AccessDenied",
    ),
    (
        "two tokens, the right one first",
        |good| header(good, "Authorization: guess"),
        403,
        "AccessDenied",
    ),
    ("the token in the path", |good| loopback_attacks::token_in_path(good), 403, "AccessDenied"),
    ("another path", |good| replaced(good, "/credentials", "/"), 404, "NotFound"),
    (
        "another path without the token: what is where isn't told",
        |good| {
            loopback_attacks::token(&replaced(good, "/credentials", "/other"), |_| "guess".into())
        },
        403,
        "AccessDenied",
    ),
    (
        "the path with a query that names a role",
        |good| replaced(good, "/credentials", "/credentials?role=Administrator"),
        404,
        "NotFound",
    ),
    (
        "the path with a role below it",
        |good| {
            replaced(
                good,
                "/credentials",
                "/credentials/arn:aws:iam::123456789012:role/Administrator",
            )
        },
        404,
        "NotFound",
    ),
    (
        "the path by a detour",
        |good| replaced(good, "/credentials", "/x/../credentials"),
        404,
        "NotFound",
    ),
    (
        "the path in percent encoding",
        |good| replaced(good, "/credentials", "/%63redentials"),
        404,
        "NotFound",
    ),
    (
        "the path as a whole URL, as to a proxy",
        |good| loopback_attacks::absolute(good),
        404,
        "NotFound",
    ),
    ("`HEAD`", |good| replaced(good, "GET ", "HEAD "), 405, ""),
    ("`POST`", |good| replaced(good, "GET ", "POST "), 405, "MethodNotAllowed"),
    (
        "`OPTIONS`: a browser asks whether a page may",
        |good| replaced(good, "GET ", "OPTIONS "),
        405,
        "MethodNotAllowed",
    ),
    ("a body", |good| format!("{}hello", header(good, "Content-Length: 5")), 400, "InvalidRequest"),
    (
        "a body of unknown length",
        |good| format!("{}0\r\n\r\n", header(good, "Transfer-Encoding: chunked")),
        400,
        "InvalidRequest",
    ),
    (
        "a header of 100 KiB",
        |good| header(good, &format!("X-Long: {}", "a".repeat(100 * 1024))),
        431,
        "",
    ),
    ("a hundred headers", |good| header(good, &vec!["X-Many: a"; 100].join("\r\n")), 431, ""),
    ("what is no HTTP", |_| "hello\r\n\r\n".into(), 400, ""),
];

#[test]
fn every_attack_on_the_endpoint_is_refused() {
    let laptop = Laptop::logged_in();
    let serving = serving(&laptop);
    for (what, attack, status, code) in ATTACKS {
        let answer = serving.send(&attack(&serving.good()));
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        if !code.is_empty() {
            assert_eq!(answer.refusal(), (status, code.into()), "{what}");
        }
        for secret in ["c4nned", "ASIACANNED", &serving.token] {
            assert!(!format!("{answer:?}").contains(secret), "{what}: {answer:?}");
        }
        passes(&serving);
    }
    // A web page reads no answer of another origin: nothing here allows it to.
    assert!(!serving.get().head.contains("access-control"));
    assert_eq!(laptop.calls(), (1, 1));
}

/// It was the attack that was refused, and it has used nothing up.
fn passes(serving: &Serving) {
    assert_eq!(serving.get().status, 200);
}

/// The rows of the page.
pub(crate) fn rows() -> Vec<Row> {
    ATTACKS.map(|(what, _, status, code)| (what, status, code)).into()
}
