//! A provider that means harm, or is broken: nothing of it is believed, nothing is kept.

use std::sync::{Arc, Mutex};

use chrono::Utc;
use serde_json::{Value, json};

use super::browser::{come_back, member};
use super::provider::LoggingIn;
use crate::canned::Answer;
use crate::mishaps::items;
use crate::network_misbehaves::server::{Fault, Good, Request, Server};
use crate::simulator::issuer::{key_set, signed};
use crate::world::{TestWorld, Told};

const DISCOVERY: &str = "/.well-known/openid-configuration";

/// The provider. It answers well but at the token endpoint, where it gives what it is told to.
pub(super) struct Hostile {
    pub(super) server: Server,
    gives: Arc<Mutex<Answer>>,
}

impl Hostile {
    pub(super) fn start() -> Self {
        let gives = Arc::new(Mutex::new(Answer::new(500, "")));
        let given = Arc::clone(&gives);
        let good =
            |url: &str| -> Good {
                let discovery = discovery(url).to_string();
                Box::new(move |request: &Request| {
                    match request.path.as_str() {
                DISCOVERY => Answer::new(200, &discovery),
                "/keys" => Answer::new(200, &key_set(1).to_string()),
                "/device" => Answer::new(200, &json!({
                    "device_code": "d", "user_code": "WDJB", "expires_in": 60, "interval": 1,
                    "verification_uri": "https://id.example.com/device",
                }).to_string()),
                "/token" => given.lock().unwrap().clone(),
                _ => Answer::new(404, ""),
            }
                })
            };
        Self { server: Server::on_loopback(good), gives }
    }

    pub(super) fn url(&self) -> &str {
        self.server.url()
    }

    /// Claims that are believed; they last less than the minute that must be left for AWS, so that
    /// each use takes a new token.
    pub(super) fn claims(&self, nonce: &str) -> Value {
        let now = Utc::now().timestamp();
        json!({
            "iss": self.url(), "aud": "vouch", "sub": "alice@example.com", "nonce": nonce,
            "iat": now, "exp": now + 55, "auth_time": now,
        })
    }

    /// Gives this from now on.
    fn gives(&self, answer: Answer) {
        *self.gives.lock().unwrap() = answer;
    }

    /// Gives this ID token, and a refresh token.
    pub(super) fn gives_token(&self, token: &str) {
        self.gives(Answer::new(
            200,
            &json!({"id_token": token, "refresh_token": "r3fresh", "access_token": "a"})
                .to_string(),
        ));
    }

    /// Begins a login, lets it be answered with what `prepare` makes of the nonce, and ends it.
    fn login(&self, world: &TestWorld, prepare: impl FnOnce(&str)) -> Told {
        let login = LoggingIn::start(world, self.url(), "vouch", &["--no-browser"]);
        self.answered(login, "c0de", prepare)
    }

    /// Answers a login that is under way, and ends it.
    pub(super) fn answered(
        &self,
        mut login: LoggingIn,
        code: &str,
        prepare: impl FnOnce(&str),
    ) -> Told {
        let page = login.page();
        prepare(&member(&page, "nonce"));
        come_back(&page, |state| format!("state={state}&code={code}"));
        login.end()
    }
}

fn discovery(url: &str) -> Value {
    json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/auth"),
        "device_authorization_endpoint": format!("{url}/device"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
    })
}

fn nothing_is_kept(world: &TestWorld) {
    assert_eq!(items(world), [""; 0]);
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
    assert!(!world.path("config/vouch/config.toml").exists());
}

#[test]
fn a_token_that_is_not_believed_is_not_kept() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let bent = |change: Value, words: &str| {
        let told = provider.login(&world, |nonce| {
            let mut claims = provider.claims(nonce);
            let members = change.as_object().unwrap().clone();
            claims.as_object_mut().unwrap().extend(members);
            provider.gives_token(&signed(1, &claims));
        });
        assert_eq!(told.exit, Some(6), "{told}");
        assert!(
            told.stderr.contains(&format!("is not believed\n  caused by: {words}\n")),
            "{told}"
        );
    };
    bent(json!({"iss": "https://evil.example.com"}), "it is from another issuer");
    bent(json!({"aud": "other"}), "it is for another client");
    bent(json!({"aud": ["vouch", "other"]}), "it is for another client");
    bent(json!({"azp": "other"}), "it was given to another client");
    bent(json!({"nonce": "replayed"}), "it belongs to another login: its nonce is another");
    bent(json!({"exp": 1}), "it is over");
    bent(json!({"iat": 1}), "it was not made just now");
    bent(
        json!({"more": "x".repeat(20_000)}),
        "it is longer than 20000 characters, the most that AWS takes",
    );
    nothing_is_kept(&world);
}

