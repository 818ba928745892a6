//! AWS credentials: how long they are worth handing out, and in which forms they are printed.

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use super::secret::Secret;
use super::shell;

/// The AWS SDKs for Python and .NET and the AWS CLI ask again when less is left.
const FRESH: TimeDelta = TimeDelta::seconds(15 * 60 + 30);
/// With less left, a program that can't get new ones is worth a warning.
pub const SHORT: TimeDelta = TimeDelta::minutes(15);
/// With less left, a request signed now could arrive too late.
const USABLE: TimeDelta = TimeDelta::seconds(60);
/// How far a clock may go back before it is taken for a wrong one.
const BACKWARDS: TimeDelta = TimeDelta::seconds(60);

/// Short-lived credentials of one role.
#[derive(Clone, Debug)]
pub struct AwsCredentials {
    /// `ASIA...`; no secret by itself.
    pub access_key_id: String,
    /// What requests are signed with.
    pub secret_access_key: Secret,
    /// Goes with every request.
    pub session_token: Secret,
    /// When AWS refuses them, by AWS's clock.
    pub expiration: DateTime<Utc>,
    /// The account of the role, twelve digits.
    pub account_id: String,
    /// When they came.
    pub received: Received,
}

/// When credentials came, told by two clocks: one of them may be wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Received {
    /// This machine's clock.
    pub here: DateTime<Utc>,
    /// The clock of STS: the `Date` of its answer.
    pub at_sts: DateTime<Utc>,
}

/// What credentials are still good for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Freshness {
    /// Nothing.
    Dead,
    /// For handing out without asking for new ones.
    Fresh,
    /// For handing out when no new ones can be had.
    Usable,
}

/// What a program wants to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// One line of JSON, as AWS's SDKs read it from a container's endpoint
    /// ([container credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)).
    Container,
    /// One line of JSON, as AWS tools read it from a `credential_process`
    /// ([process credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)).
    CredentialProcess,
    /// `export` lines for a POSIX shell.
    Env,
    /// The same members as [`Format::CredentialProcess`] without `Version`, for other programs.
    Json,
}

impl AwsCredentials {
    /// Tells what the credentials are good for.
    ///
    /// Their end is taken both as it is written and as far from their arrival as STS's own clock
    /// said; the earlier counts. So a clock that is wrong, or that was set meanwhile, never makes
    /// dead credentials look alive. Of a short session, half its life is fresh: the shortest, of
    /// 15 minutes, would otherwise be asked for again at every call.
    pub fn freshness(&self, now: DateTime<Utc>) -> Freshness {
        let left = self.end() - now;
        if now + BACKWARDS < self.received.here || left < USABLE {
            Freshness::Dead
        } else if left >= FRESH.min(self.lifetime() / 2) {
            Freshness::Fresh
        } else {
            Freshness::Usable
        }
    }

    /// Returns the text for the program: no final newline. It is secret as a whole.
    pub fn print(&self, format: Format) -> Secret {
        match format {
            Format::Container => self.container_json(),
            Format::CredentialProcess => self.json(Some(1)),
            Format::Env => shell::posix(&self.variables()),
            Format::Json => self.json(None),
        }
    }

    fn json(&self, version: Option<u8>) -> Secret {
        let expiration = self.expiration_text();
        let json = Json {
            version,
            access_key_id: &self.access_key_id,
            secret_access_key: self.secret_access_key.expose(),
            session_token: self.session_token.expose(),
            expiration: &expiration,
            account_id: &self.account_id,
        };
        Secret::new(serde_json::to_string(&json).expect("a structure of texts serialises"))
    }

    fn container_json(&self) -> Secret {
        let json = ContainerJson {
            access_key_id: &self.access_key_id,
            secret_access_key: self.secret_access_key.expose(),
            token: self.session_token.expose(),
            expiration: &self.expiration_text(),
            account_id: &self.account_id,
        };
        Secret::new(serde_json::to_string(&json).expect("a structure of texts serialises"))
    }

