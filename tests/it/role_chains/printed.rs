//! The policies that `vouch trust print --hub` writes, in an AWS that knows them: a person gets from the
//! hub's account on to another.

use serde_json::Value;

use super::account::{aws, trusting};
use crate::laptop::logged_in;

const HUB: &str = "arn:aws:iam::123456789012:role/VouchDeveloper";
const SPOKE: &str = "arn:aws:iam::210987654321:role/VouchDeveloper";

#[test]
fn the_printed_hub_leads_on_to_the_printed_spoke() {
    let (mut world, issuer) = logged_in();
    let who = ["--subject", "alice@example.com", "--source-identity", "--software-keys"];
    let accounts = ["--hub", "123456789012", "--account", "210987654321"];
    let print = ["trust", "print", "--role", "VouchDeveloper"];
    let printed = world.vouch(&[&print[..], &who, &accounts].concat()).ok().stdout;
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let trust = |account: &str| &printed[account]["trust"];
    let roles =
        [trusting(HUB, trust("123456789012")), trusting(SPOKE, trust("210987654321"))].concat();
    let _aws = aws(&mut world, &issuer.told.issuer, &roles);

    let spoke = ["credential", "aws", "--role", SPOKE];
    let given = world.vouch(&[&spoke[..], &["--via", HUB]].concat()).ok();
    let given: Value = serde_json::from_str(&given.stdout).unwrap();
    assert_eq!(given["AccountId"], "210987654321");
    // A session in the spoke is called as the person is.
    let named = world.vouch(&[&spoke[..], &["--via", HUB, "--session-name", "night"]].concat());
    assert_eq!((named.exit, named.stdout.as_str()), (Some(6), ""), "{named}");
}
