//! The issuer's configuration, as an administrator writes it.

use core::net::{Ipv4Addr, SocketAddr};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::TimeDelta;
use serde::Deserialize;
use thiserror::Error;

use super::issuer_url::IssuerUrl;

/// What `vouch-server.toml` says. Anything in it that isn't here is refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// The name that tokens, keys and sessions are bound to. It never changes.
    pub issuer: IssuerUrl,
    /// Where to listen.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Certificate and key; plain HTTP without, which only the loopback interface may speak.
    #[serde(default)]
    pub tls: Option<Tls>,
    /// The database's file.
    #[serde(default = "default_database")]
    pub database: PathBuf,
    /// The folder of the signing keys.
    #[serde(default = "default_signing_keys")]
    pub signing_keys: PathBuf,
    /// How long a login lasts.
    #[serde(default = "default_session")]
    pub session: Lifetime,
    /// The audience of tokens for AWS: the client ID of the identity provider in IAM. The issuer
    /// without its scheme where it isn't given.
    #[serde(default)]
    aws_audience: Option<String>,
    /// Other audiences that tokens may be had for.
    #[serde(default)]
    pub audiences: Vec<String>,
    /// The organisation's domains; a person of one of them has it in the token's `hd`.
    #[serde(default)]
    pub domains: Vec<String>,
    /// Whether a key may live outside of hardware, where its invitation says so as well.
    #[serde(default)]
    pub allow_software_keys: bool,
    /// Which security keys are genuine.
    #[serde(default)]
    pub attestation: Attestation,
}

/// Certificate and key, PEM files.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate, then its intermediates.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// Which security keys are genuine.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// PEM files with the makers' root certificates, beside the ones vouch carries.
    #[serde(default)]
    pub roots: Vec<PathBuf>,
    /// The oldest firmware that is taken, `5.7.0`.
    #[serde(default)]
    pub min_firmware: Option<String>,
}

/// A length of time as people write it: `8h`, `90m`, `900s`; a second to a year.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
pub struct Lifetime(i64);

/// A text that is no length of time.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a length of time like 8h, 90m or 900s")]
pub struct LifetimeError(String);

impl Lifetime {
    /// Returns whole seconds.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Returns the length for adding to a time.
    pub fn delta(self) -> TimeDelta {
        TimeDelta::seconds(self.0)
    }
}

impl FromStr for Lifetime {
    type Err = LifetimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const YEAR: i64 = 366 * 24 * 3600;
        let wrong = || LifetimeError(text.into());
        let (digits, unit) = text.split_at_checked(text.len().wrapping_sub(1)).ok_or_else(wrong)?;
        let factor = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 24 * 3600,
            _ => return Err(wrong()),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: i64 = digits.parse().map_err(|_| wrong())?;
        match number.checked_mul(factor) {
            Some(seconds @ 1..=YEAR) => Ok(Self(seconds)),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for Lifetime {
    type Error = LifetimeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            seconds if seconds % 3600 == 0 => write!(formatter, "{}h", seconds / 3600),
            seconds if seconds % 60 == 0 => write!(formatter, "{}m", seconds / 60),
            seconds => write!(formatter, "{seconds}s"),
        }
    }
}

/// Why a configuration isn't one.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IssuerConfigError {
    /// An audience is empty or named twice.
    #[error("the audience `{0}` is empty, or named twice")]
    Audience(String),
    /// HTTPS is spoken where the issuer's name says plain http.
    #[error("with [tls] the issuer must begin with https://, not `{0}`")]
    HttpIssuer(IssuerUrl),
    /// Plain HTTP would leave this machine.
    #[error(
        "without [tls] only the loopback interface may be listened on, and {0} is not on it; \
         give [tls], or listen on 127.0.0.1 behind a proxy that speaks HTTPS"
    )]
    PlainHttp(SocketAddr),
    /// The session is longer than a working day may be.
    #[error("a session of {0} is too long; 24h is the longest")]
    Session(Lifetime),
    /// The text isn't TOML, or something in it is unknown, missing or of the wrong kind.
    #[error("{0}")]
    Toml(String),
}

