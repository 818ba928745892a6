//! The issuer's signing keys, PEM files that nobody else can read.
//!
//! One folder: `current.pem` signs; every other `*.pem` beside it (the next key, the retiring
//! one) is published with it and doesn't sign.

use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jsonwebtoken::EncodingKey;
use p256::SecretKey;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use thiserror::Error;
use zeroize::Zeroizing;

use super::random::{self, Random};
use crate::domain::claims::{IdToken, SigningError};
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::secret::Secret;

/// The file of the key that signs.
pub const CURRENT: &str = "current.pem";

/// The key that signs, and the public halves of all that are published.
pub struct SigningKeys {
    current: EncodingKey,
    current_id: KeyId,
    published: Vec<Jwk>,
}

/// Why the signing keys can't be used.
#[derive(Debug, Error)]
pub enum SigningKeyError {
    /// There is no key yet.
    #[error("there is no signing key {0}")]
    Absent(PathBuf),
    /// The file is no P-256 private key.
    #[error("{0} is not a P-256 private key (PKCS #8 PEM)")]
    Invalid(PathBuf),
    /// Somebody else may read the key.
    #[error("{path} can be read by others (mode {mode:o})")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is there already; a signing key is never overwritten.
    #[error("{0} exists already")]
    Exists(PathBuf),
    /// The file or folder can't be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl SigningKeys {
    /// Reads the keys from the folder.
    pub fn open(folder: &Path) -> Result<Self, SigningKeyError> {
        let mut keys = Self::signing_with(&read(&folder.join(CURRENT))?);
        for path in others(folder).map_err(|source| broken(folder, source))? {
            let jwk = public(&read(&path)?);
            if !keys.published.contains(&jwk) {
                keys.published.push(jwk);
            }
        }
        Ok(keys)
    }

    /// Makes a key that ends with the process.
    pub fn ephemeral(random: &dyn Random) -> Self {
        Self::signing_with(&new_key(random))
    }

    fn signing_with(key: &SecretKey) -> Self {
        let der = key.to_pkcs8_der().expect("a P-256 key encodes");
        let jwk = public(key);
        Self {
            current: EncodingKey::from_ec_der(der.as_bytes()),
            current_id: jwk.thumbprint(),
            published: vec![jwk],
        }
    }

    /// Makes `current.pem`, readable by this user alone. An existing one is never overwritten.
    pub fn create(folder: &Path, random: &dyn Random) -> Result<PathBuf, SigningKeyError> {
        let path = folder.join(CURRENT);
        create_folder(folder).map_err(|source| broken(folder, source))?;
        let pem = new_key(random).to_pkcs8_pem(LineEnding::LF).expect("a P-256 key encodes");
        match write_new(&path, pem.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(SigningKeyError::Exists(path))
            }
            Err(source) => Err(broken(&path, source)),
            Ok(()) => Ok(path),
        }
    }

    /// Returns the name of the key that signs.
    pub fn current_id(&self) -> &KeyId {
        &self.current_id
    }

    /// Returns the public keys, the one that signs first.
    pub fn published(&self) -> &[Jwk] {
        &self.published
    }

    /// Signs the token.
    pub fn sign(&self, token: &IdToken) -> Result<Secret, SigningError> {
        token.sign(&self.current, &self.current_id)
    }
}

fn public(key: &SecretKey) -> Jwk {
    Jwk::from(SigningKey::from(key).verifying_key())
}

fn new_key(random: &dyn Random) -> SecretKey {
    loop {
        // All but one in 2^32 draws are a key: the order of P-256 is just below 2^256.
        let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(random::bytes(random));
        if let Ok(key) = SecretKey::from_slice(&*bytes) {
            return key;
        }
    }
}

fn broken(path: &Path, source: io::Error) -> SigningKeyError {
    SigningKeyError::Io { path: path.into(), source }
}

fn others(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let pem = path.extension().is_some_and(|extension| extension == "pem");
        if pem && path.file_name().is_some_and(|name| name != CURRENT) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

#[expect(clippy::disallowed_methods, reason = "the signing keys are this file's to read")]
fn read(path: &Path) -> Result<SecretKey, SigningKeyError> {
    let mut file = std::fs::File::open(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => SigningKeyError::Absent(path.into()),
        _ => broken(path, source),
    })?;
    refuse_exposed(path, &file)?;
    let mut pem = Zeroizing::new(String::new());
    file.read_to_string(&mut pem).map_err(|source| broken(path, source))?;
    SecretKey::from_pkcs8_pem(&pem).map_err(|_| SigningKeyError::Invalid(path.into()))
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &std::fs::File) -> Result<(), SigningKeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata().map_err(|source| broken(path, source))?;
    match metadata.permissions().mode() & 0o777 {
        mode if mode & 0o077 != 0 => Err(SigningKeyError::Exposed { path: path.into(), mode }),
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn refuse_exposed(_path: &Path, _file: &std::fs::File) -> Result<(), SigningKeyError> {
    Ok(())
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn write_new(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::random::SystemRandom;

    #[test]
    fn what_was_created_is_read_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("signing-keys");
        assert!(matches!(SigningKeys::open(&folder), Err(SigningKeyError::Absent(_))));
        SigningKeys::create(&folder, &SystemRandom).unwrap();
        let keys = SigningKeys::open(&folder).unwrap();
        let again = SigningKeys::create(&folder, &SystemRandom);
        assert!(matches!(again, Err(SigningKeyError::Exists(_))));
        assert_eq!(SigningKeys::open(&folder).unwrap().current_id(), keys.current_id());
    }

    #[test]
    fn the_next_key_is_published_and_does_not_sign() {
        let folder = tempfile::tempdir().unwrap();
        SigningKeys::create(folder.path(), &SystemRandom).unwrap();
        let next = new_key(&SystemRandom);
        let pem = next.to_pkcs8_pem(LineEnding::LF).unwrap();
        write_new(&folder.path().join("next.pem"), pem.as_bytes()).unwrap();
        let keys = SigningKeys::open(folder.path()).unwrap();
        assert_eq!(keys.published().len(), 2);
        assert_eq!(keys.published()[0].thumbprint(), *keys.current_id());
        assert_eq!(keys.published()[1], public(&next));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = SigningKeys::create(folder.path(), &SystemRandom).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let opened = SigningKeys::open(folder.path());
        assert!(matches!(opened, Err(SigningKeyError::Exposed { mode: 0o640, .. })));
    }

    #[test]
    fn a_file_that_is_no_key_is_invalid_and_not_absent() {
        let folder = tempfile::tempdir().unwrap();
        write_new(&folder.path().join(CURRENT), b"nonsense").unwrap();
        assert!(matches!(SigningKeys::open(folder.path()), Err(SigningKeyError::Invalid(_))));
    }
}
