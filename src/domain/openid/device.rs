//! The device grant: a person logs in on another machine while this one asks again and again
//! ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).

use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::metadata::Endpoint;
use super::{Provider, shown};
use crate::domain::secret::Secret;

/// The grant's name at the token endpoint.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// How long to wait between two questions where the provider says nothing.
const USUAL: Duration = Duration::from_secs(5);

/// How much longer after each `slow_down`.
const SLOWER: Duration = Duration::from_secs(5);

/// The longest that is waited between two questions, whatever goes wrong.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest that a login may take, whatever the provider says.
const LONGEST_LOGIN: Duration = Duration::from_secs(30 * 60);

/// What a provider gives a device that asks for a login.
#[derive(Debug, Deserialize)]
pub struct DeviceAnswer {
    device_code: Secret,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: Option<String>,
    expires_in: u64,
    interval: Option<u64>,
}

/// A login that a person shall finish elsewhere.
#[derive(Debug)]
pub struct DeviceLogin {
    /// What this machine asks with.
    pub device_code: Secret,
    /// What the person types, or compares.
    pub user_code: String,
    /// Where.
    pub page: String,
    /// Where the code is filled in already.
    pub complete_page: Option<String>,
    /// How long there is time for it.
    pub lifetime: Duration,
    /// How often to ask.
    pub pace: Pace,
}

/// An answer that a person can't be sent to.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum DeviceError {
    /// The code is no text that can be shown.
    #[error("it gave a code that can't be shown")]
    Code,
    /// The page isn't one to log in at.
    #[error("it gave a page that is not https")]
    Page,
}

impl DeviceAnswer {
    /// Checks what a person would be shown: a page of https, and a code of plain characters.
    pub fn check(self, provider: &Provider) -> Result<DeviceLogin, DeviceError> {
        let page = |text: &str| {
            Endpoint::of(provider.issuer(), text)
                .map(|page| page.as_str().to_owned())
                .ok_or(DeviceError::Page)
        };
        let is_plain = self.user_code.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        if self.user_code.is_empty() || self.user_code.len() > 64 || !is_plain {
            return Err(DeviceError::Code);
        }
        Ok(DeviceLogin {
            page: page(&self.verification_uri)?,
            complete_page: self.verification_uri_complete.as_deref().map(page).transpose()?,
            lifetime: Duration::from_secs(self.expires_in).min(LONGEST_LOGIN),
            pace: Pace(
                self.interval
                    .map_or(USUAL, |seconds| Duration::from_secs(seconds.max(1)).min(LONGEST)),
            ),
            device_code: self.device_code,
            user_code: self.user_code,
        })
    }
}

/// How often to ask, which only ever gets slower.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pace(Duration);

/// What a provider says to a question before the person is done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Said {
    /// Ask again.
    Pending,
    /// It is over, for this reason.
    Over(Over),
}

/// Why no token will come.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Over {
    /// The person, or a policy, said no.
    #[error("the login was denied")]
    Denied,
    /// There is no time left.
    #[error("nobody logged in in time")]
    Late,
    /// The provider refuses for a reason of its own.
    #[error("{0}")]
    Other(String),
}

impl Pace {
    /// Returns how long to wait before the next question.
    pub fn interval(self) -> Duration {
        self.0
    }

    /// Understands a refusal
    /// ([RFC 8628, section 3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5)).
    pub fn hear(&mut self, error: &str, description: Option<&str>) -> Said {
        match error {
            "authorization_pending" => Said::Pending,
            "slow_down" => {
                self.0 = (self.0 + SLOWER).min(LONGEST);
                Said::Pending
            }
            "access_denied" => Said::Over(Over::Denied),
            "expired_token" => Said::Over(Over::Late),
            _ => Said::Over(Over::Other(shown(description.unwrap_or(error)))),
        }
    }

    /// Nothing came, or nothing that can be understood: the next question waits twice as long.
    pub fn back_off(&mut self) {
        self.0 = (self.0 * 2).min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"device_code":"d3vice","user_code":"WDJB-MJHT","verification_uri":"https://id.example.com/device","verification_uri_complete":"https://id.example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":7}"#;

    fn check(text: &str) -> Result<DeviceLogin, DeviceError> {
        let document = br#"{"issuer":"https://id.example.com","token_endpoint":"https://id.example.com/t","jwks_uri":"https://id.example.com/k"}"#;
        let issuer = "https://id.example.com".parse().unwrap();
        let provider = Provider::check(&issuer, document).unwrap();
        serde_json::from_str::<DeviceAnswer>(text).unwrap().check(&provider)
    }

    #[test]
    fn a_person_is_shown_a_page_of_https_and_a_plain_code() {
        let login = check(ANSWER).unwrap();
        assert_eq!(login.pace.interval(), Duration::from_secs(7));
        assert_eq!(login.lifetime, Duration::from_secs(1800));
        assert_eq!(login.page, "https://id.example.com/device");
        for (from, to, error) in [
            (
                "https://id.example.com/device\"",
                "http://id.example.com/device\"",
                DeviceError::Page,
            ),
            ("https://id.example.com/device?", "javascript:x?", DeviceError::Page),
            ("\"WDJB-MJHT\"", "\"\\u001b[2JWDJB\"", DeviceError::Code),
            ("\"WDJB-MJHT\"", "\"\"", DeviceError::Code),
        ] {
            let text = ANSWER.replacen(from, to, 1);
            assert_ne!(text, ANSWER, "{from}");
            assert_eq!(check(&text).unwrap_err(), error);
        }
    }

    #[test]
    fn numbers_of_a_provider_are_bounded() {
        let text = ANSWER.replace("1800", "99999999999").replace(":7", ":99999999");
        let login = check(&text).unwrap();
        assert_eq!((login.lifetime, login.pace.interval()), (LONGEST_LOGIN, LONGEST));
        let often = check(&ANSWER.replace(":7", ":0")).unwrap();
        assert_eq!(often.pace.interval(), Duration::from_secs(1));
        let silent = check(&ANSWER.replace(",\"interval\":7", "")).unwrap();
        assert_eq!(silent.pace.interval(), USUAL);
    }

    #[test]
    fn a_pace_only_gets_slower() {
        let mut pace = Pace(USUAL);
        let mut hear = |error, description, said, seconds| {
            assert_eq!(pace.hear(error, description), said, "{error}");
            assert_eq!(pace.interval(), Duration::from_secs(seconds), "{error}");
        };
        hear("authorization_pending", None, Said::Pending, 5);
        hear("slow_down", None, Said::Pending, 10);
        hear("authorization_pending", None, Said::Pending, 10);
        hear("access_denied", None, Said::Over(Over::Denied), 10);
        hear("expired_token", None, Said::Over(Over::Late), 10);
        hear("invalid_client", Some("no\n"), Said::Over(Over::Other("no ".into())), 10);
        pace.back_off();
        assert_eq!(pace.interval(), Duration::from_secs(20));
        (0..9).for_each(|_| pace.back_off());
        assert_eq!(pace.interval(), LONGEST);
    }
}
