//! One thing made wrong, and the check that finds it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use virtual_yubikey::Options;
use vouch::commands::doctor::CHECKS;

use super::{AWS_CONFIG, AWS_CREDENTIALS, CONFIG, Laptop, SESSIONS, finding};
use crate::network_misbehaves::clocks::faketime;
use crate::virtual_key::VirtualKey;
use crate::world::binaries;

/// What is found, and what makes it so.
struct Row {
    id: &'static str,
    state: &'static str,
    /// The exit code that goes with what is bad.
    exit: Option<i64>,
    variables: Vec<(String, String)>,
    change: fn(&Laptop),
}

fn row(id: &'static str, state: &'static str, exit: Option<i64>, change: fn(&Laptop)) -> Row {
    Row { id, state, exit, variables: Vec::new(), change }
}

/// A variable makes it wrong.
fn variable(id: &'static str, exit: Option<i64>, name: &str, value: &str) -> Row {
    let state = if exit.is_some() { "bad" } else { "warning" };
    let variables = vec![(name.to_owned(), value.to_owned())];
    Row { variables, ..row(id, state, exit, |_| {}) }
}

/// Another time makes it wrong.
fn clock(id: &'static str, exit: Option<i64>, by: &str) -> Row {
    let mut row = variable(id, exit, "FAKETIME", by);
    let preload = faketime().display().to_string();
    row.variables.push(("LD_PRELOAD".into(), preload));
    row.variables.push(("FAKETIME_DONT_FAKE_MONOTONIC".into(), "1".into()));
    row
}

