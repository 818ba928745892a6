//! A login at another provider at trace level: no secret in a stream or a file.

use serde_json::Value;

use super::hostile::Hostile;
use super::provider::LoggingIn;
use crate::secrets::search::Secrets;
use crate::simulator::issuer::signed;
use crate::world::{TestWorld, Told};

const CLIENT_SECRET: &str = "cl1ent/s3cret+of%it";

#[test]
fn a_login_at_another_provider_says_and_leaves_no_secret() {
    let (world, provider) = (TestWorld::new(), Hostile::start());
    let mut secrets = Secrets::default();
    secrets.learn("the client's secret", CLIENT_SECRET);
    secrets.learn("the code", "c0de-of-this-login");
    secrets.learn("the refresh token", "r3fresh");
    let mut token = String::new();
    let more = ["-vvv", "--no-browser", "--client-secret", "-"];
    let login = LoggingIn::start_with_stdin(&world, provider.url(), "vouch", &more, CLIENT_SECRET);
    let told = provider.answered(login, "c0de-of-this-login", |nonce| {
        token = signed(1, &provider.claims(nonce));
        provider.gives_token(&token);
    });
    let mut said = vec![told.ok()];
    learn_token(&mut secrets, &token);
    learn_verifier(&mut secrets, &provider);

    let mut next: Value = provider.claims("");
    next.as_object_mut().unwrap().remove("nonce");
    next["auth_time"] = Value::Null;
    let next = signed(1, &next);
    learn_token(&mut secrets, &next);
    provider.gives_token(&next);
    let printed = world.vouch(&["-vvv", "token", "--audience", "vouch"]).ok();
    assert_eq!(printed.stdout.trim_end(), next);
    said.push(Told { stdout: String::new(), ..printed });
    let role = "arn:aws:iam::123456789012:role/A";
    for arguments in [
        &["-vvv", "credential", "aws", "--role", role, "--region", "us-east-1"][..],
        &["-vvv", "status", "--json"],
        &["-vvv", "doctor", "--json"],
        &["-vvv", "logout"],
    ] {
        said.push(world.vouch(arguments));
    }
    assert!(said[0].stderr.contains("TRACE"), "{}", said[0]);
    for told in &said {
        assert_eq!(secrets.found(told.to_string().as_bytes()), [""; 0]);
    }
    assert_eq!(secrets.found_below(&world.path("config")), [""; 0]);
    assert_eq!(secrets.found_below(&world.path("state")), [""; 0]);
    assert_eq!(secrets.found_below(&world.path("home")), [""; 0]);
}

fn learn_token(secrets: &mut Secrets, token: &str) {
    for part in token.split('.').skip(1) {
        secrets.learn("an ID token", part);
    }
}

/// The provider was sent it, and nobody else.
fn learn_verifier(secrets: &mut Secrets, provider: &Hostile) {
    let asked = provider.server.asked();
    let form = &asked.iter().find(|request| request.path == "/token").unwrap();
    assert!(form.head.to_lowercase().contains("authorization: basic "), "{}", form.head);
    let members = url::form_urlencoded::parse(form.body.as_bytes());
    let verifier = members.into_iter().find(|(name, _)| name == "code_verifier").unwrap().1;
    secrets.learn("the verifier", verifier.as_bytes());
}
