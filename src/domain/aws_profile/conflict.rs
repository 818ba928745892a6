//! Keys that outrank or break `credential_process` in the same profile.

use std::fmt;
use std::ops::Range;

use super::botocore::{self, Unreadable};
use super::document::Document;
use super::edit::{COMMAND, REGION};
use super::name::ProfileName;
use super::sdk;

/// A key because of which some AWS tool would not run our `credential_process`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conflict {
    /// The file it stands in.
    pub origin: Origin,
    /// The line, counted from 1.
    pub line: usize,
    /// The key, in lower case.
    pub key: String,
}

/// One of the two files that a profile is read from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Origin {
    /// `~/.aws/config`.
    Config,
    /// `~/.aws/credentials`, whose keys win over those of the config file.
    Credentials,
}

/// Returns the conflicts with the profile in one of the files.
pub fn conflicts(
    origin: Origin,
    text: &str,
    profile: &ProfileName,
) -> Result<Vec<Conflict>, Unreadable> {
    let document = Document::parse(text)?;
    let of_profile = document.sections(|header, line| match origin {
        // Python counts the keys of `[DEFAULT]` in every section.
        _ if header == botocore::DEFAULTS => true,
        Origin::Config => {
            botocore::profile(header).as_deref() == Some(profile.as_str())
                || sdk::begins(line, profile)
        }
        Origin::Credentials => header == profile.as_str() || sdk::begins_credentials(line, profile),
    });
    let conflicts = of_profile.flat_map(|section: Range<usize>| {
        document
            .properties(section)
            .filter(|(_, key, _)| conflicts_in(origin, key))
            .map(|(lines, key, _)| Conflict { origin, line: lines.start + 1, key: key.into() })
            .collect::<Vec<_>>()
    });
    Ok(conflicts.collect())
}

/// Static keys, a role, a web identity or single sign-on beside `credential_process` win in some
/// tools and are an error in others: [`Conflict::ignoring`] says in which.
fn conflicts_in(origin: Origin, key: &str) -> bool {
    const ANYWHERE: [&str; 8] = [
        "aws_access_key_id",
        "aws_secret_access_key",
        "aws_session_token",
        "credential_source",
        "login_session",
        "role_arn",
        "source_profile",
        "web_identity_token_file",
    ];
    ANYWHERE.contains(&key)
        || key.starts_with("sso_")
        || origin == Origin::Credentials && (key == COMMAND || key == REGION)
}

impl fmt::Display for Conflict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: `{}`", self.line, self.key)
    }
}
