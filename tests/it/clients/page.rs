//! `docs/compatibility.md`: each client's test writes its part, and compares it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The clients, in the page's order.
const CLIENTS: [&str; 7] = [
    "AWS CLI v1",
    "AWS CLI v2",
    "boto3",
    "AWS SDK for JavaScript v3",
    "AWS SDK for Rust",
    "rclone (AWS SDK for Go v2)",
    "DuckDB (AWS SDK for C++)",
];

const BEGINNING: &str = include_str!("page.md");

const FAILURES: &str = "
## What people see when they are not logged in

Some tools keep to themselves what vouch says. `vouch status` says it again.
";

/// What a client was seen to do.
pub(super) struct Measured {
    pub(super) name: &'static str,
    /// Its row in the table.
    pub(super) row: String,
    /// What it shows when nobody is logged in.
    pub(super) failure: String,
}

/// A client's row and what it shows, by its name.
type Parts = BTreeMap<String, (String, String)>;

/// Compares a client's part of the page, or writes it where `VOUCH_WRITE_GENERATED` is set.
pub(super) fn check(measured: &Measured) {
    /// One test at a time reads and writes.
    static PAGE: Mutex<()> = Mutex::new(());

    let _guard = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut parts = parts(&fs::read_to_string(path()).unwrap_or_default());
    let part = (measured.row.clone(), measured.failure.trim_end().to_owned());
    if std::env::var_os("VOUCH_WRITE_GENERATED").is_some() {
        parts.insert(measured.name.into(), part);
        fs::write(path(), page(&parts)).unwrap();
    } else {
        let written = parts.get(measured.name);
        assert_eq!(written, Some(&part), "if this is well, `make compatibility` writes it down");
    }
}

#[test]
fn the_page_has_nothing_that_was_not_measured() {
    if std::env::var_os("VOUCH_WRITE_GENERATED").is_none() {
        let text = fs::read_to_string(path()).unwrap();
        let parts = parts(&text);
        assert_eq!(text, page(&parts), "`make compatibility` writes it anew");
        assert_eq!(parts.len(), CLIENTS.len(), "{:?}", parts.keys());
    }
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/compatibility.md")
}

/// Takes a page apart. What is not known is left out.
fn parts(page: &str) -> Parts {
    let part = |name: &str| {
        let begins = format!("| {name} |");
        let row = page.lines().find(|line| line.starts_with(&begins))?;
        let (_, rest) = page.split_once(&format!("\n### {name}\n\n```text\n"))?;
        let (failure, _) = rest.split_once("\n```\n")?;
        Some((name.to_owned(), (row.to_owned(), failure.to_owned())))
    };
    CLIENTS.iter().filter_map(|name| part(name)).collect()
}

fn page(parts: &Parts) -> String {
    let known = || CLIENTS.iter().filter_map(|name| Some((name, parts.get(*name)?)));
    let rows = known().map(|(_, (row, _))| format!("{row}\n"));
    let failures =
        known().map(|(name, (_, failure))| format!("\n### {name}\n\n```text\n{failure}\n```\n"));
    [BEGINNING.into()].into_iter().chain(rows).chain([FAILURES.into()]).chain(failures).collect()
}
