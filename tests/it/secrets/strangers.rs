//! Servers that a variable or a changed file names, and that must be told nothing.

use super::organisation::ROLE;
use super::recorder::Recorder;
use super::watched::Watched;
use crate::world::TestWorld;

/// A world in which alice is logged in, and a stranger that listens.
pub(super) fn with_a_stranger() -> (Watched, Recorder) {
    let mut watched = Watched::start(TestWorld::new(), None);
    let invitation = watched.invitation();
    let issuer = watched.organisation.issuer().to_owned();
    let enroll = ["enroll", "--issuer", &issuer, "--invite", "-", "--software-key"];
    watched.world.vouch_with_stdin(&enroll, &invitation).ok();
    watched.world.vouch(&["login"]).ok();
    (watched, Recorder::start(|| {}))
}

#[test]
fn an_issuer_that_a_variable_names_is_told_nothing() {
    let (mut watched, stranger) = with_a_stranger();
    watched.world.set("VOUCH_ISSUER", stranger.url());
    for (arguments, exit) in [
        (&["login"][..], 7),
        (&["token", "--audience", "a"], 3),
        (&["credential", "aws", "--role", ROLE], 3),
        (&["keys", "list"], 3),
        (&["status"], 3),
        (&["setup", "aws", "--discover", "--dry-run"], 7),
        (&["logout"], 0),
    ] {
        let told = watched.world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(exit), ""), "{arguments:?} {told}");
    }
    assert_eq!(stranger.heard(), Vec::<Vec<u8>>::new());
    let issuer = watched.organisation.issuer().to_owned();
    watched.world.vouch(&["--issuer", &issuer, "status"]).ok();
}

#[test]
fn a_state_file_that_names_another_issuer_sends_nothing_there() {
    let (watched, stranger) = with_a_stranger();
    let state = watched.world.path("state/vouch/sessions.json");
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, text.replace(watched.organisation.issuer(), stranger.url())).unwrap();
    for arguments in [&["token", "--audience", "a"][..], &["credential", "aws", "--role", ROLE]] {
        let told = watched.world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(8), ""), "{told}");
        assert!(told.stderr.contains("it belongs to another issuer"), "{told}");
    }
    watched.world.vouch(&["logout"]).ok();
    assert_eq!(stranger.heard(), Vec::<Vec<u8>>::new());
}

#[test]
fn an_sts_that_a_variable_names_is_told_nothing_unless_it_is_listed() {
    let (mut watched, stranger) = with_a_stranger();
    // Whatever leaves this machine would go through the stranger.
    for variable in ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"] {
        watched.world.set(variable, stranger.url());
    }
    let endpoint = "https://sts.example.com";
    for variable in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        watched.world.set("AWS_ENDPOINT_URL_STS", "");
        watched.world.set(variable, endpoint);
        let told = watched.world.vouch(&["credential", "aws", "--role", ROLE]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
    }
    assert_eq!(stranger.heard(), Vec::<Vec<u8>>::new());

    let config = watched.world.path("config/vouch/config.toml");
    let text = std::fs::read_to_string(&config).unwrap();
    let listed = format!("allowed_sts_endpoints = [\"{endpoint}\"]\n{text}");
    std::fs::write(&config, listed).unwrap();
    let told = watched.world.vouch(&["credential", "aws", "--role", ROLE]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
    let heard = stranger.heard();
    assert!(heard[0].starts_with(b"CONNECT sts.example.com:443 HTTP/1.1\r\n"));
}
