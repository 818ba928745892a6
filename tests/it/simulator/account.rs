//! The simulated AWS is set up as an account is, by programs that others wrote, and `vouch` then
//! gets credentials of it.

use std::process::Command;

use serde_json::{Value, json};

use crate::dev::Dev;
use crate::tools;
use crate::world::{TestWorld, Told};

const OPERATOR: &str = "arn:aws:iam::123456789012:role/Operator";

/// Asks the AWS CLI as the administrator.
fn aws(world: &TestWorld, dev: &Dev, arguments: &[&str]) -> Told {
    let mut command = dev.as_administrator(world.command(tools::require_aws_cli()));
    command.args(arguments).args(["--output", "json"]);
    Told::from(command.output().unwrap())
}

fn answer(told: Told) -> Value {
    serde_json::from_str(&told.ok().stdout).unwrap()
}

/// What the example's trust policies demand, for another role.
fn trust(issuer: &str) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{issuer}")},
            "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
            "Condition": {"StringEquals": {format!("{issuer}:sub"): "alice@example.com"}},
        }],
    })
    .to_string()
}

fn logged_in(arguments: &[&str]) -> (TestWorld, Dev) {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, arguments);
    let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    (world, dev)
}

#[test]
fn what_the_aws_cli_sets_up_gives_credentials_and_what_it_removes_gives_none() {
    let (world, dev) = logged_in(&["--grant-role", OPERATOR]);
    let url = dev.told.issuer.as_str();
    let issuer = url.strip_prefix("http://").unwrap();
    let credentials = |role: &str| world.vouch(&["credential", "aws", "--role", role]);
    let refused = |role: &str, words: &str| {
        let told = credentials(role);
        assert!(told.exit != Some(0) && told.stderr.contains(words), "{words}: {told}");
    };
    let provider = format!("arn:aws:iam::123456789012:oidc-provider/{issuer}");
    let delete = ["iam", "delete-open-id-connect-provider", "--open-id-connect-provider-arn"];
    let delete = [&delete[..], &[&provider]].concat();
    aws(&world, &dev, &delete).ok();
    refused(&dev.told.role_arn, "The web identity token provided could not be validated.");

    let create = ["iam", "create-open-id-connect-provider", "--url", url, "--client-id-list"];
    let made = answer(aws(&world, &dev, &[&create[..], &[issuer]].concat()));
    assert_eq!(made["OpenIDConnectProviderArn"], provider.as_str());
    refused(OPERATOR, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    let (name, trust) = (["--role-name", "Operator"], trust(issuer));
    let create = ["iam", "create-role", "--assume-role-policy-document", &trust];
    let made = answer(aws(&world, &dev, &[&create[..], &name].concat()));
    assert_eq!(made["Role"]["Arn"], OPERATOR);
    let given: Value = serde_json::from_str(&credentials(OPERATOR).ok().stdout).unwrap();

    // These credentials are the role's: whoever signs with them is told so.
    let mut command = world.command(tools::require_aws_cli());
    command.args(["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]);
    for (variable, member) in [
        ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
        ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
        ("AWS_SESSION_TOKEN", "SessionToken"),
    ] {
        command.env(variable, given[member].as_str().unwrap());
    }
    command.env("AWS_DEFAULT_REGION", &dev.told.region);
    let told = Told::from(command.output().unwrap()).ok();
    let arn = "arn:aws:sts::123456789012:assumed-role/Operator/alice@example.com\n";
    assert_eq!(told.stdout, arn);

    let again = aws(&world, &dev, &[&create[..], &name].concat());
    let words = "(EntityAlreadyExists) when calling the CreateRole operation: Role with name \
        Operator already exists.";
    assert!(again.stderr.contains(words), "{again}");
    aws(&world, &dev, &delete).ok();
    refused(&dev.told.role_arn, "The web identity token provided could not be validated.");
}

#[test]
fn boto3_changes_and_reads_everything() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let mut command = dev.as_administrator(world.command(tools::require_boto3()));
    let arguments = ["https://vouch.example.com/team", &trust("vouch.example.com/team")];
    command.arg(tools::client("set_up_with_boto3.py")).args(arguments);
    let told = Told::from(command.output().unwrap()).ok();
    insta::assert_snapshot!(told.stdout);
}

#[test]
fn the_described_account_is_what_iam_tells() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/aws-state.toml");
    let described = std::fs::read_to_string(file).unwrap();
    let described: toml_edit::DocumentMut = described.parse().unwrap();
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &["--aws-state", file]);
    let role = &described["role"][0];
    let get = ["iam", "get-role", "--role-name", "Developer"];
    let told = &answer(aws(&world, &dev, &get))["Role"];
    let trust: Value = serde_json::from_str(role["trust_policy"].as_str().unwrap()).unwrap();
    assert_eq!(told["AssumeRolePolicyDocument"], trust);
    assert_eq!(told["Arn"], role["arn"].as_str().unwrap());
    assert_eq!(told["MaxSessionDuration"], role["max_session_duration"].as_integer().unwrap());
    let provider = &described["provider"][0];
    let url = provider["url"].as_str().unwrap().strip_prefix("http://").unwrap();
    let arn = format!("arn:aws:iam::123456789012:oidc-provider/{url}");
    let get = ["iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", &arn];
    let told = answer(aws(&world, &dev, &get));
    assert_eq!((&told["Url"], &told["ClientIDList"]), (&json!(url), &json!([url])));
    let list = answer(aws(&world, &dev, &["iam", "list-open-id-connect-providers"]));
    // The other one is the issuer's own.
    assert_eq!(list["OpenIDConnectProviderList"].as_array().unwrap().len(), 2);
    let me = answer(aws(&world, &dev, &["sts", "get-caller-identity"]));
    assert_eq!(me["Arn"], described["access_key"][0]["owner"].as_str().unwrap());
}

#[test]
fn iam_wants_a_signature_too() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let list = ["iam", "list-roles"];
    let mut unsigned = dev.as_administrator(world.command(tools::require_aws_cli()));
    unsigned.args(list).arg("--no-sign-request");
    let mut other: Command = dev.as_administrator(world.command(tools::require_aws_cli()));
    other.args(list).env("AWS_SECRET_ACCESS_KEY", "other");
    for (mut command, code) in
        [(unsigned, "MissingAuthenticationToken"), (other, "SignatureDoesNotMatch")]
    {
        let told = Told::from(command.output().unwrap());
        assert!(told.stderr.contains(code) && told.stdout.is_empty(), "{told}");
    }
    let roles = answer(aws(&world, &dev, &list));
    assert_eq!(roles["Roles"].as_array().map(Vec::len), Some(2));
}
