//! The trust policies that the documentation shows admit whom they say, and nobody else.

use std::fs;
use std::path::Path;
use std::process::Command;

use vouch::domain::trust::{Caller, Context, TrustPolicy};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";

const ACTIONS: [&str; 3] =
    ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"];

const GUIDE: &str = "docs/guide/administrator.md";

#[test]
fn the_policies_of_the_documentation_admit_whom_they_say() {
    let policies = policies(GUIDE);
    assert!(!policies.is_empty(), "{GUIDE} shows no policy");
    for policy in policies {
        let admits = |context: &Context| {
            let caller = Caller::Federated(PROVIDER.into());
            ACTIONS.iter().all(|action| policy.evaluate(action, &caller, context).is_allowed())
        };
        assert!(admits(&context("alice@example.com", "hwk", "vouch.example.com")));
        for (sub, amr, aud) in [
            ("mallory@example.com", "hwk", "vouch.example.com"),
            ("alice@example.com", "swk", "vouch.example.com"),
            ("alice@example.com", "hwk", "https://vouch.example.com"),
        ] {
            assert!(!admits(&context(sub, amr, aud)), "{sub} {amr} {aud}");
        }
    }
}

/// What the administrator's guide shows is what its command prints, but for the white space.
#[test]
fn the_guides_command_prints_the_guides_policy() {
    let page = read(GUIDE);
    let (_, command) = page.split_once("vouch trust print ").unwrap();
    let (command, _) = command.split_once(" --format").unwrap();
    let words = command.split_whitespace().filter(|word| *word != "\\");
    let output = Command::new(env!("CARGO_BIN_EXE_vouch"))
        .args(["trust", "print"])
        .args(words)
        .output()
        .unwrap();
    let printed: TrustPolicy = String::from_utf8(output.stdout).unwrap().parse().unwrap();
    assert_eq!(policies(GUIDE), [printed]);
}

fn context(sub: &str, amr: &str, aud: &str) -> Context {
    let mut context = Context::default();
    context.set("vouch.example.com:sub", sub);
    context.set("vouch.example.com:aud", aud);
    context.set_list("vouch.example.com:amr", vec![amr.into(), "pin".into(), "user".into()]);
    context.set("sts:RoleSessionName", sub);
    context.set("sts:SourceIdentity", sub);
    context.set_list("aws:TagKeys", vec!["domain".into(), "email".into()]);
    context.set("sts:RoleAuthorizedByIdp", "true");
    context
}

/// The JSON blocks of the page, indented or not.
fn policies(page: &str) -> Vec<TrustPolicy> {
    let text = read(page);
    let blocks = text.split("```json").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.parse().unwrap_or_else(|error| panic!("{page}: {error}"))).collect()
}

fn read(page: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap()
}
