//! What AWS refuses on the way, in its own words, with the remedy; and `vouch explain` after it.

use serde_json::json;

use super::account::{BARE, ENTRY, HUB, OTHERS, UNTAGGED, VENDOR, organisation, policy};
use crate::world::{TestWorld, Told};

fn asked(world: &TestWorld, role: &str, more: &[&str]) -> Told {
    world.vouch(&[&["credential", "aws", "--role", role], more].concat())
}

fn explained(world: &TestWorld, more: &[&str]) -> String {
    world.vouch(&[&["explain"], more].concat()).ok().stdout
}

/// The whole chain: tagged where it leaves the entry, with the external id at its end.
pub(super) const CHAIN: [&str; 10] = [
    "--via",
    ENTRY,
    "--via",
    HUB,
    "--external-id",
    "customer-42",
    "--tag",
    "Project=vouch",
    "--transitive-tag",
    "Project",
];

#[test]
fn each_refusal_of_a_chain_is_told_with_its_remedy_and_explained() {
    let (world, _servers) = organisation();
    asked(&world, VENDOR, &CHAIN).ok();
    let without_id = [&CHAIN[..4], &CHAIN[6..]].concat();
    let tagged = ["--via", ENTRY, "--tag", "a=b"];
    let again = [&CHAIN[..], &["--tag", "Email=x", "--transitive-tag", "Email"]].concat();
    let much: Vec<String> = (0..12).map(|n| format!("--tag=k{n}={}", "v".repeat(250))).collect();
    let much: Vec<&str> = CHAIN[..2].iter().copied().chain(much.iter().map(|it| &**it)).collect();
    std::fs::write(world.path("home/session.json"), r#"{"Statements": []}"#).unwrap();
    for (role, more, remedy, explanation) in [
        (VENDOR, &without_id[..], "demands an external id (--external-id)", "--external-id"),
        (OTHERS, &CHAIN[..2], "role/VouchDeveloper in, or demands", "name the caller's role"),
        (UNTAGGED, &tagged, "must allow sts:TagSession to", "add \"sts:TagSession\""),
        (BARE, &CHAIN[..2], "must allow sts:SetSourceIdentity to", "add \"sts:SetSourceIdentity\""),
        (
            HUB,
            &["--via", ENTRY, "--source-identity", "bob"],
            "leave --source-identity out: the token carries another",
            "which can't be changed",
        ),
        (HUB, &much, "PackedPolicyTooLarge: Packed size of", "pass fewer tags"),
        (
            HUB,
            &["--via", ENTRY, "--policy", "session.json"],
            "mend the session policy",
            "without a principal",
        ),
    ] {
        let told = asked(&world, role, more);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(6), ""), "{told}");
        assert!(told.stderr.starts_with("vouch: AWS refused: "), "{told}");
        assert!(told.stderr.contains(remedy), "{remedy}: {told}");
        let explained = explained(&world, &[]);
        assert!(explained.contains(explanation), "{explanation}: {explained}");
        assert!(explained.contains(&format!("for {role}, as alice@example.com (assumed from ")));
    }
    asked(&world, VENDOR, &again).ok();
}

#[test]
fn the_trust_policy_shows_which_condition_of_a_step_fails() {
    let (world, _servers) = organisation();
    let file = world.path("home/policy.json");
    let all = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    let write = |condition: serde_json::Value| {
        let text = policy(&json!({"AWS": HUB}), &all, Some(&condition)).to_string();
        std::fs::write(&file, text).unwrap();
    };
    let other = [&CHAIN[..5], &["customer-43"], &CHAIN[6..]].concat();
    assert_eq!(asked(&world, VENDOR, &other).exit, Some(6));
    write(json!({"StringEquals": {
        "sts:ExternalId": "customer-42",
        "aws:PrincipalTag/Project": "vouch",
    }}));
    let told = explained(&world, &["--policy", "policy.json"]);
    assert!(told.contains("external id customer-43, inherited Project=vouch"), "{told}");
    let row = told.lines().find(|line| line.contains("sts:ExternalId")).unwrap();
    assert!(row.contains("customer-42") && row.ends_with("FAILS"), "{told}");
    let row = told.lines().find(|line| line.contains("aws:PrincipalTag/Project")).unwrap();
    assert!(row.ends_with("holds"), "{told}");
    assert!(told.contains("\"sts:ExternalId\" must also take \"customer-43\""), "{told}");

    write(json!({"StringEquals": {"sts:ExternalId": "customer-43"}}));
    let told = explained(&world, &["--policy", "policy.json"]);
    assert!(told.contains("the trust policy lets the caller in as it is now"), "{told}");
}
