//! The roots that attestations may lead to.

use chrono::{DateTime, Utc};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use sha2::{Digest, Sha256};
use thiserror::Error;
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::Decode as _;
use x509_cert::time::Validity;

/// Yubico's roots for PIV, by the SHA-256 of their certificates
/// ([yubico-ca-certs.txt](https://developers.yubico.com/PKI/yubico-ca-certs.txt)).
///
/// They only tell a person which root they configured; nothing is trusted for being in this list.
const KNOWN: [(&str, &str); 2] = [
    (
        "62760c6a6ef91679f454c8902b80fd009825b3f25da90f1fbace2ec6586cd5a8",
        "Yubico Attestation Root 1",
    ),
    (
        "63ece914e54dd87915f34033c85af4c0696ba1512f8add66ced738331207b546",
        "Yubico PIV Root CA Serial 263751",
    ),
];

/// Returns the name of the root, if it is one of Yubico's.
pub fn known_root(der: &[u8]) -> Option<&'static str> {
    let digest: String = Sha256::digest(der).iter().map(|byte| format!("{byte:02x}")).collect();
    KNOWN.iter().find(|(known, _)| *known == digest).map(|(_, name)| *name)
}

/// The roots that the issuer trusts, and certificates between them and the devices'.
#[derive(Clone, Debug)]
pub struct Roots {
    roots: Vec<Root>,
    intermediates: Vec<CertificateDer<'static>>,
}

#[derive(Clone, Debug)]
struct Root {
    der: CertificateDer<'static>,
    not_before: u64,
    not_after: u64,
}

/// Why certificates can't serve as roots.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum RootsError {
    /// No certificate is its own issuer, so nothing could be attested.
    #[error("there is no root certificate")]
    Absent,
    /// One of them can't be read.
    #[error("a certificate can't be read")]
    Certificate,
    /// The text isn't certificates in PEM.
    #[error("the text is not certificates in PEM")]
    Pem,
}

/// Yubico's roots for PIV in PEM (see [`known_root`]), and the certificates of 2024 between the newer
/// root and the devices with firmware 5.7.4 and later. Yubico adds to those over time
/// ([yubico-intermediate.pem](https://developers.yubico.com/PKI/yubico-intermediate.pem)), so the
/// administrator can configure further ones.
pub const YUBICO: &[u8] = include_bytes!("yubico.pem");

impl Roots {
    /// Reads certificates in PEM, with any text between them: those that are their own issuer are
    /// the roots, the others stand between the roots and the devices' and are trusted only for being
    /// signed by a root.
    pub fn from_pem(text: &[u8]) -> Result<Self, RootsError> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
        let certificates = certificates.map_err(|_| RootsError::Pem)?;
        if certificates.is_empty() && !text.is_empty() {
            return Err(RootsError::Pem);
        }
        Self::from_der(certificates.iter().map(|it| it.to_vec()).collect())
    }

    /// Reads certificates in DER, as [`Roots::from_pem`] does.
    pub fn from_der(certificates: Vec<Vec<u8>>) -> Result<Self, RootsError> {
        let (mut roots, mut intermediates) = (Vec::new(), Vec::new());
        for der in certificates {
            let certificate =
                CertificateInner::<Raw>::from_der(&der).map_err(|_| RootsError::Certificate)?;
            let body = certificate.tbs_certificate();
            if body.subject() == body.issuer() {
                roots.push(Root::new(der, body.validity())?);
            } else {
                intermediates.push(CertificateDer::from(der));
            }
        }
        if roots.is_empty() { Err(RootsError::Absent) } else { Ok(Self { roots, intermediates }) }
    }

    /// Returns the certificates of the roots, for [`known_root`].
    pub fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.roots.iter().map(|root| root.der.as_ref())
    }

    /// Returns the roots that are valid now. `webpki` doesn't look at a root's own dates.
    pub(super) fn anchors(&self, now: DateTime<Utc>) -> Vec<TrustAnchor<'_>> {
        let now = now.timestamp().unsigned_abs();
        self.roots
            .iter()
            .filter(|root| (root.not_before..=root.not_after).contains(&now))
            .filter_map(|root| webpki::anchor_from_trusted_cert(&root.der).ok())
            .collect()
    }

    pub(super) fn intermediates(&self) -> &[CertificateDer<'static>] {
        &self.intermediates
    }
}

impl Root {
    fn new(der: Vec<u8>, validity: &Validity<Raw>) -> Result<Self, RootsError> {
        let der = CertificateDer::from(der);
        webpki::anchor_from_trusted_cert(&der).map_err(|_| RootsError::Certificate)?;
        let not_before = validity.not_before.to_unix_duration().as_secs();
        let not_after = validity.not_after.to_unix_duration().as_secs();
        Ok(Self { der, not_before, not_after })
    }
}
