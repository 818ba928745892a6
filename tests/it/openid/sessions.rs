//! What becomes of a session: new tokens, other ways to begin one, its end.

use serde_json::Value;

use super::provider::{LoggingIn, Provider, finish, log_in};
use crate::keyring;
use crate::mishaps::items;
use crate::world::{TestWorld, Told};

/// Returns the session as the keyring holds it.
fn session(world: &TestWorld) -> Value {
    let mut names = items(world);
    names.retain(|name| name.starts_with("vouch:session:"));
    let [name] = &names[..] else { panic!("{names:?}") };
    let item = world.run("secret-tool", &["lookup", "vouch-item", name]).ok().stdout;
    serde_json::from_str(&item).unwrap()
}

fn token(world: &TestWorld, client: &str) -> Told {
    world.vouch(&["token", "--audience", client])
}

#[test]
fn a_token_that_is_over_is_followed_by_the_next() {
    let (world, provider) = (TestWorld::new(), Provider::of("refreshed@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    let before = session(&world);
    let mut tokens = vec![before["id_token"].as_str().unwrap().to_owned()];
    for count in 1..=2 {
        tokens.push(token(&world, "short").ok().stdout.trim_end().to_owned());
        assert_eq!(provider.count("grant refresh_token"), count);
    }
    let after = session(&world);
    assert_eq!(after["id_token"], *tokens.last().unwrap());
    assert_ne!(after["refresh_token"], before["refresh_token"]);
    assert_eq!(after["first"], before["first"]);
    tokens.dedup();
    assert_eq!(tokens.len(), 3, "each is another");
}

/// The provider counts what a person gets in one session of a browser as one grant.
#[test]
fn a_second_login_does_not_end_itself_with_the_first() {
    let (world, provider) = (TestWorld::new(), Provider::of("again@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    log_in(&world, &provider, "short", &[]).ok();
    token(&world, "short").ok();
    token(&world, "short").ok();
    assert_eq!(items(&world).len(), 1, "the first session is forgotten");
}

#[test]
fn a_keyring_that_does_not_answer_is_told_and_ends_nothing() {
    let (mut world, provider) = (TestWorld::new(), Provider::of("locked@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    world.lock_keyring();
    let login = ["login", "--issuer", &provider.issuer, "--client-id", "short"];
    for arguments in [
        &["token", "--audience", "short"][..],
        &[
            "credential",
            "aws",
            "--role",
            "arn:aws:iam::123456789012:role/A",
            "--region",
            "us-east-1",
        ],
        &login,
        &[&login[..], &["--device"]].concat(),
        &["logout"],
    ] {
        let told = world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(8), ""), "{told}");
        assert!(!told.stderr.contains("at this page"), "nobody is asked in vain: {told}");
    }
    world.vouch(&["status"]).ok();
    assert_eq!(provider.count("grant refresh_token"), 0);
    world.keyring_mut().unlock();
    token(&world, "short").ok();
    let name = items(&world).remove(0);
    keyring::act(world.keyring(), &["write", &name, "{}"]);
    let told = token(&world, "short");
    assert_eq!(told.exit, Some(8), "{told}");
    assert!(told.stderr.starts_with("error: the session in the keyring is corrupt\n"), "{told}");
}

#[test]
fn doctor_checks_the_provider() {
    let (world, provider) = (TestWorld::new(), Provider::of("doctor@example.com"));
    log_in(&world, &provider, "vouch", &[]).ok();
    let report = world.vouch(&["doctor", "--json"]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    let words = |id: &str| {
        let finding = report.as_array().unwrap().iter().find(|finding| finding["id"] == id);
        let finding = finding.unwrap_or_else(|| panic!("{report:#}"));
        assert_eq!(finding["state"], "good", "{finding}");
        finding["words"].as_str().unwrap().to_owned()
    };
    assert_eq!(words("issuer.answers"), format!("{} answers", provider.issuer));
    assert!(words("session.live").starts_with("doctor@example.com at "), "{report}");
    words("session.kept");
}

#[test]
fn a_token_that_lives_is_not_renewed() {
    let (world, provider) = (TestWorld::new(), Provider::of("lasting@example.com"));
    log_in(&world, &provider, "vouch", &[]).ok();
    assert_eq!(token(&world, "vouch").ok().stdout, token(&world, "vouch").ok().stdout);
    assert_eq!(provider.count("grant refresh_token"), 0);
}

/// The provider takes each refresh token once, and ends the login when one comes again.
#[test]
fn many_processes_at_once_spend_no_refresh_token_twice() {
    let (world, provider) = (TestWorld::new(), Provider::of("many@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    std::thread::scope(|scope| {
        let tokens: Vec<_> =
            (0..6).map(|_| scope.spawn(|| token(&world, "short").ok().stdout)).collect();
        for token in tokens {
            token.join().unwrap();
        }
    });
    assert_eq!(provider.count("grant refresh_token"), 6);
    assert_eq!(provider.count("revoked"), 0);
    token(&world, "short").ok();
}

#[test]
fn a_refresh_token_that_was_stolen_and_used_ends_the_session() {
    let (world, provider) = (TestWorld::new(), Provider::of("stolen@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    let stolen = session(&world);
    token(&world, "short").ok();
    // Whoever has the old one is told apart from the person by nothing: both lose.
    let name = format!("vouch:session:{}", stolen["session_id"].as_str().unwrap());
    keyring::act(world.keyring(), &["write", &name, &stolen.to_string()]);
    let told = token(&world, "short");
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    let credential = ["credential", "aws", "--role", "arn:aws:iam::123456789012:role/A"];
    let told = world.vouch(&[&credential[..], &["--region", "us-east-1"]].concat());
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    assert_eq!(items(&world), [""; 0], "a session that is over is forgotten");
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
}

#[test]
fn without_a_refresh_token_a_session_lasts_as_long_as_its_id_token() {
    let (world, provider) = (TestWorld::new(), Provider::of("online@example.com"));
    let told = log_in(&world, &provider, "vouch", &["--scope", "email"]).ok();
    assert!(told.stderr.contains(" is known here from now on\n"), "{told}");
    assert_eq!(session(&world)["refresh_token"], Value::Null);
    let status = world.vouch(&["status", "--json"]).ok().stdout;
    let status: Value = serde_json::from_str(&status).unwrap();
    let left = status["sessions"][0]["expires_in"].as_i64().unwrap();
    assert!((3000..=3600).contains(&left), "{status}");
    let config = std::fs::read_to_string(world.path("config/vouch/config.toml")).unwrap();
    assert!(config.ends_with("scopes = [\"email\"]\n"), "{config}");
    // The next login asks for the same again, and is asked for no client.
    let mut command = world.command("setsid");
    command.args(["vouch", "login", "--no-browser"]);
    let told = finish(LoggingIn::of(command, ""), &provider).ok();
    assert!(told.stderr.contains("&scope=openid+email&"), "{told}");
    let told = world.vouch(&["logout"]).ok();
    assert!(told.stderr.starts_with("logged out of "), "{told}");
}

#[test]
fn a_duration_bounds_the_session() {
    let (world, provider) = (TestWorld::new(), Provider::of("brief@example.com"));
    log_in(&world, &provider, "vouch", &["--duration", "10m"]).ok();
    let status = world.vouch(&["status", "--json"]).ok().stdout;
    let status: Value = serde_json::from_str(&status).unwrap();
    assert!(status["sessions"][0]["expires_in"].as_i64().unwrap() <= 600, "{status}");
}

#[test]
fn a_client_with_a_secret_is_asked_for_it_once() {
    let (world, provider) = (TestWorld::new(), Provider::of("secret@example.com"));
    let told = log_in(&world, &provider, "basic", &[]);
    assert_eq!(told.exit, Some(6), "{told}");
    let login = |secret: &str| {
        let more = ["--no-browser", "--client-secret", "-"];
        let issuer = &provider.issuer;
        finish(LoggingIn::start_with_stdin(&world, issuer, "basic", &more, secret), &provider)
    };
    assert_eq!(login("wrong\n").exit, Some(6));
    assert_eq!(items(&world), [""; 0], "a secret that is wrong is not kept");
    login("s3cret/of+client%\n").ok();
    log_in(&world, &provider, "basic", &[]).ok();
    world.vouch(&["logout"]).ok();
    assert_eq!(provider.count("revoked"), 1);
    let kept = items(&world);
    assert!(kept.len() == 1 && kept[0].starts_with("vouch:client:"), "{kept:?}");
    let arguments = ["login", "--issuer", &provider.issuer, "--client-id", "basic"];
    let empty = world.vouch_with_stdin(&[&arguments[..], &["--client-secret", "-"]].concat(), "");
    assert_eq!(empty.exit, Some(2), "{empty}");
}

/// A device may ask every five seconds, so both do at the same time.
#[test]
fn a_person_logs_in_or_says_no_on_another_device() {
    std::thread::scope(|scope| {
        scope.spawn(log_in_on_another_device);
        scope.spawn(deny_on_another_device);
    });
}

fn log_in_on_another_device() {
    let (world, provider) = (TestWorld::new(), Provider::of("device@example.com"));
    let mut login = LoggingIn::start(&world, &provider.issuer, "vouch", &["--device"]);
    let page = login.page();
    assert_eq!(page, format!("{}/device", provider.issuer));
    let complete = login.page();
    assert!(complete.starts_with(&format!("{page}?user_code=")), "{complete}");
    provider.log_in(&complete);
    let told = login.end().ok();
    let code = complete.split('=').nth(1).unwrap();
    assert!(told.stderr.contains(&format!("with the code {code}\n")), "{told}");
    assert!(told.stderr.contains(" as device@example.com until "), "{told}");
    token(&world, "vouch").ok();
}

fn deny_on_another_device() {
    let (world, provider) = (TestWorld::new(), Provider::of("no-device@example.com"));
    let mut login = LoggingIn::start(&world, &provider.issuer, "vouch", &["--device"]);
    login.page();
    let complete = login.page();
    provider.deny(&complete);
    let told = login.end();
    assert_eq!(told.exit, Some(6), "{told}");
    assert!(told.stderr.contains(" refused: the login was denied\n"), "{told}");
    assert_eq!(items(&world), [""; 0]);
}

#[test]
fn a_logout_needs_no_provider() {
    let (world, mut provider) = (TestWorld::new(), Provider::alone("gone@example.com"));
    log_in(&world, &provider, "short", &[]).ok();
    provider.stop();
    let told = token(&world, "short");
    assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
    world.vouch(&["status"]).ok();
    let told = world.vouch(&["logout"]).ok();
    assert!(told.stderr.contains("on this machine; the issuer could not be told: "), "{told}");
    assert_eq!(items(&world), [""; 0]);
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
}

#[test]
fn a_session_is_its_own_providers_and_clients_alone() {
    let (world, provider) = (TestWorld::new(), Provider::of("bound@example.com"));
    log_in(&world, &provider, "vouch", &[]).ok();
    let other = provider.issuer.replace("127.0.0.1", "localhost");
    for arguments in [
        &["token", "--audience", "vouch"][..],
        &["credential", "aws", "--role", "arn:aws:iam::123456789012:role/A"],
    ] {
        let told = world.vouch(&[&["--issuer", &other], arguments].concat());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    }
    let state = world.path("state/vouch/sessions.json");
    let text = std::fs::read_to_string(&state).unwrap();
    for (from, to) in [
        (provider.issuer.as_str(), other.as_str()),
        ("\"client_id\":\"vouch\"", "\"client_id\":\"short\""),
    ] {
        let changed = text.replace(from, to);
        assert_ne!(changed, text);
        std::fs::write(&state, changed).unwrap();
        let client = if from.starts_with("http") { "vouch" } else { "short" };
        let told = token(&world, client);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(8), ""), "{told}");
    }
}

#[test]
fn what_only_a_vouch_issuer_has_is_said_to_be_absent() {
    let (world, provider) = (TestWorld::new(), Provider::of("keyless@example.com"));
    log_in(&world, &provider, "vouch", &[]).ok();
    for arguments in [&["keys", "list"][..], &["setup", "aws", "--discover"]] {
        let told = world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
        assert!(
            told.stderr.contains(" is no vouch issuer, but another OpenID provider\n"),
            "{told}"
        );
    }
    for arguments in [
        &["login", "--client-id", "vouch"][..],
        &["login", "--issuer", &provider.issuer, "--client-id", "vouch", "--key", "7"],
        &["login", "--issuer", &provider.issuer, "--client-id", "a b"],
        &["login", "--issuer", "http://id.example.com", "--client-id", "a"],
    ] {
        let told = world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(2), ""), "{told}");
    }
}
