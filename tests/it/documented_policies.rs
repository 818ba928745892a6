//! The trust policies that the documentation shows admit whom they say, and nobody else.

use std::fs;
use std::path::Path;

use vouch::domain::trust::{Caller, Context, TrustPolicy};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";

const ACTIONS: [&str; 3] =
    ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"];

#[test]
fn the_policies_of_the_documentation_admit_whom_they_say() {
    for page in ["README.md", "docs/guide/administrator.md"] {
        let policies = policies(page);
        assert!(!policies.is_empty(), "{page} shows no policy");
        for policy in policies {
            let admits = |context: &Context| {
                let caller = Caller::Federated(PROVIDER.into());
                ACTIONS.iter().all(|action| policy.evaluate(action, &caller, context).is_allowed())
            };
            let alice = context("alice@example.com", "hwk", "vouch.example.com");
            assert!(admits(&alice), "{page}");
            for (sub, amr, aud) in [
                ("mallory@example.com", "hwk", "vouch.example.com"),
                ("alice@example.com", "swk", "vouch.example.com"),
                ("alice@example.com", "hwk", "https://vouch.example.com"),
            ] {
                assert!(!admits(&context(sub, amr, aud)), "{page}: {sub} {amr} {aud}");
            }
        }
    }
}

fn context(sub: &str, amr: &str, aud: &str) -> Context {
    let mut context = Context::default();
    context.set("vouch.example.com:sub", sub);
    context.set("vouch.example.com:aud", aud);
    context.set_list("vouch.example.com:amr", vec![amr.into(), "pin".into(), "user".into()]);
    context.set("sts:RoleSessionName", sub);
    context.set("sts:RoleAuthorizedByIdp", "true");
    context
}

/// The JSON blocks of the page, indented or not.
fn policies(page: &str) -> Vec<TrustPolicy> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let blocks = text.split("```json").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.map(|block| block.parse().unwrap_or_else(|error| panic!("{page}: {error}"))).collect()
}
