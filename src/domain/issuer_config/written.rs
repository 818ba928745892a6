//! The configuration as it is written, before it is understood.

use core::net::{Ipv4Addr, SocketAddr};
use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::{Attestation, IssuerConfig, IssuerConfigError, Lifetime, Limits, Tls};
use crate::domain::claims::Audiences;
use crate::domain::enrolment::SoftwareKeys;
use crate::domain::grant::{self, WrittenGrant};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::subject::Subject;

/// [`IssuerConfig`] as it is written. Anything else in the file is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
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
    limits: Limits,
    #[serde(default)]
    any_role: bool,
    #[serde(default)]
    groups: BTreeMap<String, Vec<Subject>>,
    #[serde(default)]
    grant: Vec<WrittenGrant>,
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
            domains: grant::checked_domains(written.domains)?,
            software_keys: match written.allow_software_keys {
                true => SoftwareKeys::Allowed,
                false => SoftwareKeys::Refused,
            },
            attestation: written.attestation,
            limits: written.limits,
            grants: grant::Written { any_role, groups, grant }.try_into()?,
        };
        config.check()?;
        Ok(config)
    }
}

pub(super) fn default_listen() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 8123).into()
}

pub(super) fn default_database() -> PathBuf {
    "vouch.db".into()
}

pub(super) fn default_signing_keys() -> PathBuf {
    "signing-keys".into()
}

pub(super) fn default_session() -> Lifetime {
    Lifetime::hours(8)
}
