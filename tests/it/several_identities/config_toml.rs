//! The reference of config.toml names every key, and its examples are ones.

use std::collections::BTreeSet;
use std::path::Path;

use vouch::domain::config::Config;

const PAGE: &str = "docs/reference/config.md";

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE)).unwrap()
}

/// Where each table begins, and a key that none has: the parser answers with those that it has.
const TABLES: [(&str, &str); 3] = [
    ("", "nonsense = 1"),
    ("issuer.", "[[issuer]]\nnonsense = 1"),
    ("issuer.key.", "[[issuer]]\nurl = 'https://a.example'\n[[issuer.key]]\nnonsense = 1"),
];

fn known() -> BTreeSet<String> {
    let keys = |(table, text): (&str, &str)| {
        let said = Config::parse(text).unwrap_err().to_string();
        let (_, expected) = said.split_once("expected one of ").unwrap();
        let names = expected.split('`').skip(1).step_by(2);
        names.map(|name| format!("{table}{name}")).collect::<Vec<_>>()
    };
    TABLES.into_iter().flat_map(keys).collect()
}

#[test]
fn the_reference_names_every_key_and_no_other() {
    let named: BTreeSet<String> = page()
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(key, _)| key.to_owned())
        .collect();
    assert_eq!(named, known());
}

#[test]
fn every_example_of_the_documentation_is_understood() {
    let mut examples = 0;
    for name in [PAGE, "docs/guide/administrator.md", "docs/guide/developer.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name));
        for block in text.unwrap().split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            if block.starts_with("# config.toml") || block.starts_with("# /etc/vouch/config.toml") {
                Config::parse(block).unwrap_or_else(|error| panic!("{name}: {error}\n{block}"));
                examples += 1;
            }
        }
    }
    assert!(examples >= 2, "{examples}");
}
