//! Without files, the token and the keys are the issuer's.

use crate::laptop::logged_in;

#[test]
fn the_issuer_is_asked_for_token_and_keys() {
    let (world, dev) = logged_in();
    let name = dev.told.issuer.split_once("://").unwrap().1;
    let policy = |subject: &str| {
        serde_json::json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{name}")},
                "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
                "Condition": {
                    "Bool": {"sts:RoleAuthorizedByIdp": "true"},
                    "StringEquals": {format!("{name}:sub"): subject},
                },
            }],
        })
        .to_string()
    };
    let test = |subject: &str, more: &[&str]| {
        std::fs::write(world.path("home/policy.json"), policy(subject)).unwrap();
        let usual = ["trust", "test", "--policy", "policy.json", "--role", &dev.told.role_arn];
        world.vouch(&[&usual, more].concat())
    };
    let told = test("alice@example.com", &[]).ok();
    assert!(told.stdout.contains("allowed: arn:aws:sts::123456789012:assumed-role/"), "{told}");
    let told = test("bob@example.com", &[]);
    assert_eq!(told.exit, Some(6), "{told}");
    assert!(told.stdout.contains("FAILS"), "{told}");
    let told = test("alice@example.com", &["--client-id", "other"]);
    assert!(told.stdout.contains("audience: ") && told.exit == Some(6), "{told}");
    world.vouch(&["logout"]).ok();
    let told = test("alice@example.com", &[]);
    assert_eq!(told.exit, Some(3), "{told}");
}
