//! What is printed passes our own linter.

use std::fs;

use super::{ACCOUNT, Desk, ISSUER, WAYS};

#[test]
fn nothing_that_is_printed_is_found_fault_with() {
    let desk = Desk::new();
    for way in WAYS.iter().filter(|way| way.iter().filter(|it| **it == "--account").count() == 1) {
        let file = desk.print_into("policy.json", way);
        let mut words = vec!["--issuer", ISSUER, "trust", "lint", file.to_str().unwrap(), "--tags"];
        words.extend(["--account", ACCOUNT, "--client-id", "vouch.example.com"]);
        words.extend(way.iter().filter(|it| **it == "--source-identity"));
        let told = desk.run(&words);
        let policy = fs::read_to_string(&file).unwrap();
        assert_eq!((told.exit, told.stdout.as_str()), (Some(0), ""), "{told}\n{policy}");
    }
}
