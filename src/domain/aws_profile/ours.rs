//! Which profiles of a config file call vouch.

use super::botocore::{self, Kind, Unreadable};
use super::command;
use super::document::Document;
use super::edit::COMMAND;
use super::name::ProfileName;
use super::words;

/// Returns each profile whose `credential_process` is vouch's, with the command line.
pub fn ours(text: &str) -> Result<Vec<(ProfileName, String)>, Unreadable> {
    let document = Document::parse(text)?;
    let mut found = Vec::new();
    for section in document.sections(|_, _| true) {
        let Kind::Header(header) = &document.kinds[section.start] else { continue };
        let Some(Ok(profile)) = botocore::profile(header).map(|name| name.parse()) else {
            continue;
        };
        let command = document.properties(section).find(|(_, key, _)| *key == COMMAND);
        if let Some((lines, _, _)) = command {
            let command = document.value(lines);
            if command::is_ours(&command) || is_ours_in_quotes(&command) {
                found.push((profile, command));
            }
        }
    }
    Ok(found)
}

/// We write no quotes; a person may have.
fn is_ours_in_quotes(command: &str) -> bool {
    let words = words::split(command).unwrap_or_default();
    matches!(&words[..], [_, group, command, ..] if group == "credential" && command == "aws")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_profiles_that_call_vouch() {
        let text = "[profile a]\nregion = x\n[profile b]\ncredential_process = /usr/bin/vouch credential aws --role r\n[profile c]\ncredential_process = /usr/bin/other\n[default]\ncredential_process=vouch credential aws\n[profile d]\ncredential_process = \"/my tools/vouch\" credential aws\n";
        let found: Vec<_> = ours(text)
            .unwrap()
            .into_iter()
            .map(|(profile, _)| profile.as_str().to_owned())
            .collect();
        assert_eq!(found, ["b", "default", "d"]);
    }
}
