//! The whole way, with the real programs: enrol, log in, credentials, the AWS CLI, log out.

use crate::dev::Dev;
use crate::world::{TestWorld, Told};

#[test]
fn with_a_software_key() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let host = issuer.strip_prefix("http://").unwrap();
    let masks = &[(host, "HOST")];

    let enrolled = world.vouch_with_stdin(
        &["enroll", "--issuer", issuer, "--invite", "-", "--software-key", "--name", "trial"],
        &dev.told.invitation,
    );
    insta::assert_snapshot!(enrolled.masked(masks), @r"
    exit: 0
    ----- stdout -----
    ----- stderr -----
    enrolled at HOST as alice@example.com
    next: `vouch login`, then `vouch keys add` with a second key: who loses the only one needs a new invitation
    ");
    not_logged_in(&world, role);

    let login = world.vouch(&["login"]).ok();
    assert!(login.stderr.starts_with(&format!("logged in to {host} as alice@example.com until ")));
    assert_eq!(login.stdout, "");
    used(&world, host, role, "swk");

    let logout = world.vouch(&["logout"]);
    insta::assert_snapshot!(logout.masked(masks), @r"
    exit: 0
    ----- stdout -----
    ----- stderr -----
    logged out of HOST
    ");
    not_logged_in(&world, role);
}

/// Everything that a session is for.
fn used(world: &TestWorld, audience: &str, role: &str, method: &str) {
    let status = world.vouch(&["status"]).ok();
    assert!(status.stdout.starts_with("alice@example.com at http://127.0.0.1:"), "{status}");
    let token = world.vouch(&["token", "--audience", audience, "--role", role, "--decode"]).ok();
    let claims: serde_json::Value = serde_json::from_str(&token.stdout).unwrap();
    assert_eq!(claims["sub"], "alice@example.com");
    assert_eq!(claims["amr"][0], method);

    let first = world.vouch(&["credential", "aws", "--role", role]).ok();
    let credentials: serde_json::Value = serde_json::from_str(&first.stdout).unwrap();
    assert_eq!(credentials["Version"], 1);
    assert_eq!(first.stderr, "");
    let cached = world.vouch(&["credential", "aws", "--role", role]).ok();
    assert_eq!(cached.stdout, first.stdout);
}

fn not_logged_in(world: &TestWorld, role: &str) {
    let Told { exit, stdout, .. } = world.vouch(&["status"]);
    assert_eq!((exit, stdout.as_str()), (Some(3), ""));
    let credential = world.vouch(&["credential", "aws", "--role", role]);
    insta::assert_snapshot!(credential, @r"
    exit: 3
    ----- stdout -----
    ----- stderr -----
    vouch: not logged in; run `vouch login`
    ");
}
