//! Several profiles at once: roles, names, twins, and how they go again.

use serde_json::Value;

use super::laptop::{ISSUER, Laptop, ROLE};

const OPS: &str = "arn:aws:iam::123456789012:role/team/Ops";
const READ_ONLY: &str = " --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess";
const THEIRS: &str = "# mine\n[default]\nregion = us-east-1\n";

fn names(laptop: &Laptop) -> Vec<String> {
    let config = laptop.config();
    let header = |line: &str| Some(line.strip_prefix("[profile ")?.strip_suffix(']')?.to_owned());
    config.lines().filter_map(header).collect()
}

#[test]
fn every_role_gets_a_profile_and_all_go_again_without_a_trace() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    let both = ["--role", ROLE, "--role", OPS];
    laptop.setup(&both).succeeds();
    assert_eq!(names(&laptop), ["vouch-123456789012-Dev", "vouch-123456789012-Ops"]);
    let written = laptop.config();
    let said = laptop.setup(&both).succeeds().stderr;
    assert_eq!(said.matches(" is already in ").count(), 2, "{said}");
    assert_eq!(laptop.config(), written);

    let all = ["--profile", "vouch-123456789012-Ops", "--profile", "vouch-123456789012-Dev"];
    laptop.setup(&[&["--remove"], &all[..]].concat()).succeeds();
    assert_eq!(laptop.config(), THEIRS);
    laptop.setup(&both).succeeds();
    laptop.setup(&["--remove", "--all"]).succeeds();
    assert_eq!(laptop.config(), THEIRS);
    laptop.setup(&["--undo"]).succeeds();
    assert_eq!(laptop.config(), written);
}

#[test]
fn names_are_given_or_made_by_a_template_and_accounts_have_names() {
    for (arguments, expected) in [
        (&["--profile", "a", "--profile", "b"][..], ["a", "b"]),
        (&["--profile", "work"], ["work-prod-Dev", "work-prod-Ops"]),
        (
            &["--name-template", "{account_id}{path}{role}"],
            ["123456789012/Dev", "123456789012/team/Ops"],
        ),
        (&["--name-template", "{role}.{account}", "--profile", "x"], ["Dev.prod", "Ops.prod"]),
    ] {
        let laptop = Laptop::new();
        laptop.add_to_vouchs_config("[accounts]\n123456789012 = \"prod\"\n");
        laptop.setup(&[&["--role", ROLE, "--role", OPS], arguments].concat()).succeeds();
        assert_eq!(names(&laptop), expected);
    }
}

#[test]
fn names_that_would_be_one_or_none_are_refused() {
    let laptop = Laptop::new();
    for (arguments, expected) in [
        (&["--name-template", "{account}"][..], "two roles would be the profile `123456789012`"),
        (&["--name-template", "{nobody}"], "none of {account}, {account_id}"),
        (&["--name-template", "a {role}"], "is not a profile name"),
        (&["--profile", "a", "--profile", "b", "--profile", "c"], "not once for each role"),
    ] {
        let said = laptop.setup(&[&["--role", ROLE, "--role", OPS], arguments].concat()).fails(2);
        assert!(said.contains(expected), "{said}");
    }
    assert_eq!(laptop.files(), [""; 0]);
}

/// A grant that comes later may make a name that is there already.
#[test]
fn a_name_that_was_made_from_one_role_never_comes_to_stand_for_another() {
    let laptop = Laptop::new();
    let other = "arn:aws:iam::123456789012:role/a/Dev";
    laptop.setup(&["--role", OPS, "--role", other]).succeeds();
    let written = laptop.config();
    let said = laptop.setup(&["--role", ROLE, "--role", OPS]).fails(7);
    assert!(said.contains("`vouch-123456789012-Dev` stands for another role"), "{said}");
    assert!(said.contains(&format!("it is {other}'s, not {ROLE}'s")), "{said}");
    assert_eq!(laptop.config(), written);
    // Whoever names the profile means it.
    laptop.setup(&["--role", ROLE, "--profile", "vouch-123456789012-Dev"]).succeeds();
}

#[test]
fn a_twin_may_read_alone_and_goes_with_its_profile_or_before() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    laptop.setup(&["--role", ROLE, "--read-only-twin"]).succeeds();
    let (line, twin) = (laptop.line(), laptop.line().replace('\n', &format!("{READ_ONLY}\n")));
    let region = "region = eu-central-1\n";
    let plain = format!("{THEIRS}\n[profile vouch]\n{line}{region}");
    let both = format!("{plain}\n[profile vouch-ro]\n{twin}{region}");
    assert_eq!(laptop.config(), both);
    laptop.setup(&["--role", ROLE, "--read-only-twin"]).succeeds();
    assert_eq!(laptop.config(), both);
    laptop.setup(&["--remove", "--read-only-twin"]).succeeds();
    assert_eq!(laptop.config(), plain);
    laptop.setup(&["--role", ROLE, "--read-only-twin"]).succeeds();
    let said = laptop.setup(&["--remove"]).succeeds().stderr;
    assert!(said.contains("`vouch-ro` removed"), "{said}");
    assert_eq!(laptop.config(), THEIRS);
}

