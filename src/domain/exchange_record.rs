//! What is written down of an exchange on this machine: who was given what, or refused. No secret.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::role::RoleArn;

/// How much of an access key's id is written down, in characters. The first twelve are the same for
/// every key of an account; four more tell one from another in CloudTrail.
const PREFIX: usize = 16;

/// An ID token that was, or wasn't, exchanged for AWS credentials: one line of the log.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ExchangeRecord {
    /// When, by this machine's clock.
    pub at: DateTime<Utc>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Which role was asked for.
    pub role: RoleArn,
    /// Who issued the token; empty where there is none that could say so.
    pub issuer: String,
    /// Who was logged in, where it was a login that gave the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What the session is called in AWS.
    pub session_name: String,
    /// The program that ran vouch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Program>,
    /// The program that ran that one, where that one is a shell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Program>,
}

/// What came of an exchange.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// Credentials.
    Given {
        /// The beginning of their access key's id.
        access_key_id: String,
        /// When they end.
        expires_at: DateTime<Utc>,
        /// Whether they were put into the cache, out of which others are answered without a line.
        cached: bool,
    },
    /// A refusal, of the issuer or of AWS.
    Refused {
        /// Its code: `AccessDenied`, `invalid_grant`, ...
        code: String,
    },
}

/// A process of this machine.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Program {
    /// Its number.
    pub pid: u32,
    /// Its name, never its arguments: those may be secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Outcome {
    /// Returns what came of it, with no more of the id than is written down.
    pub fn given(access_key_id: &str, expires_at: DateTime<Utc>, cached: bool) -> Self {
        let known = access_key_id.chars().filter(char::is_ascii_alphanumeric);
        let access_key_id = known.take(PREFIX).collect();
        Self::Given { access_key_id, expires_at, cached }
    }
}

impl Program {
    /// Tells whether it only runs other programs, so that the one behind it is meant.
    pub fn is_shell(&self) -> bool {
        const SHELLS: [&str; 10] =
            ["ash", "bash", "busybox", "dash", "fish", "ksh", "nu", "sh", "tcsh", "zsh"];
        let name = self.name.as_deref().unwrap_or_default();
        // A shell that somebody logged in to is called `-bash`.
        SHELLS.contains(&name.trim_start_matches('-'))
    }
}

impl ExchangeRecord {
    /// Tells whether the role is the one that is named: by its ARN, or by what stands behind the last
    /// slash of it.
    pub fn is_of(&self, role: &str) -> bool {
        let arn = self.role.as_str();
        arn == role || arn.rsplit('/').next() == Some(role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 2] = [
        r#"{"at":"2026-01-01T08:00:00Z","outcome":"given","access_key_id":"ASIAAAAAAAAAAAAA","expires_at":"2026-01-01T09:00:00Z","cached":true,"role":"arn:aws:iam::123456789012:role/team/Developer","issuer":"https://vouch.example.com","subject":"alice@example.com","session_name":"alice@example.com","program":{"pid":7,"name":"sh"},"behind":{"pid":6,"name":"terraform"}}"#,
        r#"{"at":"2026-01-01T08:00:00Z","outcome":"refused","code":"AccessDenied","role":"arn:aws:iam::123456789012:role/Developer","issuer":"https://vouch.example.com","session_name":"alice"}"#,
    ];

    #[test]
    fn a_line_reads_and_writes_as_it_stands() {
        for line in LINES {
            let record: ExchangeRecord = serde_json::from_str(line).unwrap();
            assert_eq!(serde_json::to_string(&record).unwrap(), line);
            let newer = line.replacen('{', r#"{"further":[1],"#, 1);
            assert_eq!(serde_json::from_str::<ExchangeRecord>(&newer).unwrap(), record);
        }
    }

    #[test]
    fn no_more_of_the_id_than_its_beginning_is_written_down() {
        let outcome = Outcome::given("ASIAEXAMPLEACCOUNT1234", DateTime::UNIX_EPOCH, false);
        let Outcome::Given { access_key_id, .. } = outcome else { panic!("{outcome:?}") };
        assert_eq!(access_key_id, "ASIAEXAMPLEACCOU");
    }

    #[test]
    fn a_role_is_named_by_its_arn_or_its_name() {
        let record: ExchangeRecord = serde_json::from_str(LINES[0]).unwrap();
        for (role, expected) in [
            ("arn:aws:iam::123456789012:role/team/Developer", true),
            ("Developer", true),
            ("team/Developer", false),
            ("Dev", false),
            ("", false),
        ] {
            assert_eq!(record.is_of(role), expected, "{role}");
        }
    }

    #[test]
    fn a_shell_is_known_by_its_name() {
        for (name, expected) in
            [("sh", true), ("-bash", true), ("zsh", true), ("aws", false), ("", false)]
        {
            let name = Some(name.to_owned());
            assert_eq!(Program { pid: 1, name: name.clone() }.is_shell(), expected, "{name:?}");
        }
        assert!(!Program { pid: 1, name: None }.is_shell());
    }
}