#[test]
fn a_token_that_nobody_signed_is_not_kept() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    use base64::Engine as _;
    let part =
        |json: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json.to_string());
    for (header, words) in [
        (json!({"alg": "none"}), "it is signed with neither ES256 nor RS256"),
        (json!({"alg": "HS256", "kid": "1"}), "it is signed with neither ES256 nor RS256"),
        (json!({"alg": "ES256", "kid": "1"}), "its signature does not hold"),
        (json!({"alg": "ES256", "kid": "2"}), "the provider publishes no key that it names"),
        (json!({"alg": "RS256", "kid": "1"}), "the provider publishes no key that it names"),
    ] {
        let told = provider.login(&world, |nonce| {
            let claims = part(provider.claims(nonce));
            provider.gives_token(&format!("{}.{claims}.c2ln", part(header.clone())));
        });
        assert_eq!(told.exit, Some(6), "{told}");
        assert!(told.stderr.contains(&format!("  caused by: {words}\n")), "{told}");
    }
    let told = provider.login(&world, |nonce| {
        provider.gives_token(&signed(7, &provider.claims(nonce)));
    });
    assert!(told.stderr.contains("publishes no key that it names"), "{told}");
    nothing_is_kept(&world);
}

#[test]
fn an_answer_that_is_none_is_not_waited_for_or_read_forever() {
    let world = TestWorld::new();
    let json = |text: &str| Answer::new(200, text);
    for (path, fault, exit, words) in [
        (
            "/token",
            Fault::Answers("", json(r#"{"access_token":"a"}"#)),
            6,
            "caused by: it gave none",
        ),
        ("/token", Fault::Answers("", json("[1")), 5, "what can't be understood"),
        (
            "/token",
            Fault::Answers("", json("<html>Sign in</html>")),
            5,
            "a web page came in its place",
        ),
        ("/token", Fault::Floods, 5, "what can't be understood"),
        ("/token", Fault::Resets, 5, "the connection broke off"),
        (
            "/token",
            Fault::Answers("Location: /\r\n", Answer::new(307, "")),
            5,
            "redirects are not followed",
        ),
        ("/token", Fault::Answers("", Answer::new(503, "")), 5, "is out of order (HTTP 503)"),
        (
            "/token",
            Fault::Answers("", Answer::issuer_error(400, "invalid_grant")),
            6,
            "refused: no more",
        ),
        ("/keys", Fault::Floods, 5, "what can't be understood"),
        ("/keys", Fault::Answers("", json("{}")), 6, "its keys can't be read"),
    ] {
        let provider = Hostile::start();
        let told = provider.login(&world, |nonce| {
            provider.gives_token(&signed(1, &provider.claims(nonce)));
            provider.server.go_wrong(path, fault.clone());
        });
        assert_eq!(told.exit, Some(exit), "{path} {fault:?}: {told}");
        assert!(told.stderr.contains(words), "{path} {fault:?}: {told}");
        assert!(!told.stderr.contains("r3fresh") && !told.stderr.contains("c0de"), "{told}");
    }
    nothing_is_kept(&world);
}

#[test]
fn a_provider_that_is_another_is_told_nothing() {
    let world = TestWorld::new();
    let changed = |url: &str, name: &str, value: Value| {
        let mut document = discovery(url);
        document[name] = value;
        Fault::Answers("", Answer::new(200, &document.to_string()))
    };
    let provider = Hostile::start();
    let url = provider.url().to_owned();
    for (fault, exit, words) in [
        (changed(&url, "issuer", json!(format!("{url}/"))), 6, "it calls itself http://127.0.0.1"),
        (
            changed(&url, "token_endpoint", json!("http://evil.example.com")),
            6,
            "its token_endpoint is not https",
        ),
        (changed(&url, "token_endpoint", Value::Null), 6, "no token_endpoint"),
        (changed(&url, "authorization_endpoint", Value::Null), 6, "has no page to log in at"),
        (
            changed(&url, "code_challenge_methods_supported", json!(["plain"])),
            6,
            "no PKCE with S256",
        ),
        (Fault::Answers("", Answer::new(404, "")), 6, "it has no discovery document"),
        (Fault::Answers("", Answer::new(200, "<html>")), 5, "a web page came in its place"),
        (
            Fault::Answers("Location: https://evil.example.com/\r\n", Answer::new(302, "")),
            5,
            "redirects are not",
        ),
        (Fault::Floods, 5, "what can't be understood"),
    ] {
        provider.server.go_wrong(DISCOVERY, fault.clone());
        let arguments = ["login", "--issuer", &url, "--client-id", "vouch", "--no-browser"];
        let told = world.vouch(&arguments);
        assert_eq!(told.exit, Some(exit), "{fault:?}: {told}");
        assert!(told.stderr.contains(words), "{fault:?}: {told}");
        assert_eq!(provider.server.asked().len(), 1, "{fault:?}");
    }
    nothing_is_kept(&world);
}

#[test]
fn a_refreshed_token_of_another_login_ends_the_session() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let login = || {
        let mut first = Value::Null;
        provider
            .login(&world, |nonce| {
                first = provider.claims(nonce);
                provider.gives_token(&signed(1, &first));
            })
            .ok();
        first
    };
    let credential = [
        "credential",
        "aws",
        "--role",
        "arn:aws:iam::123456789012:role/A",
        "--region",
        "us-east-1",
    ];
    for change in [
        json!({"sub": "mallory@example.com"}),
        json!({"auth_time": 1}),
        json!({"nonce": "another"}),
        json!({"iss": "https://evil.example.com"}),
        json!({"aud": "other"}),
    ] {
        let mut claims = login();
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        provider.gives_token(&signed(1, &claims));
        let told = world.vouch(&credential);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(6), ""), "{change}: {told}");
        assert_eq!(items(&world), [""; 0], "{change}");
    }
}

