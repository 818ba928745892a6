//! The issuer's configuration, as an administrator writes it.

use core::net::{Ipv4Addr, SocketAddr};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::TimeDelta;
use serde::Deserialize;
use thiserror::Error;

use super::attestation::Firmware;
use super::claims::{AudienceError, Audiences};
use super::enrolment::SoftwareKeys;
use super::grant::{self, Grants, GrantsError, WrittenGrant};
use super::issuer_url::IssuerUrl;
use super::subject::Subject;

/// What `vouch-server.toml` says, understood.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct IssuerConfig {
    /// The name that tokens, keys and sessions are bound to. It never changes.
    pub issuer: IssuerUrl,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Certificate and key; plain HTTP without, which only the loopback interface may speak.
    pub tls: Option<Tls>,
    /// The database's file.
    pub database: PathBuf,
    /// The folder of the signing keys.
    pub signing_keys: PathBuf,
    /// How long a login lasts.
    pub session: Lifetime,
    /// Whom tokens may be for.
    pub audiences: Audiences,
    /// The domains whose addresses may be invited; any, if there is none.
    pub domains: Vec<String>,
    /// Whether a key may live outside of hardware, where its invitation says so as well.
    pub software_keys: SoftwareKeys,
    /// Which security keys are genuine.
    pub attestation: Attestation,
    /// Who may have which role.
    pub grants: Grants,
}

/// [`IssuerConfig`] as it is written. Anything else in the file is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    issuer: IssuerUrl,
    #[serde(default = "default_listen")]
    listen: SocketAddr,
    tls: Option<Tls>,
    #[serde(default = "default_database")]
    database: PathBuf,
    #[serde(default = "default_signing_keys")]
    signing_keys: PathBuf,
    #[serde(default = "default_session")]
    session: Lifetime,
    #[serde(default)]
    aws_audiences: Vec<String>,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    domains: Vec<String>,
    #[serde(default)]
    allow_software_keys: bool,
    #[serde(default)]
    attestation: Attestation,
    #[serde(default)]
    any_role: bool,
    #[serde(default)]
    groups: BTreeMap<String, Vec<Subject>>,
    #[serde(default)]
    grant: Vec<WrittenGrant>,
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
    /// Whether the roots of Yubico that vouch carries are trusted.
    #[serde(default)]
    pub yubico: YubicoRoots,
    /// PEM files with further roots, and with certificates between roots and devices.
    #[serde(default)]
    pub roots: Vec<PathBuf>,
    /// The oldest firmware that is taken, `5.7.0`.
    #[serde(default)]
    pub min_firmware: Option<Firmware>,
}

/// Whether the roots of Yubico that vouch carries are trusted.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum YubicoRoots {
    /// Only the configured files count.
    Ignored,
    /// They are.
    #[default]
    Trusted,
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
    /// The lists of audiences contradict themselves.
    #[error(transparent)]
    Audience(#[from] AudienceError),
    /// The grants can't be meant as they are written.
    #[error(transparent)]
    Grants(#[from] GrantsError),
    /// HTTPS is spoken where the issuer's name says plain http.
    #[error("with [tls] the issuer must begin with https://, not `{0}`")]
    HttpIssuer(IssuerUrl),
    /// Plain HTTP would leave this machine.
    #[error(
        "without [tls] only the loopback interface may be listened on, and {0} is not on it; \
         give [tls], or listen on 127.0.0.1 behind a proxy that speaks HTTPS"
    )]
    PlainHttp(SocketAddr),
    /// The session is too long.
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
        Ok(config)
    }

    /// Returns the configuration for an issuer on this machine, with everything at its default.
    ///
    /// # Panics
    /// Never: the name of an issuer is an audience, once.
    pub fn for_loopback(issuer: IssuerUrl, listen: SocketAddr) -> Self {
        let audiences = Audiences::new(&issuer, Vec::new(), Vec::new());
        Self {
            audiences: audiences.expect("the name of an issuer is an audience, once"),
            issuer,
            listen,
            tls: None,
            database: default_database(),
            signing_keys: default_signing_keys(),
            session: default_session(),
            domains: Vec::new(),
            software_keys: SoftwareKeys::Refused,
            attestation: Attestation::default(),
            grants: Grants::default(),
        }
    }

    /// Checks what concerns more than one setting.
    pub fn check(&self) -> Result<(), IssuerConfigError> {
        if self.session.seconds() > 24 * 3600 {
            return Err(IssuerConfigError::Session(self.session));
        }
        self.check_listen()
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

impl TryFrom<Written> for IssuerConfig {
    type Error = IssuerConfigError;

    fn try_from(written: Written) -> Result<Self, IssuerConfigError> {
        let Written { any_role, groups, grant, .. } = written;
        let audiences = Audiences::new(&written.issuer, written.aws_audiences, written.audiences)?;
        let config = Self {
            issuer: written.issuer,
            listen: written.listen,
            tls: written.tls,
            database: written.database,
            signing_keys: written.signing_keys,
            session: written.session,
            audiences,
            domains: written.domains,
            software_keys: match written.allow_software_keys {
                true => SoftwareKeys::Allowed,
                false => SoftwareKeys::Refused,
            },
            attestation: written.attestation,
            grants: grant::Written { any_role, groups, grant }.try_into()?,
        };
        config.check()?;
        Ok(config)
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
        assert_eq!(config.audiences.default_aws().as_str(), "vouch.example.com");
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
