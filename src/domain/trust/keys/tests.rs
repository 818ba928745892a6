//! Which keys there are, and which there aren't.

use serde_json::{Value, json};

use super::*;

const ARN: &str = "arn:aws:iam::123456789012:oidc-provider/x";

fn context(issuer: &str, claims: &Value) -> Context {
    let mut context = Context::default();
    WebIdentity {
        provider_arn: ARN,
        issuer,
        audience: "party",
        original_audience: &["one".into(), "two".into()],
        subject: "alice@example.com",
        methods: &["hwk".into()],
        email: Some("a@example.com"),
        claims: claims.as_object().unwrap(),
        authorized: AuthorizedByIdp::Named,
    }
    .set(&mut context);
    let tags = [("domain".into(), "example.com".into())];
    let transitive = ["domain".into()];
    let session = SessionRequest {
        name: "alice",
        source_identity: None,
        tags: &tags,
        transitive: &transitive,
    };
    session.set(&mut context);
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    set_request(&mut context, Some([203, 0, 113, 7].into()), now);
    context
}

#[test]
fn the_keys_of_a_custom_issuer_and_no_others() {
    let claims = json!({"groups": ["admin"], "repository": "a/b", "hd": "example.com"});
    let context = context("vouch.example.com/a", &claims);
    let told: Vec<String> =
        context.iter().map(|(key, values)| format!("{key}={}", values.join(","))).collect();
    assert_eq!(
        told,
        [
            "aws:currenttime=2027-01-15T08:00:00Z",
            "aws:epochtime=1800000000",
            "aws:federatedprovider=arn:aws:iam::123456789012:oidc-provider/x",
            "aws:principaltype=User",
            "aws:requesttag/domain=example.com",
            "aws:securetransport=true",
            "aws:sourceip=203.0.113.7",
            "aws:tagkeys=domain",
            "aws:userid=arn:aws:iam::123456789012:oidc-provider/x",
            "sts:roleauthorizedbyidp=true",
            "sts:rolesessionname=alice",
            "sts:transitivetagkeys=domain",
            "vouch.example.com/a:amr=hwk",
            "vouch.example.com/a:aud=party",
            "vouch.example.com/a:email=a@example.com",
            "vouch.example.com/a:oaud=one,two",
            "vouch.example.com/a:sub=alice@example.com",
        ]
    );
}

#[test]
fn certain_providers_have_keys_of_their_own() {
    for (issuer, claim, value, seen) in [
        ("token.actions.githubusercontent.com", "repository", json!("a/b"), Some("a/b")),
        ("token.actions.githubusercontent.com/acme", "ref", json!("refs/x"), Some("refs/x")),
        ("token.actions.githubusercontent.com.evil.test", "ref", json!("refs/x"), None),
        ("token.actions.githubusercontent.com", "event_name", json!("push"), None),
        ("token.actions.githubusercontent.com", "actor_id", json!(7), Some("7")),
        ("token.actions.githubusercontent.com", "actor", json!(["a"]), None),
        ("gitlab.com", "project_id", json!("20"), Some("20")),
        ("gitlab.com", "ref_protected", json!(true), Some("true")),
        ("gitlab.example.com", "project_id", json!("20"), None),
        ("agent.buildkite.com", "pipeline_slug", json!("p"), Some("p")),
        ("oidc.circleci.com/org/1", "oidc.circleci.com/project-id", json!("p"), Some("p")),
        ("oidc.circleci.com", "oidc.circleci.com/project-id", json!("p"), None),
        ("accounts.google.com", "google/organization_number", json!("9"), Some("9")),
        ("auth.eu.oraclecloud.com/x", "rpst_id", json!("r"), Some("r")),
        ("vouch.example.com", "repository", json!("a/b"), None),
    ] {
        let context = context(issuer, &json!({claim: value}));
        let got = context.values(&format!("{issuer}:{claim}"));
        assert_eq!(got, seen.map(|text| vec![text.to_owned()]).as_deref(), "{issuer} {claim}");
    }
    let nested = json!({"google": {"organization_number": 9}});
    let context = context("accounts.google.com", &nested);
    assert!(context.values("accounts.google.com:google/organization_number").is_some());
}
