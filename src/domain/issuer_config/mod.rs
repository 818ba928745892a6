//! The issuer's configuration, as an administrator writes it.

mod lifetime;
mod limits;
mod written;

use core::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::attestation::Firmware;
use super::claims::{AudienceError, Audiences};
use super::enrolment::SoftwareKeys;
use super::grant::{Grants, GrantsError};
use super::issuer_url::IssuerUrl;
pub use lifetime::{Lifetime, LifetimeError};
pub use limits::{Limits, Proxy};
use written::Written;

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
    /// How often it may be asked.
    pub limits: Limits,
    /// Who may have which role.
    pub grants: Grants,
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
    /// The paths below the issuer's own couldn't be told apart with certainty.
    #[error("the path in `{0}` must be of letters, digits and - . _ ~ between single slashes")]
    Path(IssuerUrl),
    /// Plain HTTP would leave this machine.
    #[error(
        "without [tls] only the loopback interface may be listened on, and {0} is not on it; \
         give [tls], or listen on 127.0.0.1 behind a proxy that speaks HTTPS"
    )]
    PlainHttp(SocketAddr),
    /// The key of HTTPS would be published as one that signs tokens.
    #[error("the key of [tls], {0}, must not be in the folder of the signing keys")]
    TlsKey(PathBuf),
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
            database: written::default_database(),
            signing_keys: written::default_signing_keys(),
            session: written::default_session(),
            domains: Vec::new(),
            software_keys: SoftwareKeys::Refused,
            attestation: Attestation::default(),
            limits: Limits::default(),
            grants: Grants::default(),
        }
    }

    /// Checks what concerns more than one setting.
    pub fn check(&self) -> Result<(), IssuerConfigError> {
        if self.session.seconds() > 24 * 3600 {
            return Err(IssuerConfigError::Session(self.session));
        }
        self.check_path()?;
        self.check_tls_key()?;
        self.check_listen()
    }

    /// What a proxy, a router or AWS could read differently is no path of ours.
    fn check_path(&self) -> Result<(), IssuerConfigError> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let mut segments = self.issuer.without_scheme().split('/').skip(1);
        match segments.all(|segment| !segment.is_empty() && segment.bytes().all(plain)) {
            true => Ok(()),
            false => Err(IssuerConfigError::Path(self.issuer.clone())),
        }
    }

    /// Every PEM file in the folder of the signing keys is published: whoever has it could sign.
    fn check_tls_key(&self) -> Result<(), IssuerConfigError> {
        match &self.tls {
            Some(tls) if tls.key.parent() == Some(&self.signing_keys) => {
                Err(IssuerConfigError::TlsKey(tls.key.clone()))
            }
            _ => Ok(()),
        }
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
            ("issuer = 'https://vouch.example.com/:a'", "letters, digits"),
            ("issuer = 'https://vouch.example.com/*a'", "letters, digits"),
            ("issuer = 'https://vouch.example.com/a//b'", "letters, digits"),
            ("issuer = 'https://vouch.example.com/a%2fb'", "letters, digits"),
            ("issuer = 'https://vouch.example.com'\ndomains = ['Example.com']", "lower case"),
            ("issuer = 'https://vouch.example.com'\ndomains = ['@example.com']", "lower case"),
            ("issuer = 'https://vouch.example.com'\naudiences = ['a', 'a']", "twice"),
            (
                "issuer = 'https://v.example.com'\naudiences = ['sts.amazonaws.com']",
                "aws_audiences",
            ),
            ("issuer = 'https://vouch.example.com'\naudiences = ['vouch.example.com']", "twice"),
            ("issuer = 'https://v.example.com'\n[limits]\nper_address = 0", "nonzero"),
            ("issuer = 'https://v.example.com'\n[limits]\nproxies = ['proxy']", "no address"),
            (
                "issuer = 'http://127.0.0.1:1'\n[tls]\ncertificate = 'a'\nkey = 'b'",
                "must begin with https://",
            ),
            ("issuer = 'https://vouch.example.com'\n[tls]\ncertificate = 'a'", "key"),
            (
                "issuer = 'https://v.example.com'\nsigning_keys = 'k'\n[tls]\ncertificate = 'c'\nkey = 'k/t.pem'",
                "folder of the signing keys",
            ),
        ] {
            let said = parse(text).unwrap_err().to_string();
            assert!(said.contains(named), "{text}: {said}");
        }
    }
}