    /// UTC with `Z` and without fractions, which every SDK reads. The reader compares it with this
    /// machine's clock, so where that is late, it is told the earlier end.
    pub(super) fn expiration_text(&self) -> String {
        self.end().format("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// Returns the end, as it is written and as this machine's clock will tell it; the earlier
    /// counts.
    pub fn end(&self) -> DateTime<Utc> {
        self.expiration.min(self.received.here + self.lifetime())
    }

    fn lifetime(&self) -> TimeDelta {
        self.expiration - self.received.at_sts
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Json<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: &'a str,
    account_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ContainerJson<'a> {
    access_key_id: &'a str,
    secret_access_key: &'a str,
    token: &'a str,
    expiration: &'a str,
    account_id: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn credentials(here: &str, at_sts: &str, expiration: &str) -> AwsCredentials {
        AwsCredentials {
            access_key_id: "ASIAEXAMPLE".into(),
            secret_access_key: Secret::new("a/b+c="),
            session_token: Secret::new("tok'en"),
            expiration: time(expiration),
            account_id: "123456789012".into(),
            received: Received { here: time(here), at_sts: time(at_sts) },
        }
    }

    #[test]
    fn an_hour_is_fresh_until_a_quarter_is_left_and_usable_until_a_minute() {
        let hour =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z");
        for (now, expected) in [
            ("2026-01-01T06:58:59Z", Freshness::Dead),
            ("2026-01-01T06:59:30Z", Freshness::Fresh),
            ("2026-01-01T07:00:00Z", Freshness::Fresh),
            ("2026-01-01T07:44:30Z", Freshness::Fresh),
            ("2026-01-01T07:44:31Z", Freshness::Usable),
            ("2026-01-01T07:59:00Z", Freshness::Usable),
            ("2026-01-01T07:59:01Z", Freshness::Dead),
            ("2026-01-01T09:00:00Z", Freshness::Dead),
        ] {
            assert_eq!(hour.freshness(time(now)), expected, "{now}");
        }
    }

    #[test]
    fn half_of_a_short_session_is_fresh() {
        let quarter =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T07:15:00Z");
        for (now, expected) in [
            ("2026-01-01T07:07:30Z", Freshness::Fresh),
            ("2026-01-01T07:07:31Z", Freshness::Usable),
        ] {
            assert_eq!(quarter.freshness(time(now)), expected, "{now}");
        }
    }

    #[test]
    fn a_wrong_clock_hands_out_nothing_dead() {
        // This machine's clock is two hours late: what ends at 08:00 ends at 06:00 here.
        let late =
            credentials("2026-01-01T05:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z");
        assert_eq!(late.freshness(time("2026-01-01T05:10:00Z")), Freshness::Fresh);
        assert_eq!(late.freshness(time("2026-01-01T06:00:00Z")), Freshness::Dead);
        // Then it is set right.
        assert_eq!(late.freshness(time("2026-01-01T08:00:00Z")), Freshness::Dead);
        let printed = late.print(Format::CredentialProcess);
        assert!(printed.expose().contains(r#""Expiration":"2026-01-01T06:00:00Z""#));
        // Two hours early: they look dead at once, and are asked for again.
        let early =
            credentials("2026-01-01T09:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z");
        assert_eq!(early.freshness(time("2026-01-01T09:00:00Z")), Freshness::Dead);
        assert_eq!(early.freshness(time("2026-01-01T07:10:00Z")), Freshness::Dead);
    }

    #[test]
    fn aws_tools_read_one_line() {
        let printed =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00.123Z")
                .print(Format::CredentialProcess);
        assert_eq!(
            printed.expose(),
            r#"{"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"a/b+c=","SessionToken":"tok'en","Expiration":"2026-01-01T08:00:00Z","AccountId":"123456789012"}"#
        );
    }

    #[test]
    fn a_container_reads_a_token() {
        let printed =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z")
                .print(Format::Container);
        assert_eq!(
            printed.expose(),
            r#"{"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"a/b+c=","Token":"tok'en","Expiration":"2026-01-01T08:00:00Z","AccountId":"123456789012"}"#
        );
    }

    #[test]
    fn a_shell_reads_quoted_lines() {
        let credentials =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z");
        assert_eq!(
            credentials.print(Format::Env).expose(),
            r"export AWS_ACCESS_KEY_ID='ASIAEXAMPLE';
export AWS_SECRET_ACCESS_KEY='a/b+c=';
export AWS_SESSION_TOKEN='tok'\''en';
export AWS_CREDENTIAL_EXPIRATION='2026-01-01T08:00:00Z';
export AWS_ACCOUNT_ID='123456789012';"
        );
        assert!(!credentials.print(Format::Json).expose().contains("Version"));
    }

    #[test]
    fn no_formatter_shows_the_secrets() {
        let credentials =
            credentials("2026-01-01T07:00:00Z", "2026-01-01T07:00:00Z", "2026-01-01T08:00:00Z");
        let words = format!("{credentials:?}");
        assert!(!words.contains("a/b+c=") && !words.contains("tok'en"), "{words}");
    }
}
