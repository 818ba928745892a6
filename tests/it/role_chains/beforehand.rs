//! What is refused before anybody is asked.

use super::wire::ENTRY;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::refused;

#[test]
fn what_cannot_be_had_is_refused_before_anybody_is_asked() {
    let laptop = Laptop::logged_in();
    let via = |more: &[&'static str]| [&["--via", ENTRY], more].concat();
    let long = format!("/policy/{}", "n".repeat(700));
    let policies: Vec<&str> = ["a", "b", "c"]
        .map(|name| &*format!("arn:aws:iam::aws:policy{long}{name}").leak())
        .into_iter()
        .flat_map(|arn| ["--policy-arn", arn])
        .collect();
    for (arguments, expected) in [
        (via(&["--duration", "2h"]), "lasts 1h at most, and 2h was asked for; ask for less"),
        (vec!["--via", "arn:aws-cn:iam::123456789012:role/A"], "is in another partition than"),
        (
            vec!["--external-id", "ab"],
            "--external-id goes with a role that is assumed from another",
        ),
        (vec!["--tag", "a=b"], "--tag goes with a role"),
        (vec!["--source-identity", "alice"], "--source-identity goes with a role"),
        (via(&["--tag", "a=b", "--tag", "A=c"]), "the tag A is given twice"),
        (via(&["--transitive-tag", "a"]), "there is no tag a that could be transitive; add it"),
        (
            vec!["--session-name", "night"],
            "token is called alice@example.com; leave --session-name",
        ),
        (
            vec!["--policy-arn", "arn:aws:iam::210987654321:policy/A"],
            "neither AWS's own nor of the role's account, 123456789012",
        ),
        (vec!["--policy-arn", "arn:aws-cn:iam::aws:policy/A"], "not in the role's partition, aws"),
        (policies, "AWS takes 2048"),
    ] {
        let told = refused(&laptop.run(&arguments), 2);
        assert!(told.contains(expected), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
    laptop.credentials(&["--session-name", "alice@example.com"]);
}

#[test]
fn a_word_that_aws_does_not_take_is_named_with_its_option() {
    let laptop = Laptop::logged_in();
    for (option, word, expected) in [
        ("--external-id", "a b", "' ' is not among the characters"),
        ("--session-name", "a", "a session name is 2 to 64 letters"),
        ("--source-identity", "aws:x", "':' is not among"),
        ("--tag", "Project", "a tag is written as KEY=VALUE"),
        ("--tag", "aws:a=b", "AWS's own"),
        ("--policy-arn", "ReadOnlyAccess", "is not the ARN of a managed policy"),
        ("--via", "Hub", "is not a role ARN"),
        ("--max-auth-age", "soon", "is no duration"),
        ("--duration", "13h", "STS gives credentials for 15m to 12h"),
    ] {
        let output = laptop.run(&["--via", ENTRY, option, word]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains(expected) && told.contains(option), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
}
