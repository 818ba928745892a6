//! The tests that the threat model names are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/design/threats.md")).unwrap();
    let mut tests = BTreeSet::new();
    for folder in ["src", "tests/it"] {
        tests_below(&root.join(folder), &mut tests);
    }
    let rows: Vec<&str> = text.lines().filter(|line| is_row(line)).collect();
    assert!(rows.len() > 25, "{} rows", rows.len());
    for row in rows {
        let (_, cell) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for name in cell.split(", ") {
            let name = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
            assert!(name.is_some_and(|name| tests.contains(name)), "there is no test {name:?}");
        }
    }
    for name in text.split('`').filter(|word| word.matches('_').count() > 2) {
        assert!(tests.contains(name) || name.to_uppercase() == name, "there is no test `{name}`");
    }
}

/// Every row of a table but its head.
fn is_row(line: &str) -> bool {
    line.starts_with("| ") && line != "| attack | what stops it | tests |"
}

/// Collects the names of all functions that `cargo test` runs.
fn tests_below(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            tests_below(&path, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            tests.extend(tests_in(&fs::read_to_string(&path).unwrap()));
        }
    }
}

fn tests_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut is_test, mut is_run) = (false, true);
    for line in text.lines().map(str::trim) {
        match line {
            "#[test]" => is_test = true,
            _ if line.starts_with("#[tokio::test") => is_test = true,
            _ if line.starts_with("#[ignore") => is_run = false,
            _ if line.starts_with("#[") || line.starts_with("//") => {}
            _ => {
                let function = line.split_once("fn ").and_then(|(_, rest)| rest.split_once('('));
                found.extend(function.filter(|_| is_test && is_run).map(|(name, _)| name.into()));
                (is_test, is_run) = (false, true);
            }
        }
    }
    found
}

#[test]
fn a_function_that_is_no_test_is_not_taken_for_one() {
    let text = "#[test]\nfn one() {}\nfn two() {}\n    #[tokio::test]\n    async fn three() {}\n\
                #[test]\n#[ignore = \"later\"]\nfn four() {}\n#[test]\n// Why.\nfn five() {}\n";
    assert_eq!(tests_in(text), ["one", "three", "five"]);
}
