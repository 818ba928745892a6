//! vouch's own `config.toml`: which issuers are known, with which keys, and the exceptions that
//! only a file may make. No secret is in it.

mod edit;
mod name;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::issuer_url::{self, IssuerUrl, IssuerUrlError};
use super::jose::KeyId;
use super::key_protocol::Slot;
use super::openid::{ClientId, Scope};
use super::subject::Subject;
use super::wire::KeyKind;

pub use edit::{KnownProvider, add_key, add_provider, remove_key};
pub use name::{IssuerName, IssuerNameError};

/// The person's `config.toml`, or the organisation's, or one over the other.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The issuer to use where several are known and none is named: its URL, or its name.
    #[serde(default)]
    pub default_issuer: Option<String>,
    /// The key helper, an absolute path; beside the executable if `None`.
    #[serde(default)]
    pub key_helper: Option<PathBuf>,
    /// STS endpoints outside AWS's own suffixes that a token may be sent to.
    #[serde(default)]
    pub allowed_sts_endpoints: Vec<String>,
    /// What accounts are called, by their twelve digits, for the names of profiles.
    #[serde(default)]
    pub accounts: BTreeMap<String, String>,
    /// The known issuers.
    #[serde(default, rename = "issuer")]
    pub issuers: Vec<KnownIssuer>,
}

/// An issuer that this laptop may talk to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct KnownIssuer {
    /// Its URL, the `aud` of every assertion.
    #[serde(deserialize_with = "issuer_url::of_any_provider")]
    pub url: IssuerUrl,
    /// What it is called, so that it can be named by that.
    #[serde(default)]
    pub name: Option<IssuerName>,
    /// As which client to log in there: then it is no issuer of ours, but another OpenID provider.
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// What to ask such a provider for, instead of the usual scopes.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// The port to which the browser comes back from such a provider, where it wants to know it
    /// beforehand.
    #[serde(default)]
    pub redirect_port: Option<u16>,
    /// Who this person is there; absent before the enrolment.
    #[serde(default)]
    pub subject: Option<Subject>,
    /// The keys of this person that this laptop has enrolled or seen.
    #[serde(default, rename = "key")]
    pub keys: Vec<KnownKey>,
}

/// A key that was enrolled at an issuer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct KnownKey {
    /// The thumbprint of its public key.
    pub id: KeyId,
    /// Where its private half is.
    pub kind: KeyKind,
    /// The YubiKey's serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u32>,
    /// The slot in the YubiKey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// What the person calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A text that is no configuration.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ConfigError {
    /// An issuer of ours is spelled as none is.
    #[error(transparent)]
    Issuer(#[from] IssuerUrlError),
    /// An issuer stands in it twice.
    #[error("{0} is listed twice")]
    IssuerTwice(IssuerUrl),
    /// Two issuers are called the same.
    #[error("two issuers are called `{0}`")]
    NameTwice(IssuerName),
    /// The key helper isn't an absolute path.
    #[error("key_helper is not an absolute path")]
    RelativeHelper,
    /// Not TOML, or not with the members that we know.
    #[error("{}", .0.trim_end())]
    Toml(String),
}

/// Why no issuer could be chosen.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ChooseIssuerError {
    /// None is called so.
    #[error("no issuer is called `{typed}`")]
    NoneCalled {
        /// What was named.
        typed: String,
        /// Which are known.
        known: Vec<String>,
    },
    /// None is known.
    #[error("no issuer is known")]
    NoneKnown,
    /// Several are known, and none was named.
    #[error("several issuers are known ({})", .known.join(", "))]
    Several {
        /// Which.
        known: Vec<String>,
    },
    /// The named one isn't known.
    #[error("the issuer {typed} is not known")]
    Unknown {
        /// What was named.
        typed: String,
        /// Which are known.
        known: Vec<String>,
    },
}

