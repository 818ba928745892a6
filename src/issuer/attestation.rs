//! Where a new key lives, as its attestation proves.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use super::error::RouteError;
use super::state::State;
use crate::adapters::files::{self, FileError};
use crate::domain::attestation::{self, Roots, RootsError, YUBICO};
use crate::domain::enrolment::{Evidence, NewKey};
use crate::domain::issuer_config::{Attestation, YubicoRoots};

/// How a certificate begins in PEM.
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// Why the configured roots can't be used.
#[derive(Debug, Error)]
pub enum RootsProblem {
    /// There is no such file.
    #[error("there is no file {0} with attestation roots")]
    Absent(PathBuf),
    /// The file can't be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file holds something else.
    #[error("the attestation roots in {path}: {error}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Why.
        error: RootsError,
    },
    /// There are certificates and none of them is a root.
    #[error("the attestation roots: {0}")]
    Together(RootsError),
}

/// Returns the roots that attestations may lead to; `None` where the configuration has none, so
/// that nothing can be attested.
pub(super) fn roots(config: &Attestation) -> Result<Option<Roots>, RootsProblem> {
    let mut pem = match config.yubico {
        YubicoRoots::Trusted => YUBICO.to_vec(),
        YubicoRoots::Ignored => Vec::new(),
    };
    for path in &config.roots {
        let text = files::read_trusted(path)?.ok_or_else(|| RootsProblem::Absent(path.clone()))?;
        match Roots::from_pem(text.as_bytes()) {
            // A file may hold only what stands between a root and the devices.
            Ok(_) => {}
            Err(RootsError::Absent) if text.contains(BEGIN) => {}
            Err(error) => return Err(RootsProblem::Invalid { path: path.clone(), error }),
        }
        pem.extend(text.into_bytes());
        pem.push(b'\n');
    }
    if pem.is_empty() {
        return Ok(None);
    }
    Roots::from_pem(&pem).map(Some).map_err(RootsProblem::Together)
}

/// Returns the evidence for the certificates of a request, DER in base64; without any, the key is a
/// software key.
pub(super) fn evidence(
    state: &State,
    certificates: &[String],
    new_key: &NewKey,
) -> Result<Evidence, RouteError> {
    if certificates.is_empty() {
        return Ok(Evidence::Software);
    }
    let roots = state.roots.as_ref().ok_or(RouteError::NoRoots)?;
    let ders: Result<Vec<Vec<u8>>, _> =
        certificates.iter().map(|certificate| STANDARD.decode(certificate)).collect();
    let ders = ders.map_err(|_| RouteError::Malformed("a certificate is not base64".into()))?;
    let minimum = state.config.attestation.min_firmware;
    let verified = attestation::verify(&ders, new_key.jwk(), roots, minimum, state.now())?;
    Ok(Evidence::Attested(verified))
}
