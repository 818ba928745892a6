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

const ENDPOINTS: &str = "
## With `vouch serve`

The same runs without a profile, told by the environment where `vouch serve` answers
(`AWS_CONTAINER_CREDENTIALS_FULL_URI`) and, by a file or a variable, with which token. How often each asked the
endpoint: with credentials of an hour, with those of 15 minutes, and until it gave up when nobody was logged
in; and whether it then showed what the endpoint said, \"not logged in; run `vouch login`\".

| client | requests | an hour | 15 minutes | not logged in | says why |
|---|---|---|---|---|---|
";

const FAILURES: &str = "
## What people see when they are not logged in

Some tools keep to themselves what vouch says. `vouch status` says it again.
";

/// What a client was seen to do.
pub(super) struct Measured {
    pub(super) name: &'static str,
    /// Its row in the table.
    pub(super) row: String,
    /// Its row in the table of those that ask an endpoint.
    pub(super) endpoint: String,
    /// What it shows when nobody is logged in.
    pub(super) failure: String,
}

/// A client's rows and what it shows, by its name.
type Parts = BTreeMap<String, [String; 3]>;

/// Compares a client's part of the page, or writes it where `VOUCH_WRITE_GENERATED` is set.
pub(super) fn check(measured: &Measured) {
    /// One test at a time reads and writes.
    static PAGE: Mutex<()> = Mutex::new(());

    let _guard = PAGE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut parts = parts(&fs::read_to_string(path()).unwrap_or_default());
    let failure = measured.failure.trim_end().to_owned();
    let part = [measured.row.clone(), measured.endpoint.clone(), failure];
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
        let mut rows = page.lines().filter(|line| line.starts_with(&begins));
        let (row, endpoint) = (rows.next()?, rows.next()?);
        let (_, rest) = page.split_once(&format!("\n### {name}\n\n```text\n"))?;
        let (failure, _) = rest.split_once("\n```\n")?;
        Some((name.to_owned(), [row, endpoint, failure].map(str::to_owned)))
    };
    CLIENTS.iter().filter_map(|name| part(name)).collect()
}

fn page(parts: &Parts) -> String {
    let known = || CLIENTS.iter().filter_map(|name| Some((name, parts.get(*name)?)));
    let rows = known().map(|(_, [row, _, _])| format!("{row}\n"));
    let endpoints = known().map(|(_, [_, endpoint, _])| format!("{endpoint}\n"));
    let failures =
        known().map(|(name, [_, _, failure])| format!("\n### {name}\n\n```text\n{failure}\n```\n"));
    let parts = [BEGINNING.into()].into_iter().chain(rows);
    let parts = parts.chain([ENDPOINTS.into()]).chain(endpoints);
    parts.chain([FAILURES.into()]).chain(failures).collect()
}
