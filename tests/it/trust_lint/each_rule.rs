//! Each rule has an example that it finds and one that it leaves alone.

use std::fs;

use vouch::domain::trust::lint::{Severity, rules as every_rule};

use super::linted::{examples, lint, rules};

/// Rules about templates have examples in no other form.
const OF_TEMPLATES: [&str; 2] = ["no-policy", "not-evaluated"];

#[test]
fn each_rule_finds_its_bad_example_and_leaves_its_good_one_alone() {
    let mut wrong = Vec::new();
    for rule in every_rule().filter(|rule| !OF_TEMPLATES.contains(&rule.id)) {
        let options = fs::read_to_string(examples().join(rule.id).join("options"));
        let options = options.unwrap_or_default();
        let run = |name: &str| {
            let file = format!("{}/{name}.json", rule.id);
            let words: Vec<&str> = options.split_whitespace().chain(["--json", &file]).collect();
            lint(&words, "")
        };
        let (bad, good) = (run("bad"), run("good"));
        let denied = if rule.severity == Severity::Note { 0 } else { 6 };
        if !rules(&bad).iter().any(|found| found == rule.id) || bad.exit != Some(denied) {
            wrong.push(format!("{}/bad.json: {bad}", rule.id));
        }
        if rules(&good).iter().any(|found| found == rule.id) || good.exit != Some(0) {
            wrong.push(format!("{}/good.json: {good}", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_no_example_without_its_rule() {
    for entry in fs::read_dir(examples()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(every_rule().any(|rule| rule.id == name), "{name}");
    }
}

#[test]
fn people_read_where_what_and_what_to_write() {
    insta::assert_snapshot!(lint(&["subject-missing/bad.json"], ""), @r#"
    exit: 6
    ----- stdout -----
    subject-missing/bad.json:10:7: error[subject-missing]: statement 1 lets in everybody who has a token of vouch.example.com: it has no condition on `sub`
      fix: Add `"StringEquals": {"ISSUER:sub": ["alice@example.com"]}` with the people who are meant.
    ----- stderr -----
    error: the trust policies have 1 error

    hint: `vouch trust lint --explain RULE` says why and what to write
    "#);
}

#[test]
fn what_a_rule_is_about_is_told() {
    for rule in every_rule() {
        let told = lint(&["--explain", rule.id], "").ok();
        for part in [rule.title, rule.why, rule.attack, rule.remedy] {
            assert!(told.stdout.contains(part), "{told}");
        }
    }
    let told = lint(&["--explain", "nonsense"], "");
    assert_eq!(told.exit, Some(2), "{told}");
    assert!(told.stderr.contains("the rules are audience-missing, "), "{told}");
}
