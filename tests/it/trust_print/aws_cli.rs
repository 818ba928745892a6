//! The script for the AWS CLI: it makes what is missing, and changes nothing the second time.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::iam::Iam;
use super::{ACCOUNT, Desk, OTHER_WAYS, PROVIDER, THUMBPRINT, WAYS, assert_lets_in_alice_alone};
use crate::tools;
use crate::world::Told;

const ARN: &str = "arn:aws:iam::123456789012:role/Developer\n";

/// A folder of programs that the script finds first: `aws` and `sleep` note that they are called. What
/// an IAM lacks is only noted.
fn notebook(desk: &Desk, iam: &Iam) -> std::path::PathBuf {
    let programs = desk.path("programs");
    fs::create_dir_all(&programs).unwrap();
    let note = format!("echo \"$(basename \"$0\") $1 $2\" >> {}", desk.path("calls").display());
    let aws = tools::require_aws_cli().display().to_string();
    let lacks = iam.lacks.map(|command| format!("case $2 in {command}*) exit ;; esac\n"));
    let aws = format!("{note}\n{}exec {aws} \"$@\"", lacks.unwrap_or_default());
    for (name, does) in [("aws", aws.as_str()), ("sleep", &note), ("vouch", "exit 3")] {
        let path = programs.join(name);
        fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    programs
}

/// Runs the script, whatever AWS it is pointed at; returns what was called, and what was told.
pub(super) fn run(desk: &Desk, iam: &Iam, script: &str) -> (Vec<String>, Told) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(notebook(desk, iam)).chain(std::env::split_paths(&path));
    let file = desk.path("script.sh");
    fs::write(&file, script).unwrap();
    fs::write(desk.path("calls"), "").unwrap();
    let mut command = iam.with_credentials(desk, desk.command("sh"));
    command.arg(file).env("PATH", std::env::join_paths(folders).unwrap());
    let told = Told::from(command.output().unwrap());
    let calls = fs::read_to_string(desk.path("calls")).unwrap();
    (calls.lines().map(str::to_owned).collect(), told)
}

pub(super) fn printed(desk: &Desk, words: &[&str]) -> String {
    desk.print(&[words, &["--format", "aws-cli"]].concat())
}

#[test]
fn every_script_passes_shellcheck() {
    let desk = Desk::new();
    for way in WAYS.iter().chain(OTHER_WAYS) {
        let file = desk.print_into("script.sh", &[way, &["--format", "aws-cli"][..]].concat());
        desk.judge("shellcheck", &["--shell=sh", file.to_str().unwrap()]).ok();
    }
}

#[test]
fn it_makes_the_provider_and_the_role_and_the_second_time_nothing() {
    let desk = Desk::new();
    for iam in Iam::each(&desk) {
        let alice = ["--account", ACCOUNT, "--subject", "alice@example.com"];
        let script = printed(&desk, &alice);
        let (calls, told) = run(&desk, &iam, &script);
        assert_eq!(told.ok().stdout, ARN);
        let expected = [
            "aws sts get-caller-identity",
            "aws iam get-open-id-connect-provider",
            "aws iam create-open-id-connect-provider",
            "aws iam get-role",
            "aws iam create-role",
            "aws iam get-role",
            "sleep 15 ",
        ];
        assert_eq!(calls, expected, "it waits until AWS knows the role");
        assert_lets_in_alice_alone(&iam.trust_policy(&desk, "Developer"));

        let (calls, told) = run(&desk, &iam, &script);
        assert_eq!((told.stdout.as_str(), told.stderr.as_str()), (ARN, ""), "{told}");
        assert!(calls.iter().all(|call| call.contains(" get-")), "nothing is changed: {calls:?}");
    }
}

#[test]
fn what_is_there_gets_the_client_id_and_the_policy_and_the_old_one_is_told() {
    let desk = Desk::new();
    for iam in Iam::each(&desk) {
        let create = ["iam", "create-open-id-connect-provider", "--url", super::ISSUER];
        iam.ask(&desk, &[&create[..], &["--client-id-list", "other.example.com"]].concat());
        let root = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}"#;
        let create = ["iam", "create-role", "--role-name", "Developer"];
        iam.ask(&desk, &[&create[..], &["--assume-role-policy-document", root]].concat());

        let script = printed(&desk, &["--account", ACCOUNT, "--subject", "alice@example.com"]);
        let (calls, told) = run(&desk, &iam, &script);
        assert!(
            told.stderr.contains("replaced this trust policy") && told.stderr.contains(":root"),
            "{told}"
        );
        assert!(calls.contains(&"aws iam add-client-id-to-open-id-connect-provider".into()));
        assert!(calls.contains(&"aws iam update-assume-role-policy".into()));
        if iam.lacks.is_none() {
            let get =
                ["iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", PROVIDER];
            let query = ["--query", "ClientIDList", "--output", "text"];
            let known = iam.ask(&desk, &[&get[..], &query].concat());
            assert_eq!(known.trim(), "other.example.com\tvouch.example.com");
        }
        assert_lets_in_alice_alone(&iam.trust_policy(&desk, "Developer"));
    }
}

#[test]
fn credentials_of_another_account_are_refused_before_anything_is_made() {
    let desk = Desk::new();
    let iam = Iam::simulated(&desk);
    let script = printed(&desk, &["--account", "210987654321", "--subject", "alice@example.com"]);
    let (calls, told) = run(&desk, &iam, &script);
    assert_eq!(told.exit, Some(1), "{told}");
    assert!(told.stderr.contains("these credentials are of account 123456789012"), "{told}");
    assert_eq!(calls, ["aws sts get-caller-identity"]);
}

/// Without `--account` and with several, the policy names the account that the script finds itself in.
#[test]
fn the_policy_names_the_account_of_the_credentials() {
    let alice = ["--subject", "alice@example.com"];
    let two = ["--account", "210987654321", "--account", ACCOUNT];
    let desk = Desk::new();
    let iam = Iam::simulated(&desk);
    for words in [alice.to_vec(), [&alice[..], &two].concat()] {
        let (_, told) = run(&desk, &iam, &printed(&desk, &words));
        assert_eq!(told.ok().stdout, ARN);
        assert_lets_in_alice_alone(&iam.trust_policy(&desk, "Developer"));
    }
}

#[test]
fn a_thumbprint_and_a_path_are_passed_on() {
    let desk = Desk::new();
    let iam = Iam::simulated(&desk);
    let words = ["--subject", "alice@example.com", "--thumbprint", THUMBPRINT];
    let script =
        printed(&desk, &words).replace("'/'", "'/team/'").replace("role/$name", "role/team/$name");
    run(&desk, &iam, &script).1.ok();
    let ask = ["iam", "get-open-id-connect-provider", "--open-id-connect-provider-arn", PROVIDER];
    let query = ["--query", "ThumbprintList", "--output", "text"];
    assert_eq!(iam.ask(&desk, &[&ask[..], &query].concat()).trim(), THUMBPRINT);
    // The role is there, at another path: its ARN isn't the one that a grant would name.
    let (_, told) = run(&desk, &iam, &printed(&desk, &words));
    assert_eq!(told.exit, Some(1), "{told}");
    assert!(told.stderr.contains("it has another path"), "{told}");
}
