//! Making comments of the lines that keep tools from running vouch.

use std::ops::Range;

use super::Refusal;
use super::botocore;

use super::command;
use super::conflict::{self, Conflict, Origin};
use super::document::Document;
use super::edit::COMMAND;
use super::lines;
use super::name::ProfileName;

/// A text in which nothing outranks vouch any more, and what was done for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Cleared {
    /// The text.
    pub text: String,
    /// The keys whose lines are comments now; their lines are those of the text before.
    pub keys: Vec<Conflict>,
}

/// Makes comments of the profile's keys that outrank vouch, and of a `credential_process` that
/// isn't vouch's. Nothing is lost: the lines stay, each behind a `# `.
///
/// Keys under `[DEFAULT]` stay as they are: to Python they are keys of every profile.
pub fn clear(origin: Origin, text: &str, profile: &ProfileName) -> Result<Cleared, Refusal> {
    let document = Document::parse(text)?;
    let mut keys = conflict::conflicts(origin, text, profile)?;
    if origin == Origin::Config {
        keys.extend(foreign(&document, profile)?);
    }
    keys.retain(|key| !is_everyones(&document, key.line - 1));
    keys.sort_by_key(|key| key.line);
    let starts: Vec<usize> = keys.iter().map(|key| key.line - 1).collect();
    Ok(Cleared { text: without(document, &starts), keys })
}

/// Returns the profile's `credential_process` if something else than vouch runs in it.
fn foreign(document: &Document, profile: &ProfileName) -> Result<Option<Conflict>, Refusal> {
    let Some(section) = document.section(profile)? else { return Ok(None) };
    let process = document.properties(section).find(|(_, key, _)| *key == COMMAND);
    Ok(process.and_then(|(lines, key, _)| {
        let value = document.value(lines.clone());
        let is_foreign = !value.is_empty() && !command::is_ours(&value);
        is_foreign.then(|| Conflict {
            origin: Origin::Config,
            line: lines.start + 1,
            key: key.into(),
        })
    }))
}

/// Tells whether the line is of the section whose keys count in every other.
fn is_everyones(document: &Document, index: usize) -> bool {
    document.sections(|header, _| header == botocore::DEFAULTS).any(|lines| lines.contains(&index))
}

/// Makes comments of the properties that begin at those lines.
pub(super) fn without(mut document: Document, starts: &[usize]) -> String {
    let all = 0..document.lines.len();
    let gone: Vec<Range<usize>> = document
        .properties(all)
        .filter(|(lines, _, _)| starts.contains(&lines.start))
        .map(|(lines, _, _)| lines)
        .collect();
    for lines in gone {
        for index in lines.clone() {
            if index == lines.start || document.is_attached(index) {
                let line = &mut document.lines[index];
                line.text.insert_str(0, "# ");
            }
        }
    }
    lines::join(&document.lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(origin: Origin, text: &str) -> (String, Vec<usize>) {
        let cleared = clear(origin, text, &"vouch".parse().unwrap()).unwrap();
        (cleared.text, cleared.keys.iter().map(|key| key.line).collect())
    }

    #[test]
    fn each_line_that_outranks_vouch_is_a_comment_and_stays() {
        let text = "[default]\nrole_arn = theirs\n[profile vouch]\nregion = x\nSSO_Session = a\n\
                    \trole_arn\n\n  # more\noutput = json\ncredential_process = /bin/other a\n\
                    s3 =\n  sso_role = nested\n";
        let expected = "[default]\nrole_arn = theirs\n[profile vouch]\nregion = x\n\
                        # SSO_Session = a\n# \trole_arn\n\n#   # more\noutput = json\n\
                        # credential_process = /bin/other a\ns3 =\n  sso_role = nested\n";
        assert_eq!(cleared(Origin::Config, text), (expected.into(), vec![5, 10]));
        assert_eq!(cleared(Origin::Config, expected), (expected.into(), vec![]));
    }

    #[test]
    fn the_credentials_file_keeps_the_keys_as_comments() {
        let text = "[a]\naws_access_key_id = A\n[vouch]\r\naws_access_key_id = B\r\n\
                    aws_secret_access_key=C\r\noutput = json\r\nregion = x";
        let expected = "[a]\naws_access_key_id = A\n[vouch]\r\n# aws_access_key_id = B\r\n\
                        # aws_secret_access_key=C\r\noutput = json\r\n# region = x";
        assert_eq!(cleared(Origin::Credentials, text), (expected.into(), vec![4, 5, 7]));
    }

    #[test]
    fn what_is_vouchs_or_everyones_stays() {
        for text in [
            "[profile vouch]\ncredential_process = /bin/vouch credential aws --role x\n",
            "[profile vouch]\ncredential_process =\n",
            "[DEFAULT]\nrole_arn = x\n[profile vouch]\n",
            "",
        ] {
            assert_eq!(cleared(Origin::Config, text), (text.into(), vec![]));
        }
        let twice = clear(Origin::Config, "[a]\n[a]\n", &"vouch".parse().unwrap());
        assert!(matches!(twice, Err(Refusal::Unreadable(_))));
    }
}
