//! The files made by hand, each a trap: `tests/vectors/aws-config`.

use std::fs;
use std::path::PathBuf;

use vouch::domain::aws_profile::ProfileName;

/// A trap, and what is to become of the file.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) profile: ProfileName,
    /// What `~/.aws/config` holds.
    pub(crate) config: String,
    /// What `~/.aws/credentials` holds.
    pub(crate) credentials: String,
    pub(crate) outcome: Outcome,
}

#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// The profile stands at the end, after an empty line.
    Appended,
    /// The text is this one.
    Becomes(String),
    /// Nothing changes, and this is said.
    Refused(String),
}

/// Reads every case. Three lines are one: its name (behind the profile's, where that isn't
/// `vouch`), the file, and the outcome. `¶` ends a line of the file, `␍` is a carriage return, `⇥` a
/// tab, `\u{...}` any character, `-` an empty file; `{command}` and `{region}` are our two lines, `~~` begins the
/// credentials file.
pub(crate) fn all(command: &str, region: &str) -> Vec<Case> {
    let ours = |text: &str| text.replace("{command}", command).replace("{region}", region);
    let mut cases = Vec::new();
    for file in ["headers", "properties", "lines", "tools", "outranked"] {
        let text = fs::read_to_string(folder().join(file).with_extension("txt")).unwrap();
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).collect();
        for lines in lines.chunks(3) {
            let [name, before, outcome] = lines else { panic!("{file}: {lines:?}") };
            let before = match before.strip_prefix("    ") {
                Some("-") => String::new(),
                Some(before) => ours(&plain(before)),
                None => panic!("{file}: {name}"),
            };
            let (config, credentials) = before.split_once("~~").unwrap_or((&before, ""));
            let outcome = outcome.strip_prefix(" => ").unwrap_or_else(|| panic!("{file}: {name}"));
            let profile = name.strip_prefix('(').and_then(|name| name.split_once(") "));
            let (profile, name) = profile.unwrap_or(("vouch", name));
            cases.push(Case {
                name: format!("{file}: {name}"),
                profile: profile.parse().unwrap(),
                config: config.into(),
                credentials: credentials.into(),
                outcome: match (outcome, outcome.strip_prefix("refused: ")) {
                    ("appended", _) => Outcome::Appended,
                    (_, Some(why)) => Outcome::Refused(why.into()),
                    _ => Outcome::Becomes(ours(&plain(outcome))),
                },
            });
        }
    }
    cases
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/aws-config")
}

fn plain(text: &str) -> String {
    let text = text.replace('¶', "\n").replace('␍', "\r").replace('⇥', "\t");
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        plain.push(u32::from_str_radix(code, 16).ok().and_then(char::from_u32).unwrap());
        plain.push_str(rest);
    }
    plain
}

/// Returns the texts on which `aws-runtime` tests its own parser.
pub(crate) fn of_aws_runtime() -> Vec<String> {
    let text = fs::read_to_string(folder().join("aws-runtime.json")).unwrap();
    let corpus: serde_json::Value = serde_json::from_str(&text).unwrap();
    let texts = corpus["tests"].as_array().unwrap().iter().flat_map(|test| {
        ["config", "credentials"].map(|file| test[file].as_str().map(String::from))
    });
    texts.flatten().collect()
}
