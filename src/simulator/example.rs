//! An AWS account as an administrator would set it up for vouch, for trying it.

use serde_json::{Value, json};

use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::sts::{AccessKey, AwsState, Loopback, Provider, Role, StateError};
use crate::domain::subject::Subject;

/// The example account.
pub const ACCOUNT: &str = "123456789012";
/// Any enrolled key will do for this role.
pub const DEVELOPER: &str = "arn:aws:iam::123456789012:role/VouchDeveloper";
/// This role demands a key in hardware.
pub const ADMINISTRATOR: &str = "arn:aws:iam::123456789012:role/VouchAdministrator";
/// The access key of the account's administrator. It is no secret: it opens nothing but the
/// simulator, on this machine.
pub const ADMIN_ACCESS_KEY_ID: &str = "AKIAVOUCHDEVEXAMPLE0";
/// What goes with [`ADMIN_ACCESS_KEY_ID`].
pub const ADMIN_SECRET_ACCESS_KEY: &str = "vouch-dev/this/opens/the/simulator/alone";
const ADMIN: &str = "arn:aws:iam::123456789012:user/Administrator";

/// Returns the account with the issuer registered and both roles, for one person.
///
/// Each trust policy pins audience and person, wants the session named after the person and the
/// token made for the role, and allows the tags and the source identity that tokens carry.
pub fn account(
    issuer: &IssuerUrl,
    audience: &str,
    person: &Subject,
) -> Result<AwsState, StateError> {
    let provider = provider("aws", ACCOUNT, issuer, audience)?;
    let key = |claim: &str| format!("{}:{claim}", issuer.without_scheme());
    let condition = json!({
        "Bool": {"sts:RoleAuthorizedByIdp": "true"},
        "StringEquals": {
            key("aud"): audience,
            key("sub"): person.as_str(),
            "sts:RoleSessionName": format!("${{{}}}", key("sub")),
        },
    });
    let mut hardware = condition.clone();
    hardware["ForAnyValue:StringEquals"] = json!({ key("amr"): "hwk" });
    let role = |arn: &str, condition: &Value| {
        let policy = trust_policy(&provider, condition);
        let arn: RoleArn = arn.parse().expect("the constants are role ARNs");
        Role::new(arn, &policy, 43_200)
    };
    let roles = vec![role(DEVELOPER, &condition)?, role(ADMINISTRATOR, &hardware)?];
    let mut aws = AwsState::new(vec![provider], roles);
    aws.set_loopback(Loopback::Allowed);
    aws.add_access_key(access_key());
    Ok(aws)
}

/// Registers the issuer in every account that has a role and doesn't know the issuer yet.
pub fn register_everywhere(
    aws: &mut AwsState,
    issuer: &IssuerUrl,
    audience: &str,
) -> Result<(), StateError> {
    let roles: Vec<RoleArn> = aws.roles().iter().map(|role| role.arn().clone()).collect();
    for role in roles {
        if aws.provider(role.account(), issuer.as_str()).is_none() {
            aws.register(provider(role.partition(), role.account(), issuer, audience)?);
        }
    }
    Ok(())
}

/// Returns the administrator's access key.
pub fn access_key() -> AccessKey {
    AccessKey::new(ADMIN_ACCESS_KEY_ID, Secret::new(ADMIN_SECRET_ACCESS_KEY), ADMIN)
        .expect("the constants are an access key")
}

fn provider(
    partition: &str,
    account: &str,
    issuer: &IssuerUrl,
    audience: &str,
) -> Result<Provider, StateError> {
    let client_ids = vec![audience.into()];
    Provider::new(partition, account, issuer.clone(), client_ids, Loopback::Allowed)
}

fn trust_policy(provider: &Provider, condition: &Value) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": provider.arn()},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
            "Condition": condition,
        }],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_can_be_registered() {
        let issuer: IssuerUrl = "http://127.0.0.1:8123".parse().unwrap();
        let person = "you@example.com".parse().unwrap();
        let mut aws = account(&issuer, "127.0.0.1:8123", &person).unwrap();
        assert_eq!(aws.roles().len(), 2);
        let other: IssuerUrl = "http://127.0.0.1:8124".parse().unwrap();
        register_everywhere(&mut aws, &other, "127.0.0.1:8124").unwrap();
        assert!(aws.provider(ACCOUNT, other.as_str()).unwrap().accepts("127.0.0.1:8124"));
    }
}