impl IssuerConfig {
    /// Reads the text of a configuration file; relative paths are taken from `folder`.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, IssuerConfigError> {
        let mut config: Self = toml_edit::de::from_str(text)
            .map_err(|error| IssuerConfigError::Toml(error.to_string().trim_end().into()))?;
        config.paths_from(folder);
        config.check()?;
        Ok(config)
    }

    /// Returns the configuration for an issuer on this machine with everything at its default.
    pub fn for_loopback(issuer: IssuerUrl, listen: SocketAddr) -> Self {
        Self {
            issuer,
            listen,
            tls: None,
            database: default_database(),
            signing_keys: default_signing_keys(),
            session: default_session(),
            aws_audience: None,
            audiences: Vec::new(),
            domains: Vec::new(),
            allow_software_keys: false,
            attestation: Attestation::default(),
        }
    }

    /// Returns the audience of tokens for AWS.
    pub fn aws_audience(&self) -> &str {
        self.aws_audience.as_deref().unwrap_or(self.issuer.without_scheme())
    }

    /// Checks what concerns more than one setting.
    pub fn check(&self) -> Result<(), IssuerConfigError> {
        self.check_listen()?;
        if self.session.seconds() > 24 * 3600 {
            return Err(IssuerConfigError::Session(self.session));
        }
        let mut seen = vec![self.aws_audience()];
        for audience in &self.audiences {
            if audience.is_empty() || seen.contains(&audience.as_str()) {
                return Err(IssuerConfigError::Audience(audience.clone()));
            }
            seen.push(audience);
        }
        Ok(())
    }

    fn check_listen(&self) -> Result<(), IssuerConfigError> {
        match &self.tls {
            None if !self.listen.ip().is_loopback() => {
                Err(IssuerConfigError::PlainHttp(self.listen))
            }
            Some(_) if self.issuer.as_str().starts_with("http://") => {
                Err(IssuerConfigError::HttpIssuer(self.issuer.clone()))
            }
            _ => Ok(()),
        }
    }

    fn paths_from(&mut self, folder: &Path) {
        let mut paths = vec![&mut self.database, &mut self.signing_keys];
        if let Some(tls) = &mut self.tls {
            paths.extend([&mut tls.certificate, &mut tls.key]);
        }
        paths.extend(&mut self.attestation.roots);
        for path in paths {
            *path = folder.join(&path);
        }
    }
}

fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8123).into()
}

fn default_database() -> PathBuf {
    "vouch.db".into()
}

fn default_signing_keys() -> PathBuf {
    "signing-keys".into()
}

fn default_session() -> Lifetime {
    Lifetime(8 * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<IssuerConfig, IssuerConfigError> {
        IssuerConfig::parse(text, Path::new("/etc/vouch"))
    }

    #[test]
    fn the_issuer_alone_is_enough() {
        let config = parse(r#"issuer = "https://vouch.example.com""#).unwrap();
        assert_eq!(config.aws_audience(), "vouch.example.com");
        assert_eq!(config.session.seconds(), 28800);
        assert_eq!(config.database, Path::new("/etc/vouch/vouch.db"));
        assert!(config.listen.ip().is_loopback());
    }

    #[test]
    fn what_is_unknown_missing_or_wrong_is_refused_and_named() {
        for (text, named) in [
            ("", "issuer"),
            ("issuer = 'https://vouch.example.com'\nlisten_on = '127.0.0.1:1'", "listen_on"),
            ("issuer = 'http://vouch.example.com'", "https://"),
            ("issuer = 'https://vouch.example.com/'", "trailing slash"),
            ("issuer = 'https://vouch.example.com'\nlisten = '0.0.0.0:80'", "loopback"),
            ("issuer = 'https://vouch.example.com'\nsession = '8'", "8h, 90m"),
            ("issuer = 'https://vouch.example.com'\nsession = '25h'", "24h"),
            ("issuer = 'https://vouch.example.com'\naudiences = ['a', 'a']", "twice"),
            ("issuer = 'https://vouch.example.com'\naudiences = ['vouch.example.com']", "twice"),
            (
                "issuer = 'http://127.0.0.1:1'\n[tls]\ncertificate = 'a'\nkey = 'b'",
                "must begin with https://",
            ),
            ("issuer = 'https://vouch.example.com'\n[tls]\ncertificate = 'a'", "key"),
        ] {
            let said = parse(text).unwrap_err().to_string();
            assert!(said.contains(named), "{text}: {said}");
        }
    }

    #[test]
    fn a_lifetime_has_a_unit() {
        for (text, seconds) in [("1s", 1), ("90m", 5400), ("8h", 28800), ("1d", 86400)] {
            assert_eq!(text.parse::<Lifetime>().map(Lifetime::seconds), Ok(seconds));
        }
        for text in ["", "h", "8", "0h", "-1h", "+1h", "1.5h", "8 h", "9999999999999999h", "8é"] {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
        assert_eq!("90m".parse::<Lifetime>().unwrap().to_string(), "90m");
    }
}
