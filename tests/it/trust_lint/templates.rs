//! Templates: the policies in them are found, at their places, and what can't be worked out is said.

use super::linted::{lint, rules};

/// A policy as each tool writes it, always with the same mistakes: no `aud`, `*` for `sub`.
#[test]
fn the_same_mistakes_are_found_in_every_form() {
    for (file, subject) in [
        ("template.json", 14),
        ("template.yaml", 17),
        ("jsonencode.tf", 9),
        ("heredoc.tf", 10),
        ("document.tf", 10),
        ("get-role.json", 14),
    ] {
        let told = lint(&["--json", &format!("../trust-lint-templates/{file}")], "");
        assert_eq!(told.exit, Some(6), "{file}: {told}");
        let found: Vec<String> =
            rules(&told).into_iter().filter(|rule| rule != "not-evaluated").collect();
        assert_eq!(found, ["audience-missing", "subject-open"], "{file}: {told}");
        let report: serde_json::Value = serde_json::from_str(&told.stdout).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let open = findings.iter().find(|found| found["rule"] == "subject-open").unwrap();
        assert_eq!(open["line"], subject, "{file}: {told}");
    }
}

#[test]
fn what_cannot_be_worked_out_is_said_and_taken_as_a_restriction() {
    for file in ["unknown.yaml", "unknown.tf"] {
        let told = lint(&["--json", &format!("../trust-lint-templates/{file}")], "");
        let found = rules(&told);
        assert_eq!(told.exit, Some(0), "{file}: {told}");
        assert!(!found.is_empty(), "{file}: {told}");
        assert!(found.iter().all(|rule| rule == "not-evaluated"), "{file}: {told}");
        let denied = lint(&["--deny", "note", &format!("../trust-lint-templates/{file}")], "");
        assert_eq!(denied.exit, Some(6), "{file}: {denied}");
    }
}

#[test]
fn a_template_without_a_policy_is_told() {
    let text = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n";
    let told = lint(&["--json", "-"], text);
    assert_eq!((told.exit, rules(&told)), (Some(0), vec!["no-policy".into()]), "{told}");
}

#[test]
fn what_is_no_template_is_told_with_its_place() {
    for (text, told) in [
        ("Resources:\n  a: 'b\n", "<stdin>:2:6: error[malformed]: not YAML: "),
        ("resource \"aws_iam_role\" \"a\" {\n  x = \n}\n", "<stdin>:2:"),
        (
            "resource \"aws_iam_role\" \"a\" {\n  assume_role_policy = <<EOT\n{\"é\": x}\nEOT\n}\n",
            "<stdin>:3:7: error[malformed]: not JSON: expected value",
        ),
        (
            "Resources:\n  R:\n    Properties:\n      AssumeRolePolicyDocument:\n        Statement:\n          Effect: allow\n",
            "<stdin>:6:19: error[malformed]: expected `Allow` or `Deny`, found `allow`",
        ),
    ] {
        let found = lint(&["-"], text);
        assert_eq!(found.exit, Some(6), "{found}");
        assert!(found.stdout.starts_with(told), "{told}\n{found}");
    }
}
