//! Against a scripted server on loopback.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use sha2::{Digest as _, Sha256};

use super::*;
use crate::adapters::environment::Environment;
use crate::adapters::random::SystemRandom;
use crate::adapters::{http, runtime};
use crate::domain::secret::Secret;
use crate::domain::session::SessionId;
use crate::domain::wire::DpopClaims;

/// Answers each connection with the next of the scripted answers and returns what was asked.
struct Scripted {
    issuer: IssuerUrl,
    asked: JoinHandle<Vec<String>>,
}

fn scripted(answers: Vec<String>) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let asked = std::thread::spawn(move || {
        let answer = |answer: String| {
            let (mut stream, _) = listener.accept().unwrap();
            let request = read_request(&stream);
            // The client may hang up on an answer that is too long.
            let _ = stream.write_all(answer.as_bytes());
            request
        };
        answers.into_iter().map(answer).collect()
    });
    Scripted { issuer, asked }
}

fn read_request(stream: &std::net::TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    let mut length = 0;
    loop {
        let start = request.len();
        reader.read_line(&mut request).unwrap();
        let line = request[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request + &String::from_utf8(body).unwrap()
}

fn answer(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

struct FixedClock(DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

const NOW: &str = "2026-01-01T08:00:00Z";

fn client(issuer: &IssuerUrl) -> IssuerClient {
    let http = http::client(&Environment::default(), Duration::from_secs(5)).unwrap();
    let clock = Arc::new(FixedClock(NOW.parse().unwrap()));
    IssuerClient::new(http, issuer.clone(), clock, Arc::new(SystemRandom))
}

fn session(issuer: &IssuerUrl) -> SessionItem {
    let session_key = SessionKey::from_random([7; 32]);
    SessionItem {
        issuer: issuer.clone(),
        session_id: SessionId::from_random([1; 16]),
        subject: "alice@example.com".parse().unwrap(),
        key_id: session_key.thumbprint(),
        refresh_token: Secret::new("rt-hunter2"),
        session_key,
        expires_at: NOW.parse().unwrap(),
        auth_time: NOW.parse().unwrap(),
    }
}

const TOKEN: &str = r#"{"id_token":"a.b.c","expires_in":300,"later":1}"#;

/// The claims of the DPoP proof in the request.
fn dpop(request: &str) -> DpopClaims {
    let proof = request.lines().find_map(|line| line.strip_prefix("dpop: ")).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(proof.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

/// Asks for a token and returns the answer with what was sent.
fn token_for(answers: &[String]) -> (Result<RefreshResponse, IssuerError>, Vec<String>) {
    let server = scripted(answers.to_vec());
    let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
    let client = client(&server.issuer);
    let session = session(&server.issuer);
    let answer = runtime::block_on(client.token_for(&session, "sts", Some(&role)));
    (answer, server.asked.join().unwrap())
}

#[test]
fn a_token_is_asked_for_with_a_proof_of_the_session_key() {
    let (token, asked) = token_for(&[answer("200 OK", "", TOKEN)]);
    assert_eq!(token.unwrap().id_token.expose(), "a.b.c");
    assert!(asked[0].starts_with("POST /oauth/token HTTP/1.1"), "{}", asked[0]);
    assert!(
        asked[0].ends_with("grant_type=refresh_token&refresh_token=rt-hunter2&audience=sts&role_arn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FDeveloper"),
        "{}",
        asked[0]
    );
    let claims = dpop(&asked[0]);
    assert!(claims.htu.ends_with("/oauth/token"), "{}", claims.htu);
    assert_eq!((claims.htm.as_str(), claims.ath), ("POST", None));
    assert_eq!(claims.iat, NOW.parse::<DateTime<Utc>>().unwrap().timestamp());
}

#[test]
fn a_wrong_clock_is_corrected_by_the_issuers_date() {
    let refused = r#"{"error":"invalid_dpop_proof"}"#;
    let date = "date: Thu, 01 Jan 2026 09:00:00 GMT\r\n";
    let (token, asked) =
        token_for(&[answer("400 Bad Request", date, refused), answer("200 OK", "", TOKEN)]);
    assert!(token.is_ok());
    assert_eq!(dpop(&asked[1]).iat - dpop(&asked[0]).iat, 3600);
    assert_ne!(dpop(&asked[1]).jti, dpop(&asked[0]).jti);
}

#[test]
fn a_proof_that_is_refused_at_the_right_time_stays_refused() {
    let refused = r#"{"error":"invalid_dpop_proof"}"#;
    let date = "date: Thu, 01 Jan 2026 08:00:00 GMT\r\n";
    let (token, _) = token_for(&[answer("400 Bad Request", date, refused)]);
    assert!(matches!(token, Err(IssuerError::Refused { .. })));
}

#[test]
fn what_the_status_means() {
    let said = r#"{"error":"access_denied","error_description":"no \u001b[31mgrant","vouch_hint":"ask","x":1}"#;
    for (answer, words, temporary) in [
        (answer("403 Forbidden", "", said), "refused: no  [31mgrant", false),
        (answer("403 Forbidden", "", "<html>"), "a web page came in its place", true),
        (answer("404 Not Found", "", "<html>"), "can't be understood (HTTP 404)", true),
        (answer("200 OK", "", "a.b.c"), "can't be understood", true),
        (answer("503 Service Unavailable", "", said), "out of order (HTTP 503)", true),
        (answer("429 Too Many Requests", "retry-after: 7\r\n", ""), "too often (HTTP 429)", true),
        (answer("302 Found", "location: /elsewhere\r\n", ""), "redirects are not followed", true),
        (answer("200 OK", "", "<!DOCTYPE html>"), "a web page came in its place", true),
        (answer("200 OK", "", &"x".repeat(300_000)), "can't be understood", true),
        (String::new(), "can't be reached", true),
    ] {
        let (token, _) = token_for(&[answer]);
        let error = token.unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
        assert_eq!(error.is_temporary(), temporary, "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

#[test]
fn many_slow_answers_do_not_add_up_without_end() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let client = client(&url.parse().unwrap());
    let most = u64::try_from(super::WHOLE.as_millis()).unwrap();
    client.waited.store(most - 20, Ordering::Relaxed);
    for _ in 0..2 {
        let error = runtime::block_on(client.discover()).unwrap_err();
        assert!(error.to_string().ends_with("can't be reached: no answer in time"), "{error}");
        assert!(client.waited.load(Ordering::Relaxed) >= most, "what was waited is counted");
    }
}

#[test]
fn the_seconds_to_wait_are_read_and_nothing_else() {
    for (header, expected) in [
        ("retry-after: 7\r\n", Some(7)),
        ("", None),
        ("retry-after: Thu, 01 Jan 2026 08:00:00 GMT\r\n", None),
        ("retry-after: -1\r\n", None),
    ] {
        let (token, _) = token_for(&[answer("429 Too Many Requests", header, "")]);
        let Err(IssuerError::Busy { wait, .. }) = token else { panic!("{header}: {token:?}") };
        assert_eq!(wait, expected, "{header}");
    }
}

#[test]
fn a_session_is_sent_to_its_own_issuer_alone() {
    let client = client(&"http://127.0.0.1:1".parse().unwrap());
    let session = session(&"https://vouch.example.com".parse().unwrap());
    let role = None;
    let other = |error| matches!(error, IssuerError::OtherIssuer { .. });
    assert!(other(runtime::block_on(client.token_for(&session, "sts", role)).unwrap_err()));
    assert!(other(runtime::block_on(client.revoke(&session)).unwrap_err()));
    assert!(other(runtime::block_on(client.roles(&session)).unwrap_err()));
    assert!(other(runtime::block_on(client.keys(&session)).unwrap_err()));
    assert!(other(runtime::block_on(client.remove_key(&session, &session.key_id)).unwrap_err()));
}

#[test]
fn a_session_as_authorization_is_named_in_the_proof() {
    let server = scripted(vec![answer("200 OK", "", r#"{"keys":[]}"#)]);
    let client = client(&server.issuer);
    let keys = runtime::block_on(client.keys(&session(&server.issuer)));
    assert_eq!(keys.unwrap().keys.len(), 0);
    let asked = server.asked.join().unwrap();
    assert!(asked[0].contains("authorization: DPoP rt-hunter2"), "{}", asked[0]);
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest("rt-hunter2"));
    assert_eq!(dpop(&asked[0]).ath, Some(hash));
}

#[test]
fn a_revocation_needs_no_content_in_the_answer() {
    let server = scripted(vec![answer("200 OK", "", "")]);
    let client = client(&server.issuer);
    runtime::block_on(client.revoke(&session(&server.issuer))).unwrap();
}

#[test]
fn discovery_of_a_stranger_is_refused_before_anything_else() {
    let stranger = r#"{"issuer":"https://accounts.example.com"}"#;
    let server = scripted(vec![answer("200 OK", "", stranger)]);
    let error = runtime::block_on(client(&server.issuer).discover()).unwrap_err();
    assert!(error.to_string().ends_with("it calls itself https://accounts.example.com"), "{error}");
}

#[test]
fn nobody_there_is_said_so() {
    let client = client(&"http://127.0.0.1:1".parse().unwrap());
    let error = runtime::block_on(client.discover()).unwrap_err();
    assert!(matches!(error, IssuerError::Unreachable { .. }), "{error}");
}

#[test]
fn only_a_challenge_in_our_form_is_signed() {
    let good = format!("vouch-challenge-1_{}", "A".repeat(76));
    for text in ["", "transfer everything to mallory", &good] {
        let discovery = r#"{"issuer":"URL","token_endpoint":"URL/oauth/token","vouch_challenge_endpoint":"URL/v1/login/challenge","vouch_enroll_endpoint":"URL/v1/enroll"}"#;
        let ours = discovery::check(
            &"http://127.0.0.1:1".parse().unwrap(),
            Ok(discovery.replace("URL", "http://127.0.0.1:1")),
        )
        .unwrap();
        let body = format!(r#"{{"challenge":"{text}","expires_at":1}}"#);
        let server = scripted(vec![answer("200 OK", "", &body)]);
        let key = SessionKey::from_random([7; 32]).thumbprint();
        let challenge = runtime::block_on(client(&server.issuer).challenge(&ours, &key));
        let error = challenge.unwrap_err().to_string();
        assert!(error.ends_with("it asked for a signature of what is no challenge"), "{error}");
    }
}