#[test]
fn how_long_ago_the_login_was_is_what_the_provider_says() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let role = "arn:aws:iam::123456789012:role/A";
    for (auth_time, exit, words) in [
        (Value::Null, 6, " does not say when you logged in there; "),
        (json!(Utc::now().timestamp() - 3600), 3, "the last touch is longer ago than 10m; "),
    ] {
        let told = provider.login(&world, |nonce| {
            let mut claims = provider.claims(nonce);
            claims["auth_time"] = auth_time;
            provider.gives_token(&signed(1, &claims));
        });
        told.ok();
        let told = world.vouch(&["credential", "aws", "--role", role, "--max-auth-age", "10m"]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(exit), ""), "{told}");
        assert!(told.stderr.contains(words), "{told}");
    }
}

#[test]
fn an_outage_of_the_provider_ends_no_session() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let mut first = Value::Null;
    provider
        .login(&world, |nonce| {
            first = provider.claims(nonce);
            provider.gives_token(&signed(1, &first));
        })
        .ok();
    let token = ["token", "--audience", "vouch"];
    for (path, fault) in [
        (DISCOVERY, Fault::Answers("", Answer::new(503, ""))),
        ("/keys", Fault::Answers("", Answer::new(503, ""))),
        ("/token", Fault::Answers("", Answer::new(503, ""))),
        ("/token", Fault::Resets),
    ] {
        provider.server.go_wrong(path, fault);
        let told = world.vouch(&token);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{path}: {told}");
        let asked = provider.server.asked();
        let is_spent = asked.iter().any(|request| request.path == "/token");
        assert_eq!(is_spent, path == "/token", "what a judgement needs is fetched first");
        provider.server.go_well();
    }
    let mut next = provider.claims("");
    next["nonce"] = first["nonce"].clone();
    next["auth_time"] = first["auth_time"].clone();
    provider.gives_token(&signed(1, &next));
    provider.server.forget();
    world.vouch(&token).ok();
    let asked = provider.server.asked();
    let form = &asked.iter().find(|request| request.path == "/token").unwrap().body;
    assert_eq!(form, "grant_type=refresh_token&refresh_token=r3fresh&client_id=vouch");
}

#[test]
fn a_device_that_is_told_to_wait_waits_and_a_late_one_is_told_so() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let begin = || {
        let mut login = LoggingIn::start(&world, provider.url(), "vouch", &["--device"]);
        login.page();
        login
    };
    provider.gives(Answer::issuer_error(400, "authorization_pending"));
    let login = begin();
    provider.server.wait_for("/token");
    let mut claims = provider.claims("");
    claims.as_object_mut().unwrap().remove("nonce");
    provider.gives_token(&signed(1, &claims));
    login.end().ok();

    provider.gives(Answer::issuer_error(400, "expired_token"));
    let told = begin().end();
    assert_eq!(told.exit, Some(3), "{told}");
    provider.gives(Answer::issuer_error(400, "unauthorized_client"));
    let told = begin().end();
    assert_eq!(told.exit, Some(6), "{told}");
    assert!(told.stderr.contains(" refused: no more\n"), "{told}");
}
