//! Clocks that differ, for people: said where AWS refuses something for its time.

use chrono::{DateTime, Utc};

use crate::adapters::sts_client::StsError;
use crate::commands::error::CommandError;
use crate::domain::clock_skew::ClockSkew;

/// How far clocks are behind AWS's, as far as its answer and a token told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clocks {
    /// This machine's.
    pub here: Option<ClockSkew>,
    /// That of the issuer which has just made the token.
    pub issuer: Option<ClockSkew>,
}

impl Clocks {
    /// Compares this machine's clock with AWS's, and that of the issuer where it has made a token a
    /// moment ago.
    pub fn compared(
        now: DateTime<Utc>,
        to_aws: Option<ClockSkew>,
        issued: Option<DateTime<Utc>>,
    ) -> Self {
        let issuer = to_aws.zip(issued).map(|(skew, issued)| {
            let at_aws = skew.there(now);
            ClockSkew::between(issued, at_aws)
        });
        Self { here: to_aws, issuer }
    }

    /// Adds to a refusal that may be for the time what clock is wrong, and by how much.
    pub fn tell(self, error: &StsError, told: CommandError) -> CommandError {
        let StsError::Refused(refusal) = error else { return told };
        let (whose, skew) = match refusal.code.as_str() {
            "ExpiredToken" | "InvalidIdentityToken" => ("the issuer's", self.issuer),
            "RequestExpired" | "RequestTimeTooSkewed" | "SignatureDoesNotMatch" => {
                ("this machine's", self.here)
            }
            _ => return told,
        };
        match skew.filter(|skew| skew.is_worth_telling()) {
            Some(skew) => told.cause(format!("{whose} clock is {} AWS's", skew.words())),
            None => told,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::sts_client::Refusal;
    use crate::commands::error::Exit;

    #[test]
    fn only_what_may_be_for_the_time_names_the_clock_that_is_wrong() {
        let time = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // It is eight: here an hour less, at the issuer two minutes more.
        let (here, aws) = (time("2026-01-01T07:00:00Z"), time("2026-01-01T08:00:00Z"));
        let to_aws = Some(ClockSkew::between(here, aws));
        let clocks = Clocks::compared(here, to_aws, Some(time("2026-01-01T08:02:00Z")));
        let unknown = Clocks::compared(here, to_aws, None);
        let right = Clocks::compared(aws, Some(ClockSkew::between(aws, aws)), Some(aws));
        for (code, expected) in [
            ("ExpiredToken", Some("the issuer's clock is 120 s ahead of AWS's")),
            ("InvalidIdentityToken", Some("the issuer's clock is 120 s ahead of AWS's")),
            ("SignatureDoesNotMatch", Some("this machine's clock is 3600 s behind AWS's")),
            ("AccessDenied", None),
        ] {
            let error = StsError::Refused(Refusal { code: code.into(), message: "no".into() });
            let told = |clocks: Clocks| {
                clocks.tell(&error, CommandError::new(Exit::Refused, "refused")).causes
            };
            assert_eq!(told(clocks), Vec::from_iter(expected.map(String::from)), "{code}");
            assert!(told(right).is_empty() && told(Clocks::default()).is_empty(), "{code}");
            assert_eq!(told(unknown).is_empty(), code != "SignatureDoesNotMatch", "{code}");
        }
    }
}
