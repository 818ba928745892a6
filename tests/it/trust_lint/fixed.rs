//! `--fix` mends what is certain, leaves every other byte, and makes nothing looser.

use std::fs;

use vouch::domain::trust::lint::rules as every_rule;
use vouch::domain::trust::{Caller, Context, TrustPolicy};

use super::linted::{examples, lint, lint_in, rules};

/// The rules whose bad example `--fix` mends.
const MENDED: [&str; 13] = [
    "action-for-principal",
    "audience-missing",
    "forallvalues-without-null",
    "key-case",
    "key-prefix",
    "operator-if-exists",
    "provider-format",
    "provider-spelling",
    "set-operator-missing",
    "set-operator-on-single-value",
    "source-identity-missing",
    "tag-session-missing",
    "version-without-variables",
];

fn fixed(rule: &str) -> (String, String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let before = fs::read_to_string(examples().join(rule).join("bad.json")).unwrap();
    let file = folder.path().join("policy.json");
    fs::write(&file, &before).unwrap();
    let options = fs::read_to_string(examples().join(rule).join("options")).unwrap_or_default();
    let mut words: Vec<&str> = options.split_whitespace().collect();
    if rule == "audience-missing" {
        words.extend(["--issuer", "https://vouch.example.com"]);
    }
    words.extend(["--json", "--fix", "policy.json"]);
    let told = lint_in(folder.path(), &words, "");
    let after = fs::read_to_string(&file).unwrap();
    let again = lint_in(folder.path(), &words, "");
    assert_eq!(fs::read_to_string(&file).unwrap(), after, "{rule}: a second time changes nothing");
    assert_eq!(told.stdout, again.stdout, "{rule}");
    (before, after, rules(&told))
}

#[test]
fn what_is_certain_is_mended_and_the_rest_is_left_alone() {
    let mut wrong = Vec::new();
    for rule in every_rule().filter(|rule| rule.id != "not-evaluated" && rule.id != "no-policy") {
        let (before, after, left) = fixed(rule.id);
        let mended = !left.iter().any(|found| found == rule.id);
        if mended != MENDED.contains(&rule.id) || mended && before == after {
            wrong.push(format!("{}: {left:?}\n{after}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_formatting_stays() {
    let told = lint(
        &[
            "--fix",
            "--dry-run",
            "--issuer",
            "https://vouch.example.com",
            "--tags",
            "audience-missing/bad.json",
        ],
        "",
    );
    insta::assert_snapshot!(told, @r#"
    exit: 0
    ----- stdout -----
    --- audience-missing/bad.json
    +++ audience-missing/bad.json
    @@ -6,9 +6,10 @@
           "Principal": {
             "Federated": "arn:aws:iam::123456789012:oidc-provider/vouch.example.com"
           },
    -      "Action": "sts:AssumeRoleWithWebIdentity",
    +      "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
           "Condition": {
             "StringEquals": {
    +          "vouch.example.com:aud": "vouch.example.com",
               "vouch.example.com:sub": "alice@example.com"
             }
           }
    ----- stderr -----
    "#);
}

#[test]
fn a_key_moves_to_the_operator_that_is_there_already() {
    let told = lint(&["--fix", "--dry-run", "operator-if-exists/bad.json"], "");
    insta::assert_snapshot!(told, @r#"
    exit: 0
    ----- stdout -----
    --- operator-if-exists/bad.json
    +++ operator-if-exists/bad.json
    @@ -9,10 +9,8 @@
           "Action": "sts:AssumeRoleWithWebIdentity",
           "Condition": {
             "StringEquals": {
    +          "vouch.example.com:sub": "alice@example.com",
               "vouch.example.com:aud": "vouch.example.com"
    -        },
    -        "StringEqualsIfExists": {
    -          "vouch.example.com:sub": "alice@example.com"
             }
           }
         }
    ----- stderr -----
    "#);
}

#[test]
fn what_is_mended_lets_in_who_is_meant_and_nobody_else() {
    for rule in every_rule().filter(|rule| MENDED.contains(&rule.id)) {
        let (before, after, _) = fixed(rule.id);
        let (before, after) = (policy(&before), policy(&after));
        assert!(lets_in(&after, "alice@example.com", "vouch.example.com"), "{}", rule.id);
        for (sub, aud) in [
            ("mallory@example.com", "vouch.example.com"),
            ("alice@example.com", "https://vouch.example.com"),
            ("alice@example.com", "another-application"),
        ] {
            assert!(!lets_in(&after, sub, aud), "{}: {sub} {aud}", rule.id);
        }
        // What was mended either let in nobody or more than is meant.
        let differs = [
            ("alice@example.com", "vouch.example.com"),
            ("alice@example.com", "another-application"),
        ]
        .iter()
        .any(|(sub, aud)| lets_in(&before, sub, aud) != lets_in(&after, sub, aud));
        let expected = [
            "action-for-principal",
            "audience-missing",
            "key-prefix",
            "provider-format",
            "provider-spelling",
            "set-operator-missing",
            "version-without-variables",
        ];
        assert_eq!(differs, expected.contains(&rule.id), "{}", rule.id);
    }
}

fn policy(text: &str) -> TrustPolicy {
    text.parse().unwrap()
}

fn lets_in(policy: &TrustPolicy, sub: &str, aud: &str) -> bool {
    let mut context = Context::default();
    context.set("vouch.example.com:sub", sub);
    context.set("vouch.example.com:aud", aud);
    context.set_list("vouch.example.com:amr", vec!["hwk".into(), "pin".into(), "user".into()]);
    context.set("sts:RoleSessionName", sub);
    let provider = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
    let caller = Caller::Federated(provider.into());
    policy.evaluate("sts:AssumeRoleWithWebIdentity", &caller, &context).is_allowed()
}

#[test]
fn stdin_has_no_file_to_be_mended_in() {
    let told = lint(&["--fix", "-"], "{}");
    assert_eq!(told.exit, Some(2), "{told}");
}
