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
    let file = world.path("aws.toml");
    fs::write(&file, state(&issuer.told.issuer)).unwrap();
    let aws = Dev::start(&mut world, &["--aws-state", file.to_str().unwrap()]);
    (world, [issuer, aws])
}

fn state(issuer: &str) -> String {
    let host = issuer.strip_prefix("http://").unwrap();
    let provider = format!("arn:aws:iam::123456789012:oidc-provider/{host}");
    let all = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    let web = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"];
    let vendor = json!({"StringEquals": {
        "sts:ExternalId": "customer-42",
        "aws:PrincipalTag/Project": "vouch",
    }});
    let subject = json!({"StringEquals": {format!("{host}:sub"): "alice@example.com"}});
    let roles = [
        role(ENTRY, &json!({"Federated": provider}), &web, Some(&subject)),
        role(HUB, &json!({"AWS": ENTRY}), &all, None),
        role(VENDOR, &json!({"AWS": HUB}), &all, Some(&vendor)),
        role(BARE, &json!({"AWS": ENTRY}), &all[..1], None),
        role(UNTAGGED, &json!({"AWS": ENTRY}), &[all[0], all[2]], None),
        role(OTHERS, &json!({"AWS": VENDOR}), &all, None),
    ]
    .concat();
    format!(
        "allow_loopback = true\n[[provider]]\naccount = \"123456789012\"\nurl = \"{issuer}\"\n\
         client_ids = [\"{host}\"]\n{roles}"
    )
}

fn role(arn: &str, principal: &Value, actions: &[&str], condition: Option<&Value>) -> String {
    let policy = policy(principal, actions, condition);
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
