//! The tests that SECURITY.md names are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let (_, section) = text.split_once("## Which tests show it").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.contains("| tests |"));
    let mut tests = BTreeSet::new();
    for folder in ["src", "tests/it"] {
        tests_below(&root.join(folder), &mut tests);
    }
    let mut rows_of_tests = 0;
    for row in rows {
        let (_, cell) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        for name in cell.split(", ").map(|name| name.trim_matches('`')) {
            assert!(tests.contains(name), "there is no test `{name}`");
        }
        rows_of_tests += 1;
    }
    assert!(rows_of_tests > 10, "{rows_of_tests} rows");
}

/// Collects the names of all functions: of those with such names, tests.
fn tests_below(folder: &Path, tests: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            tests_below(&path, tests);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let functions = text.split("fn ").skip(1).filter_map(|rest| rest.split('(').next());
            tests.extend(functions.map(str::to_owned));
        }
    }
}