/// The person's files, and what vouch needs besides.
fn own() -> Vec<Row> {
    vec![
        row("config.file", "bad", Some(7), |it| it.write(CONFIG, "issuer")),
        row("files.permissions", "warning", None, |it| {
            let path = it.world.path(AWS_CONFIG);
            fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
        }),
        variable("key.reader", None, "PCSCLITE_CSOCK_NAME", "/nowhere"),
        row("key.present", "bad", Some(4), |it| it.replace(CONFIG, "\"software\"", "\"yubikey\"")),
        variable("keyring.sessions", Some(8), "VOUCH_KEYRING", "wincred"),
        variable("keyring.cache", Some(8), "VOUCH_KEYRING", "wincred"),
        variable("network.proxy", None, "HTTPS_PROXY", "http://"),
        variable("network.certificates", Some(7), "VOUCH_CA_BUNDLE", "/nowhere"),
        row("issuer.known", "warning", None, |it| it.write(CONFIG, "")),
        row("issuer.answers", "bad", Some(5), |it| {
            it.replace(CONFIG, &it.dev.told.issuer, "http://127.0.0.1:1");
        }),
        clock("clock.issuer", None, "+2m"),
        clock("clock.issuer", Some(1), "-10m"),
        row("session.live", "warning", None, |it| it.write(SESSIONS, r#"{"sessions":[]}"#)),
        row("session.kept", "bad", Some(3), |it| {
            it.replace(
                SESSIONS,
                "\"session_id\":\"",
                "\"session_id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"was\":\"",
            );
        }),
        row("session.ending", "warning", None, |it| crate::status::ends_in(&it.world, 600)),
    ]
}

/// The profile, and what AWS tools make of it.
fn aws() -> Vec<Row> {
    const LINE: &str = "credential_process = ";
    vec![
        variable("terminal.there", None, "LANG", "C"),
        variable("environment.keys", None, "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"),
        variable("environment.web-identity", None, "AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        variable(
            "environment.container",
            None,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            "http://[::1]",
        ),
        variable("environment.profile", None, "AWS_PROFILE", "other"),
        variable("environment.files", None, "AWS_CONFIG_FILE", "~/.aws/config"),
        row("aws.config-file", "bad", Some(7), |it| {
            it.write(AWS_CONFIG, it.text(AWS_CONFIG) + "[profile vouch]\n");
        }),
        row("aws.credentials-file", "bad", Some(7), |it| {
            it.write(AWS_CREDENTIALS, "\u{feff}[a]\n")
        }),
        row("profile.written", "warning", None, |it| it.write(AWS_CONFIG, "[profile other]\n")),
        row("profile.shadowed", "bad", Some(7), |it| {
            it.write(AWS_CREDENTIALS, "[vouch]\naws_access_key_id = AKIAEXAMPLE\n");
        }),
        row("profile.shadowed", "bad", Some(7), |it| {
            it.write(AWS_CONFIG, it.text(AWS_CONFIG) + "sso_account_id = 123456789012\n");
        }),
        row("profile.quoting", "bad", Some(7), |it| it.replace(AWS_CONFIG, " --role", " '--role'")),
        row("profile.program", "bad", Some(7), |it| {
            let vouch = binaries().join("vouch").display().to_string();
            it.replace(AWS_CONFIG, &vouch, "vouch");
        }),
        row("profile.program", "bad", Some(7), |it| {
            it.replace(AWS_CONFIG, LINE, &format!("{LINE}/nowhere"));
        }),
        row("profile.other-program", "warning", None, |it| {
            let vouch = binaries().join("vouch").display().to_string();
            it.replace(AWS_CONFIG, &vouch, "/bin/true");
        }),
        variable("profile.place", None, "TMPDIR", binaries().to_str().unwrap()),
        row("profile.arguments", "bad", Some(7), |it| {
            it.replace(AWS_CONFIG, " --role", " --of-tomorrow --role");
        }),
        row("profile.duration", "warning", None, |it| {
            it.replace(AWS_CONFIG, " --role", " --duration 15m --role");
        }),
        row("profile.unheeded", "warning", None, |it| {
            it.write(AWS_CONFIG, it.text(AWS_CONFIG) + "use_fips_endpoint = false\n");
        }),
        variable("sts.endpoint", Some(7), "AWS_ENDPOINT_URL_STS", "https://sts.example.com"),
        variable("sts.answers", Some(5), "AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1"),
        clock("clock.sts", None, "-2m"),
        clock("clock.sts", Some(1), "+10m"),
        row("helper.answers", "bad", Some(1), |it| {
            it.replace(AWS_CONFIG, &it.dev.told.role_arn, "arn:aws:iam::123456789012:role/Nobodys");
        }),
    ]
}

/// Checks that have a test of their own, beside the code or in `themselves.rs`.
const ELSEWHERE: [&str; 5] =
    ["helper.slow", "installation.parts", "installation.path", "key.pin", "keyring.slow"];

#[test]
fn every_check_is_made_red_by_some_test() {
    let rows = own().into_iter().chain(aws());
    let made: BTreeSet<&str> = rows.map(|row| row.id).chain(ELSEWHERE).collect();
    let all: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(made, all);
}

#[test]
fn what_is_wrong_with_vouch_itself_is_found_each_by_its_check() {
    find(own());
}

#[test]
fn what_aws_tools_would_stumble_over_is_found_each_by_its_check() {
    find(aws());
}

fn find(rows: Vec<Row>) {
    let laptop = Laptop::in_order();
    for Row { id, state, exit, variables, change } in rows {
        change(&laptop);
        let told = laptop.doctor(&variables);
        let found = finding(&told, id);
        assert_eq!(found["state"], state, "{id}: {told}");
        assert_eq!(found["exit"].as_i64(), exit, "{id}: {told}");
        assert!(found["remedy"].as_str().is_some_and(|it| !it.is_empty()), "{id}: {found}");
        assert_eq!(told.exit == Some(0), exit.is_none(), "{id}: {told}");
        laptop.mend();
    }
    // It was nothing but that.
    laptop.doctor(&[]).ok();
}

#[test]
fn a_pin_that_is_the_factorys_is_found() {
    let laptop = Laptop::in_order();
    let key = VirtualKey::start(Options::default());
    let socket = key.socket().display().to_string();
    let told = laptop.doctor(&[("PCSCLITE_CSOCK_NAME".into(), socket)]);
    let found = finding(&told, "key.pin");
    assert_eq!(
        (&found["state"], &found["remedy"]),
        (&"warning".into(), &"change it with `vouch keys pin`".into())
    );
}
