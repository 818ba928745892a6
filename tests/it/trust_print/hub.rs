//! A hub's account and those behind it, by the script for the AWS CLI.

use serde_json::Value;

use super::aws_cli::{printed, run};
use super::iam::Iam;
use super::{ACCOUNT, Desk, assert_lets_in_alice_alone};

const ALICE: [&str; 3] = ["--subject", "alice@example.com", "--source-identity"];

#[test]
fn the_hub_gets_the_provider_and_a_role_that_may_assume_the_others() {
    let desk = Desk::new();
    let iam = Iam::start(&desk);
    let spokes = ["--hub", ACCOUNT, "--account", "210987654321"];
    let script = printed(&desk, &[&ALICE[..], &spokes].concat());
    run(&desk, &iam, &script).1.ok();
    assert_lets_in_alice_alone(&iam.trust_policy(&desk, "Developer"));
    let ask = ["iam", "get-role-policy", "--role-name", "Developer", "--policy-name", "assume"];
    let query = ["--query", "PolicyDocument.Statement[0].Resource", "--output", "text"];
    let resource = iam.ask(&desk, &[&ask[..], &query].concat());
    assert_eq!(resource, "arn:aws:iam::210987654321:role/Developer\n");
    let (calls, _) = run(&desk, &iam, &script);
    assert!(calls.iter().all(|call| call.contains(" get-")), "nothing is changed: {calls:?}");
}

#[test]
fn a_spoke_gets_a_role_for_the_hubs_and_no_provider() {
    let desk = Desk::new();
    let iam = Iam::start(&desk);
    let spokes = ["--hub", "210987654321", "--account", ACCOUNT];
    let script = printed(&desk, &[&ALICE[..], &spokes].concat());
    let (calls, told) = run(&desk, &iam, &script);
    told.ok();
    assert!(!calls.iter().any(|call| call.contains("provider")), "{calls:?}");
    let policy: Value = serde_json::from_str(&iam.trust_policy(&desk, "Developer")).unwrap();
    let principal = &policy["Statement"][0]["Principal"]["AWS"];
    assert_eq!(principal, "arn:aws:iam::210987654321:role/Developer");
}
