//! The signature of a token.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED,
    EcdsaVerificationAlgorithm, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};

use super::documents::PublicKey;
use super::error::StsError;
use super::token::{Algorithm, Members, UnverifiedToken};

/// The claims of a token whose signature held. There is no other way to come by one.
#[derive(Debug)]
pub(super) struct VerifiedClaims(Members);

impl VerifiedClaims {
    pub(super) fn members(&self) -> &Members {
        &self.0
    }
}

enum Scheme {
    /// `r || s`, each as long as the curve; never DER.
    Ecdsa(&'static EcdsaVerificationAlgorithm),
    Rsa(&'static RsaParameters),
}

impl Algorithm {
    fn scheme(self) -> Scheme {
        match self {
            Self::Es256 => Scheme::Ecdsa(&ECDSA_P256_SHA256_FIXED),
            Self::Es384 => Scheme::Ecdsa(&ECDSA_P384_SHA384_FIXED),
            Self::Es512 => Scheme::Ecdsa(&ECDSA_P521_SHA512_FIXED),
            Self::Rs256 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA256),
            Self::Rs384 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA384),
            Self::Rs512 => Scheme::Rsa(&RSA_PKCS1_2048_8192_SHA512),
        }
    }
}

/// Verifies the signature.
pub(super) fn verify(
    token: UnverifiedToken<'_>,
    key: &PublicKey,
) -> Result<VerifiedClaims, StsError> {
    let UnverifiedToken { algorithm, claims, signing_input, signature, .. } = token;
    let held = match (algorithm.scheme(), key) {
        (Scheme::Ecdsa(scheme), PublicKey::Ec(point)) => {
            UnparsedPublicKey::new(scheme, point).verify(signing_input, &signature)
        }
        (Scheme::Rsa(scheme), PublicKey::Rsa { n, e }) => {
            RsaPublicKeyComponents { n, e }.verify(scheme, signing_input, &signature)
        }
        _ => return Err(StsError::Signature),
    };
    held.map(|()| VerifiedClaims(claims)).map_err(|_| StsError::Signature)
}
