//! Why nobody answered, in a few words, out of what an HTTP library says; and pages that are no
//! answer.

use std::error::Error;
use std::io;

use rustls::CertificateError;

/// The longest text of another machine that a person is shown.
const SHOWN: usize = 300;

/// Returns why there is no answer, in one line without a full stop.
pub fn cause(error: &(dyn Error + 'static)) -> String {
    known_cause(error).unwrap_or_else(|| {
        let innermost = chain(error).last().map(ToString::to_string);
        plain(&innermost.unwrap_or_default())
    })
}

/// Returns the same, or `None` where it isn't the connection that failed.
pub fn known_cause(error: &(dyn Error + 'static)) -> Option<String> {
    let chain = chain(error);
    let proxy = chain.iter().find_map(|error| tunnel(&error.to_string()));
    let cause = chain.iter().rev().find_map(|error| one(*error));
    match (proxy, cause) {
        (Some(Tunnel::Unreached), Some(cause)) => {
            Some(format!("the proxy can't be reached: {cause}"))
        }
        (Some(Tunnel::Unreached), None) => Some("the proxy can't be reached".into()),
        (Some(Tunnel::Broken(what)), _) => Some(what.into()),
        (None, cause) => cause,
    }
}

/// Tells whether the body is a page for a browser: a sign-in page of a hotel, a proxy's refusal.
pub fn is_web_page(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    ["<!doctype html", "<html"].iter().any(|begin| {
        body.get(..begin.len()).is_some_and(|text| text.eq_ignore_ascii_case(begin.as_bytes()))
    })
}

/// Returns the text of another machine as it may be shown on a terminal: one line, no control
/// characters, not endless.
pub fn plain(text: &str) -> String {
    let shown = |character: char| if character.is_control() { ' ' } else { character };
    text.chars().map(shown).take(SHOWN).collect()
}

/// Returns the error and those behind it. What an I/O error wraps is not among its sources.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        chain.push(error);
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    chain
}

/// What became of the way through a proxy.
enum Tunnel {
    Broken(&'static str),
    Unreached,
}

/// The error of a tunnel has no type that is public.
fn tunnel(words: &str) -> Option<Tunnel> {
    Some(match words.strip_prefix("tunnel error: ")? {
        "failed to create underlying connection" => Tunnel::Unreached,
        "proxy authorization required" => {
            Tunnel::Broken("the proxy asks for a user name and a password")
        }
        "unsuccessful" => Tunnel::Broken("the proxy refuses to connect there"),
        _ => Tunnel::Broken("the proxy broke the connection off"),
    })
}

fn one(error: &(dyn Error + 'static)) -> Option<String> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    let words = error.to_string();
    if let Some(why) = words.strip_prefix("failed to lookup address information: ") {
        return Some(format!("its name can't be looked up: {}", plain(why)));
    }
    if words == "connection closed before message completed" {
        return Some("the connection broke off".into());
    }
    error.downcast_ref::<io::Error>().and_then(|error| of_io(error.kind())).map(Into::into)
}

fn of_io(kind: io::ErrorKind) -> Option<&'static str> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::BrokenPipe
        | Kind::ConnectionAborted
        | Kind::ConnectionReset
        | Kind::UnexpectedEof => "the connection broke off",
        Kind::ConnectionRefused => "connection refused",
        Kind::HostUnreachable | Kind::NetworkDown | Kind::NetworkUnreachable => {
            "there is no network that leads there"
        }
        Kind::TimedOut => "no answer in time",
        _ => return None,
    })
}

fn of_tls(error: &rustls::Error) -> String {
    use CertificateError as Why;
    let rustls::Error::InvalidCertificate(why) = error else {
        return format!("TLS failed: {}", plain(&error.to_string()));
    };
    match why {
        Why::Expired | Why::ExpiredContext { .. } => {
            "its certificate is over, or this machine's clock is wrong".into()
        }
        Why::NotValidYet | Why::NotValidYetContext { .. } => {
            "its certificate is not valid yet, or this machine's clock is wrong".into()
        }
        Why::NotValidForName | Why::NotValidForNameContext { .. } => {
            "its certificate is for another name".into()
        }
        // A stranger who calls itself as a known authority does has another key.
        Why::BadSignature | Why::UnknownIssuer => {
            "its certificate is of an authority that is not trusted here".into()
        }
        why => format!("its certificate is not taken: {}", plain(&why.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As HTTP libraries wrap errors.
    #[derive(Debug, thiserror::Error)]
    #[error("client error (Connect)")]
    struct Wrapped(#[source] Box<dyn Error + Send + Sync>);

    fn told(inner: impl Into<Box<dyn Error + Send + Sync>>) -> String {
        cause(&Wrapped(Box::new(Wrapped(inner.into()))))
    }

    #[test]
    fn the_operating_systems_words_are_put_plainly() {
        use io::ErrorKind as Kind;
        for (kind, words) in [
            (Kind::ConnectionRefused, "connection refused"),
            (Kind::ConnectionReset, "the connection broke off"),
            (Kind::UnexpectedEof, "the connection broke off"),
            (Kind::NetworkUnreachable, "there is no network that leads there"),
            (Kind::TimedOut, "no answer in time"),
        ] {
            assert_eq!(told(io::Error::from(kind)), words);
        }
        let name = "failed to lookup address information: Name or service not known";
        assert_eq!(told(name), "its name can't be looked up: Name or service not known");
    }

    #[test]
    fn a_certificate_is_found_however_deep_it_is_wrapped() {
        let certificate = |why| {
            let tls = rustls::Error::InvalidCertificate(why);
            told(io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls)))
        };
        for (why, words) in [
            (
                CertificateError::Expired,
                "its certificate is over, or this machine's clock is wrong",
            ),
            (
                CertificateError::NotValidYet,
                "its certificate is not valid yet, or this machine's clock is wrong",
            ),
            (CertificateError::NotValidForName, "its certificate is for another name"),
            (
                CertificateError::UnknownIssuer,
                "its certificate is of an authority that is not trusted here",
            ),
            (CertificateError::Revoked, "its certificate is not taken: Revoked"),
        ] {
            assert_eq!(certificate(why), words);
        }
        let other = io::Error::other(rustls::Error::DecryptError);
        assert_eq!(told(other), "TLS failed: cannot decrypt peer's message");
    }

    #[test]
    fn what_is_not_known_is_shown_in_one_line() {
        assert_eq!(told("one\nof\ta kind"), "one of a kind");
        assert_eq!(told("x".repeat(9000)).len(), SHOWN);
        assert_eq!(known_cause(&Wrapped("odd".into())), None);
    }

    #[test]
    fn a_page_is_told_from_an_answer() {
        for page in ["<html>", " \n<!DOCTYPE HTML PUBLIC", "<!doctype html>"] {
            assert!(is_web_page(page.as_bytes()), "{page}");
        }
        for answer in ["", "<", "{}", "<AssumeRoleWithWebIdentityResponse>", "<?xml?>"] {
            assert!(!is_web_page(answer.as_bytes()), "{answer}");
        }
    }
}
