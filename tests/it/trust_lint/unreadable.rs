//! What is no policy is told with its place, and never taken for a good one.

use super::linted::{lint, rules};

#[test]
fn what_is_no_policy_is_told_with_its_place() {
    for (text, told) in [
        ("", "<stdin>:1:1: error[malformed]: not JSON: EOF while parsing a value"),
        ("{\n  \"Statement\": [\n}", "<stdin>:3:1: error[malformed]: not JSON: expected value"),
        ("{\"é\": nope}", "<stdin>:1:8: error[malformed]: not JSON: expected ident"),
        (
            r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Condition":{"StringLike":{"a:sub":"x","A:SUB":"*"}}}}"#,
            "<stdin>:1:113: error[malformed]: `A:SUB` is written twice",
        ),
        ("{}", "<stdin>:1:1: error[malformed]: `Statement` is missing"),
        ("[]", "<stdin>:1:1: error[malformed]: expected a policy: an object, found a list"),
        (
            "{\"Statement\": []}",
            "<stdin>:1:15: error[malformed]: the trust policy has no statement",
        ),
        (
            "{\"Statement\": {\"Effect\": \"allow\"}}",
            "<stdin>:1:26: error[malformed]: expected `Allow` or `Deny`, found `allow`",
        ),
        (
            "{\"Statement\": 1, \"Statement\": 2}",
            "<stdin>:1:18: error[malformed]: `Statement` is written twice",
        ),
    ] {
        let found = lint(&["-"], text);
        assert_eq!(found.exit, Some(6), "{found}");
        assert!(found.stdout.starts_with(told), "{told}\n{found}");
        assert_eq!(rules(&lint(&["--json", "-"], text)), ["malformed"]);
    }
}

#[test]
fn an_operator_that_is_not_one_is_told_with_the_one_that_is_meant() {
    insta::assert_snapshot!(lint(&["malformed/bad.json"], ""), @"
    exit: 6
    ----- stdout -----
    malformed/bad.json:7:20: error[malformed]: unknown condition operator `StringEqual`: is `StringEquals` meant?
      fix: Write what the finding says was expected.
    ----- stderr -----
    error: the trust policies have 1 error

    hint: `vouch trust lint --explain RULE` says why and what to write
    ");
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    insta::assert_snapshot!(lint(&["absent.json"], ""), @"
    exit: 7
    ----- stdout -----
    ----- stderr -----
    error: there is no absent.json

    hint: check the file's name
    ");
    assert_eq!(lint(&["."], "").exit, Some(7));
}