impl Config {
    /// Reads the text of a `config.toml`.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let config: Self =
            toml_edit::de::from_str(text).map_err(|error| ConfigError::Toml(error.to_string()))?;
        if config.key_helper.as_ref().is_some_and(|path| !path.is_absolute()) {
            return Err(ConfigError::RelativeHelper);
        }
        for (place, issuer) in config.issuers.iter().enumerate() {
            if issuer.client_id.is_none() {
                issuer.url.as_str().parse::<IssuerUrl>()?;
            }
            let before = &config.issuers[..place];
            if before.iter().any(|other| other.url == issuer.url) {
                return Err(ConfigError::IssuerTwice(issuer.url.clone()));
            }
            if let Some(name) = &issuer.name
                && before.iter().any(|other| other.name.as_ref() == Some(name))
            {
                return Err(ConfigError::NameTwice(name.clone()));
            }
        }
        Ok(config)
    }

    /// Lays the person's configuration over the organisation's: what the person says wins, lists
    /// are joined. A name means the person's issuer where both files give it to one.
    pub fn over(mut self, organisation: Self) -> Self {
        self.default_issuer = self.default_issuer.or(organisation.default_issuer);
        self.key_helper = self.key_helper.or(organisation.key_helper);
        self.allowed_sts_endpoints.extend(organisation.allowed_sts_endpoints);
        for (account, name) in organisation.accounts {
            self.accounts.entry(account).or_insert(name);
        }
        for mut issuer in organisation.issuers {
            issuer.name.take_if(|name| self.called(name.as_str()).is_some());
            match self.issuers.iter_mut().find(|own| own.url == issuer.url) {
                Some(own) => own.name = own.name.take().or(issuer.name),
                None => self.issuers.push(issuer),
            }
        }
        self
    }

    /// Returns the issuer that is called so.
    fn called(&self, name: &str) -> Option<&KnownIssuer> {
        let is_called = |issuer: &IssuerName| issuer.as_str() == name;
        self.issuers.iter().find(|issuer| issuer.name.as_ref().is_some_and(is_called))
    }

    /// Returns the known issuer of exactly these bytes.
    pub fn issuer(&self, url: &str) -> Option<&KnownIssuer> {
        self.issuers.iter().find(|issuer| issuer.url.as_str() == url)
    }

    /// Returns the issuer to use: the named one if it is known, by its name, or by its URL byte by
    /// byte; else the default; else the only one.
    pub fn choose(&self, typed: Option<&str>) -> Result<&KnownIssuer, ChooseIssuerError> {
        match (typed.or(self.default_issuer.as_deref()), &self.issuers[..]) {
            (None, []) => Err(ChooseIssuerError::NoneKnown),
            (Some(typed), _) => self.meant(typed),
            (None, [only]) => Ok(only),
            (None, _) => Err(ChooseIssuerError::Several { known: self.known() }),
        }
    }

    /// Returns the issuer that the word names.
    fn meant(&self, typed: &str) -> Result<&KnownIssuer, ChooseIssuerError> {
        let found = self.issuer(typed).or_else(|| self.called(typed));
        found.ok_or_else(|| {
            let (typed, known) = (typed.to_owned(), self.known());
            match typed.parse::<IssuerName>() {
                Ok(_) => ChooseIssuerError::NoneCalled { typed, known },
                Err(_) => ChooseIssuerError::Unknown { typed, known },
            }
        })
    }

    /// Returns the known issuers in people's words: `work (https://vouch.example.com)`.
    pub fn known(&self) -> Vec<String> {
        self.issuers.iter().map(KnownIssuer::words).collect()
    }
}

impl KnownIssuer {
    /// Returns name and URL, as far as it has them.
    fn words(&self) -> String {
        match &self.name {
            Some(name) => format!("{name} ({})", self.url),
            None => self.url.to_string(),
        }
    }

    /// Returns the key of that thumbprint.
    pub fn key(&self, id: &KeyId) -> Option<&KnownKey> {
        self.keys.iter().find(|key| key.id == *id)
    }
}

#[cfg(test)]
mod tests;
