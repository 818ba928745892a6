//! A trust policy made of bytes that libFuzzer chooses: it is read or refused, and whoever it lets in
//! is kept out by one more Deny.

#![no_main]
#![expect(clippy::disallowed_methods, reason = "what libFuzzer's macro makes writes a file")]

use libfuzzer_sys::fuzz_target;
use vouch::domain::trust::{Caller, Context, TrustPolicy};

const ACTION: &str = "sts:AssumeRoleWithWebIdentity";
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
const DENY: &str = r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"*"}}"#;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let Ok(mut policy) = text.parse::<TrustPolicy>() else { return };
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text:?} is no JSON");
    let mut context = Context::default();
    context.set("vouch.example.com:aud", "vouch.example.com");
    context.set("vouch.example.com:sub", "alice@example.com");
    context.set("sts:RoleSessionName", "alice@example.com");
    context.set("sts:RoleAuthorizedByIdp", "true");
    context.set("aws:CurrentTime", "2026-06-01T12:00:00Z");
    context.set("aws:SourceIp", "203.0.113.7");
    context.set_list("vouch.example.com:amr", vec!["hwk".into(), "pin".into()]);
    let caller = Caller::Federated(PROVIDER.into());
    let before = policy.evaluate(ACTION, &caller, &context);
    let twice = policy.evaluate(ACTION, &caller, &context);
    assert_eq!(before.is_allowed(), twice.is_allowed(), "{text:?}");
    let deny: TrustPolicy = DENY.parse().expect("it is a policy");
    policy.statements.extend(deny.statements);
    assert!(!policy.evaluate(ACTION, &caller, &context).is_allowed(), "{text:?}");
});
