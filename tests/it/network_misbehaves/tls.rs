//! Certificates and TLS for servers of a test.

use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::server::Line;

/// The certificate authority of a company.
pub(super) struct Company(CertifiedIssuer<'static, KeyPair>);

/// What a server shows who it is with.
#[derive(Clone)]
pub(super) struct Tls {
    name: String,
    settings: Arc<ServerConfig>,
}

impl Company {
    pub(super) fn new() -> Self {
        let mut about = CertificateParams::new([]).unwrap();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        about.distinguished_name.push(rcgen::DnType::CommonName, "Example Company CA");
        Self(CertifiedIssuer::self_signed(about, KeyPair::generate().unwrap()).unwrap())
    }

    /// Its own certificate, for a bundle.
    pub(super) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A server that is `name` and shows a certificate for `shown`.
    pub(super) fn server(&self, name: &str, shown: &str) -> Tls {
        self.certify(name, CertificateParams::new([shown.to_owned()]).unwrap())
    }

    /// A server whose certificate nobody has signed but itself.
    pub(super) fn by_itself(name: &str) -> Tls {
        let key = KeyPair::generate().unwrap();
        let about = CertificateParams::new([name.to_owned()]).unwrap();
        Tls::new(name, about.self_signed(&key).unwrap().der(), &key)
    }

    /// A server whose certificate is over.
    pub(super) fn expired(&self, name: &str) -> Tls {
        let mut about = CertificateParams::new([name.to_owned()]).unwrap();
        about.not_after = rcgen::date_time_ymd(2020, 1, 1);
        self.certify(name, about)
    }

    fn certify(&self, name: &str, about: CertificateParams) -> Tls {
        let key = KeyPair::generate().unwrap();
        let certificate = about.signed_by(&key, &self.0).unwrap();
        Tls::new(name, certificate.der(), &key)
    }
}

impl Tls {
    fn new(name: &str, certificate: &CertificateDer<'static>, key: &KeyPair) -> Self {
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let settings = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        Self { name: name.into(), settings: Arc::new(settings) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The handshake happens with the first byte that is read.
    pub(super) fn accept(&self, stream: TcpStream) -> Box<dyn Line> {
        let connection = ServerConnection::new(Arc::clone(&self.settings)).unwrap();
        Box::new(StreamOwned::new(connection, stream))
    }
}
