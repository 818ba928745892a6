//! `vouch whoami`: the issuer's view and AWS's, each known or not.

mod failing;

use serde_json::Value;

use crate::dev::Dev;
use crate::laptop::logged_in;
use crate::world::{TestWorld, Told};

/// Replaces what is another in every run: ports, ids, times.
fn masked(dev: &Dev, told: &Told) -> String {
    let text = told.masked(&[(&dev.told.issuer, "ISSUER"), (&dev.told.role_arn, "ROLE")]);
    let mask = |line: &str| {
        let (name, value) = line.trim_start().split_once(' ').unwrap_or((line, ""));
        let beginning = &line[..line.len() - line.trim_start().len()];
        match name {
            "key" | "until" => format!("{beginning}{name} …"),
            "user" => format!("{beginning}user id …:{}", value.rsplit(':').next().unwrap()),
            _ => line.to_owned(),
        }
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}

fn with_profile() -> (TestWorld, Dev) {
    let (world, dev) = logged_in();
    world.vouch(&["setup", "aws", "--role", &dev.told.role_arn, "--region", "us-east-1"]).ok();
    (world, dev)
}

#[test]
fn both_say_who_it_is() {
    let (world, dev) = with_profile();
    insta::assert_snapshot!(masked(&dev, &world.vouch(&["whoami"])), @r"
    exit: 0
    ----- stdout -----
    issuer  ISSUER
      subject  alice@example.com
      key …
      until …
      roles    arn:aws:iam::123456789012:role/VouchAdministrator
               ROLE
    AWS     arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com
      account  123456789012
      user id …:alice@example.com
      through  vouch
      until …
    ----- stderr -----
    ");
    let told = world.vouch(&["whoami", "--json"]).ok();
    assert_eq!((told.stdout.lines().count(), told.stderr.as_str()), (1, ""));
    let told: Value = serde_json::from_str(&told.stdout).unwrap();
    let (issuer, aws) = (&told["issuer"], &told["aws"]);
    assert_eq!(issuer["issuer"], dev.told.issuer.as_str());
    assert_eq!(issuer["subject"], "alice@example.com");
    assert_eq!(issuer["roles"][1]["role_arn"], dev.told.role_arn.as_str());
    assert_eq!(issuer["any_role"], false);
    assert_eq!(aws["account"], "123456789012");
    assert_eq!((aws["through"].as_str(), aws.get("put_by")), (Some("vouch"), None));
    assert!(aws["arn"].as_str().unwrap().ends_with("/alice@example.com"), "{aws}");
    let told = world.vouch(&["whoami", "--role", &dev.told.role_arn]).ok();
    assert!(told.stdout.contains(&format!("\n  through  {}\n", dev.told.role_arn)), "{told}");
}

#[test]
fn within_exec_and_after_env_it_is_the_environment_that_counts() {
    let (mut world, dev) = with_profile();
    let end = |told: Told| {
        let text = masked(&dev, &told.ok());
        text.lines().filter(|line| line.starts_with("  through")).collect::<String>()
    };
    let within = ["exec", "--", "vouch", "whoami"];
    assert_eq!(end(world.vouch(&within)), "  through  vouch, by `vouch exec`");
    let script = "eval \"$(vouch env --role $0)\"; vouch whoami";
    let told = world.run("sh", &["-c", script, &dev.told.role_arn]);
    assert_eq!(end(told), "  through  ROLE, by `vouch env`");
    // Who names another means that one.
    let named =
        ["exec", "--role", &dev.told.role_arn, "--", "vouch", "whoami", "--profile", "vouch"];
    assert_eq!(end(world.vouch(&named)), "  through  vouch");
    // They are there without a login too.
    let script = "vouch logout >/dev/null 2>&1; vouch whoami";
    let told = world.vouch(&["exec", "--", "sh", "-c", script]);
    insta::assert_snapshot!(masked(&dev, &told), @r"
    exit: 3
    ----- stdout -----
    issuer  not known: not logged in at ISSUER
    AWS     arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com
      account  123456789012
      user id …:alice@example.com
      through  vouch, by `vouch exec`
      until …
    ----- stderr -----
    error: not logged in at ISSUER

    hint: run `vouch login --issuer ISSUER`
    ");
    // What is no name isn't guessed at.
    for (name, value) in [("VOUCH_EXEC", "no name"), ("AWS_ACCESS_KEY_ID", "ASIA")] {
        world.set(name, value);
    }
    world.set("AWS_SECRET_ACCESS_KEY", "secret");
    let told = world.vouch(&["whoami"]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
}
