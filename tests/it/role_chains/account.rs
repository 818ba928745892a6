//! Accounts of an organisation: one role that logins get in to, and roles that are reached from there.

use std::fs;

use serde_json::{Value, json};

use crate::dev::Dev;
use crate::laptop::logged_in;
use crate::world::TestWorld;

/// The role that the token is for.
pub(super) const ENTRY: &str = "arn:aws:iam::123456789012:role/VouchDeveloper";
/// Trusts the entry.
pub(super) const HUB: &str = "arn:aws:iam::222222222222:role/Hub";
/// Of another organisation: trusts the hub, whose session is tagged, with an external id.
pub(super) const VENDOR: &str = "arn:aws:iam::333333333333:role/Vendor";
/// Trusts the entry as long as it passes neither tags nor who is behind it.
pub(super) const BARE: &str = "arn:aws:iam::222222222222:role/Bare";
/// Trusts the entry with an identity, and no tags.
pub(super) const UNTAGGED: &str = "arn:aws:iam::222222222222:role/Untagged";
/// Trusts somebody else.
pub(super) const OTHERS: &str = "arn:aws:iam::222222222222:role/Others";

/// A world in which alice is logged in, and an AWS with these roles.
pub(super) fn organisation() -> (TestWorld, [Dev; 2]) {
    let (mut world, issuer) = logged_in();
    let aws = aws(&mut world, &issuer.told.issuer, &roles(&issuer.told.issuer));
    (world, [issuer, aws])
}

/// An AWS with these roles, to which the world's programs turn from now on.
pub(super) fn aws(world: &mut TestWorld, issuer: &str, roles: &str) -> Dev {
    let host = issuer.strip_prefix("http://").unwrap();
    let state = format!(
        "allow_loopback = true\n[[provider]]\naccount = \"123456789012\"\nurl = \"{issuer}\"\n\
         client_ids = [\"{host}\"]\n{roles}"
    );
    let file = world.path("aws.toml");
    fs::write(&file, state).unwrap();
    Dev::start(world, &["--aws-state", file.to_str().unwrap()])
}

fn roles(issuer: &str) -> String {
    let host = issuer.strip_prefix("http://").unwrap();
    let provider = format!("arn:aws:iam::123456789012:oidc-provider/{host}");
    let all = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    let web = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"];
    let vendor = json!({"StringEquals": {
        "sts:ExternalId": "customer-42",
        "aws:PrincipalTag/Project": "vouch",
    }});
    let subject = json!({"StringEquals": {format!("{host}:sub"): "alice@example.com"}});
    [
        role(ENTRY, &json!({"Federated": provider}), &web, Some(&subject)),
        role(HUB, &json!({"AWS": ENTRY}), &all, None),
        role(VENDOR, &json!({"AWS": HUB}), &all, Some(&vendor)),
        role(BARE, &json!({"AWS": ENTRY}), &all[..1], None),
        role(UNTAGGED, &json!({"AWS": ENTRY}), &[all[0], all[2]], None),
        role(OTHERS, &json!({"AWS": VENDOR}), &all, None),
    ]
    .concat()
}

fn role(arn: &str, principal: &Value, actions: &[&str], condition: Option<&Value>) -> String {
    trusting(arn, &policy(principal, actions, condition))
}

/// A role with that trust policy.
pub(super) fn trusting(arn: &str, policy: &Value) -> String {
    format!("[[role]]\narn = \"{arn}\"\ntrust_policy = '''{policy}'''\n")
}

/// A trust policy.
pub(super) fn policy(principal: &Value, actions: &[&str], condition: Option<&Value>) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": principal, "Action": actions});
    if let Some(condition) = condition {
        statement["Condition"] = condition.clone();
    }
    json!({"Version": "2012-10-17", "Statement": [statement]})
}
