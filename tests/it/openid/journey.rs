//! The whole way: log in, credentials, the AWS CLI, log out.

use serde_json::Value;

use super::provider::{Provider, log_in};
use crate::dev::Dev;
use crate::tools::require_aws_cli;
use crate::world::TestWorld;

/// The role of the simulated account.
const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

/// Starts a simulated AWS whose role trusts alice, as one of those clients of the provider.
pub(super) fn account(world: &mut TestWorld, issuer: &str, clients: &[&str]) -> Dev {
    let name = issuer.strip_prefix("http://").unwrap();
    let state = format!(
        r#"allow_loopback = true
[[provider]]
account = "123456789012"
url = "{issuer}"
client_ids = {clients:?}
[[role]]
arn = "{ROLE}"
trust_policy = '''
{{"Version": "2012-10-17", "Statement": {{
  "Effect": "Allow",
  "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/{name}"}},
  "Action": "sts:AssumeRoleWithWebIdentity",
  "Condition": {{"StringEquals": {{"{name}:aud": {clients:?}, "{name}:sub": "alice@example.com"}}}}
}}}}
'''
"#
    );
    let file = world.path("aws-state.toml");
    std::fs::write(&file, state).unwrap();
    Dev::start(world, &["--aws-state", file.to_str().unwrap()])
}

#[test]
fn a_login_at_another_provider_becomes_credentials() {
    let mut world = TestWorld::new();
    let provider = Provider::of("alice@example.com");
    let _dev = account(&mut world, &provider.issuer, &["vouch", "rs256", "basic"]);
    let host = provider.issuer.strip_prefix("http://").unwrap().to_owned();

    let told = log_in(&world, &provider, "vouch", &[]).ok();
    assert_eq!(told.stdout, "");
    let said = format!("logged in to {host} as alice@example.com until ");
    assert!(told.stderr.contains(&said), "{told}");
    is_used(&world, &host, "vouch", "ES256");
    with_the_aws_cli(&world, &provider);

    // The provider is known from now on, and the session of before is given back.
    let known = std::fs::read_to_string(world.path("config/vouch/config.toml")).unwrap();
    let expected = format!("[[issuer]]\nurl = \"{}\"\nclient_id = \"vouch\"\n", provider.issuer);
    assert_eq!(known, expected);
    assert_eq!(provider.count("revoked"), 0);
    log_in(&world, &provider, "rs256", &[]).ok();
    assert_eq!(provider.count("revoked"), 1);
    is_used(&world, &host, "rs256", "RS256");

    let logout = world.vouch(&["logout"]).ok();
    assert_eq!(logout.stderr, format!("logged out of {host}\n"));
    assert_eq!(provider.count("revoked"), 2);
    for command in [&["status"][..], &["credential", "aws", "--role", ROLE]] {
        let told = world.vouch(command);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    }
}

/// Everything that a session is for.
fn is_used(world: &TestWorld, host: &str, client: &str, algorithm: &str) {
    let status = world.vouch(&["status"]).ok().stdout;
    let expected = format!("alice@example.com at http://{host}\n  client   {client}\n  until    ");
    assert!(status.starts_with(&expected), "{status}");
    let token = world.vouch(&["token", "--audience", client]).ok().stdout;
    let header = token.split('.').next().unwrap();
    use base64::Engine as _;
    let header = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(header).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["alg"], algorithm);
    let claims = world.vouch(&["token", "--audience", client, "--decode"]).ok().stdout;
    let claims: Value = serde_json::from_str(&claims).unwrap();
    assert_eq!((&claims["sub"], &claims["aud"]), (&"alice@example.com".into(), &client.into()));
    let refused = world.vouch(&["token", "--audience", "other"]);
    assert_eq!((refused.exit, refused.stdout.as_str()), (Some(2), ""), "{refused}");

    let first = world.vouch(&["credential", "aws", "--role", ROLE]).ok();
    assert_eq!(first.stderr, "");
    let credentials: Value = serde_json::from_str(&first.stdout).unwrap();
    assert!(credentials["AccessKeyId"].as_str().unwrap().starts_with("ASIA"), "{credentials}");
    let cached = world.vouch(&["credential", "aws", "--role", ROLE]).ok();
    assert_eq!(cached.stdout, first.stdout);
}

/// The session is called at AWS as the person is here.
fn with_the_aws_cli(world: &TestWorld, provider: &Provider) {
    world
        .vouch(&["setup", "aws", "--role", ROLE, "--issuer", &provider.issuer, "--profile", "p"])
        .ok();
    let mut aws = world.command(require_aws_cli());
    aws.args(["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]);
    let told = crate::world::Told::from(aws.env("AWS_PROFILE", "p").output().unwrap()).ok();
    let arn = "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com\n";
    assert_eq!(told.stdout, arn);
}