#[test]
fn the_partition_of_a_twins_policy_is_the_roles() {
    let laptop = Laptop::new();
    let role = "arn:aws-cn:iam::123456789012:role/Dev";
    let printed = laptop.vouch(&[
        "setup",
        "aws",
        "--print",
        "--read-only-twin",
        "--role",
        role,
        "--region",
        "cn-north-1",
    ]);
    let printed = printed.succeeds().stdout;
    assert!(printed.contains(" --policy-arn arn:aws-cn:iam::aws:policy/ReadOnlyAccess\n"));
}

#[test]
fn a_profile_with_a_twins_name_that_is_none_is_left_alone() {
    let laptop = Laptop::new();
    laptop.setup(&["--role", OPS, "--profile", "vouch-ro"]).succeeds();
    let written = laptop.config();
    for arguments in [&["--role", ROLE, "--read-only-twin"][..], &["--remove", "--read-only-twin"]]
    {
        let said = laptop.setup(arguments).fails(7);
        assert!(said.contains("`vouch-ro` is there and is no read-only twin"), "{said}");
        assert_eq!(laptop.config(), written);
    }
    laptop.setup(&["--remove"]).succeeds();
    assert_eq!(laptop.config(), written);
}

#[test]
fn what_credential_aws_takes_is_written_into_the_line() {
    let laptop = Laptop::new();
    laptop.setup(&["--role", ROLE, "--duration", "2h"]).succeeds();
    let line = laptop.line().replace('\n', " --duration 2h\n");
    assert!(laptop.config().contains(&line), "{}", laptop.config());
    let chain = ["--via", OPS, "--session-name", "night", "--max-auth-age", "15m"];
    laptop.setup(&[&["--role", ROLE], &chain[..]].concat()).succeeds();
    let line = laptop.line().replace('\n', &format!(" {}\n", chain.join(" ")));
    assert!(laptop.config().contains(&line), "{}", laptop.config());
    let said = laptop.setup(&["--role", ROLE, "--tag", "team=the blue"]).fails(7);
    assert!(said.contains("`team=the blue` has ' ' in it"), "{said}");
    assert!(laptop.setup(&["--role", ROLE, "--duration", "2m"]).fails(2).contains("15m to 12h"));
}

#[test]
fn a_program_is_told_in_json() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    let run = |arguments: &[&str]| -> Value {
        serde_json::from_str(&laptop.setup(arguments).succeeds().stdout).unwrap()
    };
    let looked = run(&["--role", ROLE, "--dry-run", "--json"]);
    assert_eq!(laptop.config(), THEIRS);
    let done = run(&["--role", ROLE, "--json"]);
    assert_eq!(looked, done);
    assert_eq!(done["changed"], true);
    assert_eq!(done["files"][0]["path"], laptop.config_path().to_str().unwrap());
    let profile = &done["profiles"][0];
    let expected = [("name", "vouch"), ("change", "written"), ("role", ROLE)];
    for (key, value) in expected.into_iter().chain([("region", "eu-central-1")]) {
        assert_eq!(profile[key], value);
    }
    assert!(profile["credential_process"].as_str().unwrap().contains(ISSUER));
    assert!(done["difference"].as_str().unwrap().contains("\n+[profile vouch]\n"));
    assert_eq!(run(&["--role", ROLE, "--json"])["profiles"][0]["change"], "unchanged");
    assert_eq!(run(&["--remove", "--json"])["profiles"][0]["change"], "removed");
    let gone = run(&["--remove", "--json"]);
    assert_eq!(
        (&gone["changed"], &gone["profiles"][0]["change"]),
        (&false.into(), &"absent".into())
    );
}

#[test]
fn a_profile_that_says_which_sts_is_heeded_by_its_name() {
    let laptop = Laptop::new();
    laptop.write_config("[profile a]\nuse_fips_endpoint = true\n[profile b]\noutput = json\n");
    let both = ["--role", ROLE, "--role", OPS, "--profile", "a", "--profile", "b"];
    laptop.setup(&both).succeeds();
    let config = laptop.config();
    let lines: Vec<&str> =
        config.lines().filter(|line| line.starts_with("credential_process")).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].ends_with(" --profile a") && !lines[1].contains("--profile"), "{config}");
    laptop.setup(&both).succeeds();
    assert_eq!(laptop.config(), config);
}
