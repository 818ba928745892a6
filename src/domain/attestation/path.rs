//! The path from an attestation over the device's certificate to a root.

use std::time::Duration;

use chrono::{DateTime, Utc};
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use thiserror::Error;
use webpki::aws_lc_rs::{
    ECDSA_P256_SHA256, ECDSA_P256_SHA384, ECDSA_P384_SHA256, ECDSA_P384_SHA384,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
};
use webpki::{EndEntityCert, KeyUsage};

use super::Roots;

/// What Yubico signs with, in all generations of the YubiKey 5.
static ALGORITHMS: [&dyn SignatureVerificationAlgorithm; 7] = [
    ECDSA_P256_SHA256,
    ECDSA_P256_SHA384,
    ECDSA_P384_SHA256,
    ECDSA_P384_SHA384,
    RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512,
];

/// The certificates don't lead to a root that the issuer trusts.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{fault}")]
pub struct PathError {
    /// What is wrong, for people.
    pub fault: PathFault,
    /// What the library said, for the operator's log: it names no part of the certificates.
    pub detail: String,
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum PathFault {
    /// A certificate can't be read, or isn't version 3.
    #[error("a certificate of the attestation can't be read")]
    Certificate,
    /// A certificate, or every root, is over or not yet valid.
    #[error("a certificate of the attestation is not valid at this time")]
    Dates,
    /// The certificates are signed by nobody we trust, or a signature doesn't hold.
    #[error("the attestation does not lead to a trusted root")]
    Untrusted,
}

/// Checks that the device's certificate signed the attestation, and that it leads to a root.
///
/// Yubico revokes no device's certificate, so there is no list to look at.
pub(super) fn check(
    attestation: &[u8],
    device: &[u8],
    roots: &Roots,
    now: DateTime<Utc>,
) -> Result<(), PathError> {
    let anchors = roots.anchors(now);
    if anchors.is_empty() {
        return Err(PathError { fault: PathFault::Dates, detail: "every root is over".into() });
    }
    let attestation = CertificateDer::from(attestation);
    let attestation = EndEntityCert::try_from(&attestation).map_err(|error| fault(&error))?;
    let device = CertificateDer::from(device);
    let mut between = vec![device.clone()];
    between.extend_from_slice(roots.intermediates());
    let seconds = now.timestamp().unsigned_abs();
    // The certificates carry no extended key usage, and none is demanded.
    let usage = KeyUsage::client_auth();
    // The issuer of the attestation must be the certificate that was sent for it: nothing else of
    // Yubico's that a root of ours has signed may stand in for a YubiKey.
    let by_device = |path: &webpki::VerifiedPath<'_>| match path.intermediate_certificates().next()
    {
        Some(certificate) if certificate.der() == device => Ok(()),
        _ => Err(webpki::Error::UnknownIssuer),
    };
    attestation
        .verify_for_usage(
            &ALGORITHMS,
            &anchors,
            &between,
            UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
            usage,
            None,
            Some(&by_device),
        )
        .map(|_| ())
        .map_err(|error| fault(&error))
}

fn fault(error: &webpki::Error) -> PathError {
    use webpki::Error;
    let fault = match error {
        Error::BadDer
        | Error::BadDerTime
        | Error::TrailingData(_)
        | Error::ExtensionValueInvalid
        | Error::UnsupportedCertVersion => PathFault::Certificate,
        Error::CertExpired { .. } | Error::CertNotValidYet { .. } => PathFault::Dates,
        _ => PathFault::Untrusted,
    };
    PathError { fault, detail: error.to_string() }
}
