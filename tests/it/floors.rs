//! Imports only go down: no arrow up, none sideways.

use std::fs;
use std::path::{Path, PathBuf};

/// Each floor and room, and what it may import besides itself.
const MAY_IMPORT: [(&str, &[&str]); 5] = [
    ("domain", &[]),
    ("adapters", &["domain"]),
    ("commands", &["adapters", "domain"]),
    ("issuer", &["adapters", "domain"]),
    ("simulator", &["adapters", "domain"]),
];

/// The binaries wire rooms together; these are the rooms that each may know.
const WIRES: [(&str, &[&str]); 5] = [
    ("main.rs", &["commands", "adapters", "domain"]),
    ("bin/vouch-full.rs", &["commands", "adapters", "domain"]),
    ("bin/vouch-piv.rs", &["adapters", "domain"]),
    ("bin/vouch-server.rs", &["issuer", "adapters", "domain"]),
    ("bin/vouch-dev.rs", &["issuer", "simulator", "adapters", "domain"]),
];

/// What the ground floor may not touch, in any spelling.
const NOT_ON_THE_GROUND: [&str; 8] =
    ["std::fs", "std::net", "std::env", "std::process", "tokio", "reqwest", "async fn", "Utc::now"];

#[test]
fn imports_only_go_down() {
    let mut wrong = Vec::new();
    for (floor, allowed) in MAY_IMPORT {
        for file in rust_files(&source().join(floor)) {
            for (line, room) in imports(&file, "crate::") {
                if room != floor && !allowed.contains(&room.as_str()) {
                    wrong.push(format!("{}:{line}: {floor} imports {room}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_binary_knows_its_rooms_only() {
    let mut wrong = Vec::new();
    for (binary, allowed) in WIRES {
        for (line, room) in imports(&source().join(binary), "vouch::") {
            if !allowed.contains(&room.as_str()) {
                wrong.push(format!("{binary}:{line}: imports {room}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_ground_floor_does_no_input_and_no_output() {
    let mut wrong = Vec::new();
    for file in rust_files(&source().join("domain")) {
        for (number, line) in code_lines(&file) {
            for forbidden in NOT_ON_THE_GROUND.iter().filter(|forbidden| line.contains(**forbidden))
            {
                wrong.push(format!("{}:{number}: {forbidden}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_first_what_lives_in_it() {
    let silent: Vec<_> = rust_files(&source())
        .into_iter()
        .filter(|file| !read(file).starts_with("//! "))
        .map(|file| file.display().to_string())
        .collect();
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every room named after `prefix`, with the line it stands in.
fn imports(file: &Path, prefix: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code_lines(file) {
        for (at, _) in line.match_indices(prefix) {
            let rest = &line[at + prefix.len()..];
            found.push((
                number,
                rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
            ));
        }
    }
    found
}

/// The lines before the tests that are no comments, numbered from 1.
fn code_lines(file: &Path) -> Vec<(usize, String)> {
    read(file)
        .lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line.to_owned()))
        .collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
