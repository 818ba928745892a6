//! `vouch explain`: after a refusal, and for an error that is pasted.

use std::os::unix::fs::PermissionsExt as _;

use crate::laptop::logged_in;
use crate::world::{TestWorld, Told};

const ADMINISTRATOR: &str = "arn:aws:iam::123456789012:role/VouchAdministrator";
const DENIED: &str = "An error occurred (AccessDenied) when calling the \
                      AssumeRoleWithWebIdentity operation: Not authorized to perform \
                      sts:AssumeRoleWithWebIdentity";

/// The trust policy of the role that demands a key in hardware, which alice's isn't.
fn policy(issuer: &str) -> String {
    let name = issuer.split_once("://").unwrap().1;
    serde_json::json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{name}")},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
            "Condition": {
                "StringEquals": {format!("{name}:sub"): "alice@example.com"},
                "ForAnyValue:StringEquals": {format!("{name}:amr"): "hwk"},
            },
        }],
    })
    .to_string()
}

/// Puts an `aws` on the path that prints the trust policy and remembers what it was asked.
fn install_aws(world: &mut TestWorld) {
    let folder = world.path("home/bin");
    std::fs::create_dir_all(&folder).unwrap();
    let program = folder.join("aws");
    let script = "#!/bin/sh\necho \"$@\" > \"$HOME/asked\"\ncat \"$HOME/policy.json\"\n";
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    let binaries = crate::world::binaries().display().to_string();
    world.set("PATH", format!("{}:{binaries}:{path}", folder.display()));
}

fn says(told: &Told, words: &[&str]) {
    for words in words {
        assert!(told.stdout.contains(words), "{words}\n{told}");
    }
}

#[test]
fn a_refusal_is_explained_with_the_claims_the_step_and_the_change() {
    let (mut world, dev) = logged_in();
    let refused = world.vouch(&["credential", "aws", "--role", ADMINISTRATOR]);
    assert_eq!(refused.exit, Some(6), "{refused}");
    assert!(refused.stderr.ends_with("run `vouch explain`\n"), "{refused}");

    let file = world.path("state/vouch/last-refusal.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(!kept.contains("eyJ") && kept.len() < 4096, "{kept}");

    let told = world.vouch(&["explain"]).ok();
    says(
        &told,
        &[
            "AWS said: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity",
            "\"alice@example.com\"",
            "3. is the provider registered, its keys within reach?  yes",
            "4. do aud and sub match the role's trust policy?       NO",
            "5. does the permission policy allow the action?        not reached",
            "aws iam get-role --role-name VouchAdministrator",
        ],
    );

    std::fs::write(world.path("home/policy.json"), policy(&dev.told.issuer)).unwrap();
    let told = world.vouch(&["explain", "--policy", "policy.json"]).ok();
    let change = [
        "FAILS",
        "fix:   in statement 1, under \"ForAnyValue:StringEquals\", \"",
        ":amr\" must also take ",
    ];
    says(&told, &change);

    install_aws(&mut world);
    says(&world.vouch(&["explain", "--profile", "reader"]).ok(), &change);
    let asked = std::fs::read_to_string(world.path("home/asked")).unwrap();
    assert!(asked.contains("--role-name=VouchAdministrator --profile=reader"), "{asked}");
    says(&world.vouch(&["explain", DENIED, "--profile", "reader"]).ok(), &change);

    // Where there is no AWS CLI, how to get at the policy is told.
    let found = world.set("PATH", crate::world::binaries()).unwrap();
    let program = crate::world::binaries().join("vouch");
    let told = world.command(program).args(["explain", "--profile", "reader"]).output().unwrap();
    let told = Told::from(told);
    assert_eq!(told.exit, Some(1), "{told}");
    assert!(told.stderr.contains("(`aws`) is not installed"), "{told}");
    assert!(told.stderr.contains("aws iam get-role --role-name VouchAdministrator"), "{told}");
    world.set("PATH", found);

    // Another error isn't that one.
    let other = world.vouch(&["explain", "Incorrect token audience"]).ok();
    assert!(!other.stdout.contains("alice@example.com"), "{other}");
}

#[test]
fn a_pasted_error_is_explained_without_a_login() {
    let world = TestWorld::new();
    insta::assert_snapshot!(world.vouch(&["explain", DENIED]), @"
    exit: 0
    ----- stdout -----
    AWS said: An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity

    1. was a token issued?                                 yes
    2. are its claims right?                               yes
    3. is the provider registered, its keys within reach?  yes
    4. do aud and sub match the role's trust policy?       NO
    5. does the permission policy allow the action?        not reached

    why:   no statement of the role's trust policy lets this token in, or there is no such role
    check: compare the claims with the conditions: `vouch explain --policy FILE`
    fix:   mend the condition that fails; a role or a policy made a moment ago takes about ten seconds
    ----- stderr -----
    ");
    let told =
        world.vouch(&["explain", "is", "not", "authorized", "to", "perform:", "s3:GetObject"]);
    says(&told.ok(), &["5. does the permission policy allow the action?        NO"]);
    let told = world.vouch(&["explain", "(RegionDisabledException)"]).ok();
    says(&told, &["the call itself is at fault", "fix:   use another region"]);
}

#[test]
fn what_cannot_be_explained_is_told() {
    let world = TestWorld::new();
    std::fs::write(world.path("home/policy.json"), "{}").unwrap();
    for (arguments, exit, told) in [
        (vec![], 1, "no refusal of AWS is remembered"),
        (vec!["the weather is fine"], 1, "nothing is known of `the weather is fine`"),
        (vec![DENIED, "--policy", "policy.json"], 1, "no claims are remembered"),
        (vec!["--policy", "a", "--profile", "b"], 2, "cannot be used with"),
    ] {
        let answer = world.vouch(&[&["explain"], &arguments[..]].concat());
        assert_eq!(answer.exit, Some(exit), "{answer}");
        assert!(answer.stderr.contains(told), "{answer}");
    }
}
