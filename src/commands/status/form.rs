//! The forms of the report: for people, for programs, for shells and their prompts.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::commands::moment;
use crate::domain::session::{Login, SessionRecord};

/// The forms of the report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub enum Format {
    /// For programs
    Json,
    /// A few characters for a prompt, of the session that the other commands use; nothing where
    /// nobody is logged in
    Prompt,
    /// Variables of a shell, for its prompt: of the session that the other commands use
    Shell,
    /// For people
    Text,
}

/// When a prompt is coloured.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub enum Color {
    /// Green, and yellow in the last half hour, whatever reads it
    Always,
    /// Never
    Never,
}

#[derive(Serialize)]
struct Report<'a> {
    sessions: Vec<Session<'a>>,
}

#[derive(Serialize)]
struct Session<'a> {
    #[serde(flatten)]
    record: &'a SessionRecord,
    expires_in: i64,
}

fn remaining(record: &SessionRecord, now: DateTime<Utc>) -> i64 {
    record.remaining(now).num_seconds()
}

/// Returns one line of JSON.
pub(super) fn json(living: &[&SessionRecord], now: DateTime<Utc>) -> String {
    let session = |record| Session { record, expires_in: remaining(record, now) };
    let report = Report { sessions: living.iter().copied().map(session).collect() };
    serde_json::to_string(&report).expect("plain structures serialise")
}

/// Returns four lines for each.
pub(super) fn text(living: &[&SessionRecord], now: DateTime<Utc>) -> String {
    let of_one = |record: &&SessionRecord| {
        let with = match &record.login {
            Login::Key { key_id, .. } => format!("key      {key_id}"),
            Login::Provider { client_id, .. } => format!("client   {client_id}"),
        };
        format!(
            "{} at {}\n  {with}\n  until    {}\n  keyring  {}",
            record.login.name(),
            record.issuer,
            moment::until(record.expires_at, now),
            record.keyring
        )
    };
    living.iter().map(of_one).collect::<Vec<_>>().join("\n")
}

/// Returns the report of one session, for a shell or its prompt.
pub(super) fn of_one(
    format: Format,
    color: Color,
    record: &SessionRecord,
    now: DateTime<Utc>,
) -> String {
    if format == Format::Shell { shell(record, now) } else { prompt(color, record, now) }
}

/// The values need no quotes in any shell: URLs of issuers, subjects and numbers are made of plain
/// characters; quotes keep it so.
fn shell(record: &SessionRecord, now: DateTime<Utc>) -> String {
    format!(
        "VOUCH_STATUS_ISSUER='{}'\nVOUCH_STATUS_SUBJECT='{}'\nVOUCH_STATUS_EXPIRES_AT={}\nVOUCH_STATUS_REMAINING={}",
        record.issuer.as_str().replace('\'', "%27"),
        record.login.name(),
        record.expires_at.timestamp(),
        remaining(record, now),
    )
}

/// No shell finds anything in it to expand: a name has no `$`, `%`, backslash or backquote.
fn prompt(color: Color, record: &SessionRecord, now: DateTime<Utc>) -> String {
    let name = record.login.name().split('@').next().unwrap_or_default();
    let text = format!("vouch:{name} {}", short(record.remaining(now)));
    match (color, moment::soon(record.expires_at, now)) {
        (Color::Never, _) => text,
        (Color::Always, None) => format!("\x1b[32m{text}\x1b[0m"),
        (Color::Always, Some(_)) => format!("\x1b[33m{text}\x1b[0m"),
    }
}

/// `3h12m`: two units at most, without blanks.
fn short(length: TimeDelta) -> String {
    let minutes = length.num_minutes();
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => "<1m".into(),
        (0, 0, minutes) => format!("{minutes}m"),
        (0, hours, minutes) => format!("{hours}h{minutes:02}m"),
        (days, hours, _) => format!("{days}d{hours}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> SessionRecord {
        SessionRecord {
            issuer: "https://vouch.example.com/it's".parse().unwrap(),
            session_id: "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(),
            login: Login::Key {
                subject: "alice@example.com".parse().unwrap(),
                key_id: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".parse().unwrap(),
            },
            expires_at: "2026-01-01T16:00:00Z".parse().unwrap(),
            keyring: "keyutils".into(),
            auth_time: None,
        }
    }

    fn said(format: Format, color: Color, now: &str) -> String {
        of_one(format, color, &record(), now.parse().unwrap())
    }

    #[test]
    fn a_prompt_is_a_few_characters_and_coloured_only_when_asked() {
        for (now, color, expected) in [
            ("2026-01-01T12:48:00Z", Color::Never, "vouch:alice 3h12m"),
            ("2026-01-01T14:55:00Z", Color::Never, "vouch:alice 1h05m"),
            ("2026-01-01T15:48:30Z", Color::Never, "vouch:alice 11m"),
            ("2026-01-01T15:59:30Z", Color::Never, "vouch:alice <1m"),
            ("2025-12-30T15:00:00Z", Color::Never, "vouch:alice 2d1h"),
            ("2026-01-01T12:48:00Z", Color::Always, "\x1b[32mvouch:alice 3h12m\x1b[0m"),
            ("2026-01-01T15:31:00Z", Color::Always, "\x1b[33mvouch:alice 29m\x1b[0m"),
        ] {
            assert_eq!(said(Format::Prompt, color, now), expected);
        }
    }

    #[test]
    fn the_variables_of_a_shell_are_quoted() {
        let said = said(Format::Shell, Color::Always, "2026-01-01T15:59:00Z");
        assert_eq!(
            said,
            "VOUCH_STATUS_ISSUER='https://vouch.example.com/it%27s'\n\
             VOUCH_STATUS_SUBJECT='alice@example.com'\n\
             VOUCH_STATUS_EXPIRES_AT=1767283200\nVOUCH_STATUS_REMAINING=60"
        );
    }
}
