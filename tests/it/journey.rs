//! The whole way, with the real programs: enrol, log in, credentials, the AWS CLI, log out.

use virtual_yubikey::{Finger, Options, VirtualYubikey};

use crate::dev::Dev;
use crate::kernel_keyring;
use crate::tools::{require_aws_cli, require_boto3};
use crate::virtual_key::VirtualKey;
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
    next: `vouch login`
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

#[test]
fn with_a_yubikey() {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..Options::default() });
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let dev = Dev::start(&mut world, &["--attestation-root", &root]);
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let host = issuer.strip_prefix("http://").unwrap();

    enroll(&world, &dev, &key);
    let mut login = world.vouch_at_terminal(&["login"]);
    login.expect("PIN of YubiKey 12345678 (3 tries left): ").answer("654321");
    key.touch_when_it_blinks();
    let (told, screen) = login.end();
    let said = told.ok().stderr;
    assert!(
        said.starts_with(&format!("logged in to {host} as alice@example.com until ")),
        "{said}"
    );
    let asked = format!("touch your YubiKey 12345678 to log in to {host} as alice@example.com\r\n");
    assert!(screen.contains(&asked), "{screen}");
    assert!(!screen.contains("654321"), "{screen}");
    used(&world, host, role, "hwk");
    world.vouch(&["logout"]).ok();
    not_logged_in(&world, role);
}

/// Where nothing is chosen, the session is in the desktop's keyring and AWS credentials are in the
/// kernel's: a desktop keyring that hangs no longer matters to them.
#[test]
fn with_the_keyrings_that_vouch_chooses() {
    let _turn = kernel_keyring::alone();
    let mut world = TestWorld::new();
    world.set("VOUCH_KEYRING", "auto");
    let dev = Dev::start(&mut world, &[]);
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    let first = world.vouch(&["credential", "aws", "--role", role]).ok();

    world.keyring().freeze();
    let cached = world.vouch(&["credential", "aws", "--role", role]).ok();
    assert_eq!(cached.stdout, first.stdout);
    let fresh = world.vouch(&["credential", "aws", "--role", role, "--no-cache"]);
    assert_eq!((fresh.exit, fresh.stdout.as_str()), (Some(8), ""), "{fresh}");

    world.keyring().thaw();
    world.vouch(&["logout", "--all"]).ok();
    not_logged_in(&world, role);
}

/// The first key: the factory PIN must go, the invitation is typed, nothing of both is shown.
pub(crate) fn enroll(world: &TestWorld, dev: &Dev, key: &VirtualKey) {
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    let mut enroll = world.vouch_at_terminal(&["enroll", "--issuer", &dev.told.issuer]);
    enroll.expect(&format!("{host} is new here. Trust it")).answer("y");
    enroll.expect("invitation code: ").answer(&dev.told.invitation.to_lowercase());
    enroll.expect("change the PIN now? [Y/n] ").answer("");
    enroll.expect("new PIN for YubiKey 12345678: ").answer("654321");
    enroll.expect("the new PIN again: ").answer("654321");
    key.touch_when_it_blinks();
    enroll.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("");
    let (told, screen) = enroll.end();
    let told = told.ok();
    assert!(told.stderr.contains(&format!("enrolled at {host} as alice@example.com\n")), "{told}");
    assert!(!screen.contains("654321") && !screen.contains(&dev.told.invitation.to_lowercase()));
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

    world.vouch(&["setup", "aws", "--role", role, "--region", "eu-central-1"]).ok();
    let aws = require_aws_cli().display().to_string();
    let identity = world.run(&aws, &["sts", "get-caller-identity", "--profile", "vouch"]).ok();
    let identity: serde_json::Value = serde_json::from_str(&identity.stdout).unwrap();
    let name = role.rsplit('/').next().unwrap();
    let arn = format!("arn:aws:sts::123456789012:assumed-role/{name}/alice@example.com");
    assert_eq!(identity["Arn"], arn.as_str());

    let python = require_boto3();
    let identity = world.run(&python, &["-c", BOTO3]).ok();
    assert_eq!(identity.stdout.trim(), arn);
}

/// What a program of a developer does: nothing about vouch in it.
pub(crate) const BOTO3: &str = "
import boto3
print(boto3.Session(profile_name='vouch').client('sts').get_caller_identity()['Arn'])
";

fn not_logged_in(world: &TestWorld, role: &str) {
    let Told { exit, stdout, .. } = world.vouch(&["status"]);
    assert_eq!((exit, stdout.as_str()), (Some(3), ""));
    let credential = world.vouch(&["credential", "aws", "--role", role]);
    assert_eq!((credential.exit, credential.stdout.as_str()), (Some(3), ""));
    assert_eq!(credential.stderr, "vouch: not logged in; run `vouch login`\n");
}

/// Writes the certificate that this key's attestations lead to, for the issuer to trust.
pub(crate) fn attestation_root(world: &TestWorld, key: &VirtualYubikey) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    let der = key.attestation_root_der();
    let body = STANDARD.encode(&der);
    let lines: Vec<&str> =
        body.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let body = lines.join("\n");
    let path = world.path(&format!("root-{:02x?}.pem", &der[der.len() - 4..]));
    let pem = format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
    std::fs::write(&path, pem).unwrap();
    path.display().to_string()
}
