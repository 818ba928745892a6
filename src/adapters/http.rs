//! HTTP for issuer and STS alike: certificates and proxies.
//!
//! A bundle that the environment or a profile names is trusted in addition to the machine's own
//! certificates.
//! Proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, upper and lower case.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::environment::{Environment, SSL_CERT_FILE};
use crate::domain::issuer_url::is_loopback;

/// How long a connection may take to come about, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

/// How long a connection is kept for the next request. Our issuer closes it after ten seconds.
const KEPT: Duration = Duration::from_secs(5);

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Why no HTTP client could be made.
#[derive(Debug, Error)]
pub enum HttpError {
    /// The bundle holds no certificate, or something that isn't one.
    #[error("{named_by} names {path}, which is no PEM bundle of certificates")]
    BundleInvalid {
        /// The setting.
        named_by: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The bundle can't be read.
    #[error("{named_by} names {path}, which can't be read: {reason}")]
    BundleUnreadable {
        /// The setting.
        named_by: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// The machine's own certificates or proxy settings are at fault.
    #[error("could not prepare HTTPS on this machine: {0}")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A file of certificates, and the setting that names it.
type Bundle = (&'static str, PathBuf);

/// The setting of a profile that names a bundle.
const OF_PROFILE: &str = "the profile's `ca_bundle`";

/// Returns a client that follows no redirect and gives up after `timeout`, connecting included.
pub fn client(environment: &Environment, timeout: Duration) -> Result<reqwest::Client, HttpError> {
    build(environment.ca_bundle.as_ref(), timeout, Route::Proxied)
}

/// The network as one process sees it. The machine's certificates, some hundred files, are read at
/// the first use, and then no more.
#[derive(Debug)]
pub struct Network {
    bundle: RefCell<Option<Bundle>>,
    direct: RefCell<Option<reqwest::Client>>,
    proxied: RefCell<Option<reqwest::Client>>,
}

impl Network {
    /// Returns the network with this environment's bundle and proxies.
    pub fn new(environment: Environment) -> Self {
        let bundle = RefCell::new(environment.ca_bundle);
        Self { bundle, direct: RefCell::default(), proxied: RefCell::default() }
    }

    /// Trusts the bundle that a profile names from now on. A variable of ours or of AWS's goes
    /// before it.
    pub fn trust(&self, path: PathBuf) {
        let mut bundle = self.bundle.borrow_mut();
        let replaced =
            bundle.as_ref().is_none_or(|(by, _)| [SSL_CERT_FILE, OF_PROFILE].contains(by));
        if replaced {
            *bundle = Some((OF_PROFILE, path));
            self.direct.take();
            self.proxied.take();
        }
    }

    /// Returns a client for the host of `url`, which follows no redirect. What is meant for this
    /// machine goes through no proxy, whatever the environment says: it may be plain http, and
    /// carries secrets.
    pub fn client_to(&self, url: &str) -> Result<reqwest::Client, HttpError> {
        let route = Route::to(url);
        let known = match route {
            Route::Direct => &self.direct,
            Route::Proxied => &self.proxied,
        };
        if let Some(client) = &*known.borrow() {
            return Ok(client.clone());
        }
        let client = build(self.bundle.borrow().as_ref(), PATIENCE, route)?;
        *known.borrow_mut() = Some(client.clone());
        Ok(client)
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Route {
    Direct,
    Proxied,
}

impl Route {
    fn to(url: &str) -> Self {
        let is_here = url::Url::parse(url).is_ok_and(|url| is_loopback(&url));
        if is_here { Self::Direct } else { Self::Proxied }
    }
}

fn build(
    bundle: Option<&Bundle>,
    timeout: Duration,
    route: Route,
) -> Result<reqwest::Client, HttpError> {
    let certificates = certificates(bundle)?;
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(timeout)
        .connect_timeout(CONNECT_TIMEOUT.min(timeout))
        .pool_idle_timeout(KEPT)
        .user_agent(concat!("vouch/", env!("CARGO_PKG_VERSION")))
        .tls_certs_merge(certificates);
    let builder = match route {
        Route::Direct => builder.no_proxy(),
        Route::Proxied => builder,
    };
    builder.build().map_err(|error| HttpError::Client(error.into()))
}

/// Reads and checks the bundle, if there is one.
fn certificates(bundle: Option<&Bundle>) -> Result<Vec<reqwest::Certificate>, HttpError> {
    let Some((named_by, path)) = bundle else { return Ok(Vec::new()) };
    let pem = read(path).map_err(|reason| HttpError::BundleUnreadable {
        named_by,
        path: path.clone(),
        reason,
    })?;
    parse(&pem).ok_or_else(|| HttpError::BundleInvalid { named_by, path: path.clone() })
}

#[expect(clippy::disallowed_methods, reason = "the bundle is this adapter's own file")]
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    std::fs::read(path)
}

/// A throw-away client is the check: it takes every certificate into its own store of roots.
fn parse(pem: &[u8]) -> Option<Vec<reqwest::Certificate>> {
    let certificates = reqwest::Certificate::from_pem_bundle(pem).ok()?;
    let check = reqwest::Client::builder().tls_certs_only(certificates.clone()).build();
    (!certificates.is_empty() && check.is_ok()).then_some(certificates)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
MQswCQYDVQQGEwJVUzEPMA0GA1UEChMGQW1hem9uMRkwFwYDVQQDExBBbWF6b24g
Um9vdCBDQSAzMB4XDTE1MDUyNjAwMDAwMFoXDTQwMDUyNjAwMDAwMFowOTELMAkG
A1UEBhMCVVMxDzANBgNVBAoTBkFtYXpvbjEZMBcGA1UEAxMQQW1hem9uIFJvb3Qg
Q0EgMzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCmXp8ZBf8ANm+gBG1bG8lKl
ui2yEujSLtf6ycXYqm0fc4E7O5hrOXwzpcVOho6AF2hiRVd9RFgdszflZwjrZt6j
QjBAMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgGGMB0GA1UdDgQWBBSr
ttvXBp43rDCGB5Fwx5zEGbF4wDAKBggqhkjOPQQDAgNJADBGAiEA4IWSoxe3jfkr
BqWTrBqYaGFy+uGh0PsceGCmQ5nFuMQCIQCcAu/xlJyzlvnrxir4tiz+OpAUFteM
YyRIHN8wfdVoOw==
-----END CERTIFICATE-----
";

    fn with_bundle(text: &str) -> Result<reqwest::Client, HttpError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let ca_bundle = Some(("AWS_CA_BUNDLE", file.path().to_owned()));
        let environment = Environment { ca_bundle, ..Environment::default() };
        client(&environment, Duration::from_secs(1))
    }

    #[test]
    fn a_bundle_of_certificates_is_taken() {
        assert!(with_bundle(CERTIFICATE).is_ok());
        assert!(with_bundle(&CERTIFICATE.repeat(3)).is_ok());
    }

    #[test]
    fn what_is_no_bundle_is_named() {
        let garbled = CERTIFICATE.replace("MIIBtjCC", "AAAAAAAA");
        for text in ["", "hello", "-----BEGIN CERTIFICATE-----\nhello\n", &garbled] {
            let error = with_bundle(text).unwrap_err();
            assert!(matches!(error, HttpError::BundleInvalid { .. }), "{error}");
            assert!(error.to_string().starts_with("AWS_CA_BUNDLE names /"), "{error}");
        }
    }

    #[test]
    fn what_is_for_this_machine_goes_through_no_proxy() {
        for url in ["http://127.0.0.1:4566", "http://localhost", "https://[::1]:8443/team"] {
            assert_eq!(Route::to(url), Route::Direct, "{url}");
        }
        for url in ["https://vouch.example.com", "https://localhost.example.com", ""] {
            assert_eq!(Route::to(url), Route::Proxied, "{url}");
        }
    }

    #[test]
    fn the_bundle_of_a_profile_comes_after_vouchs_and_awss() {
        let refused = |variable: Option<&'static str>| {
            let ca_bundle = variable.map(|name| (name, PathBuf::from("/nowhere/ca.pem")));
            let network = Network::new(Environment { ca_bundle, ..Environment::default() });
            network.trust("/nowhere/of-profile.pem".into());
            network.client_to("https://sts.amazonaws.com").unwrap_err().to_string()
        };
        for variable in ["VOUCH_CA_BUNDLE", "AWS_CA_BUNDLE"] {
            assert!(refused(Some(variable)).starts_with(&format!("{variable} names /nowhere/ca")));
        }
        for variable in [Some("SSL_CERT_FILE"), None] {
            let told = refused(variable);
            assert!(told.starts_with("the profile's `ca_bundle` names /nowhere/of-"), "{told}");
        }
    }

    #[test]
    fn what_was_trusted_before_is_not_kept() {
        let network = Network::new(Environment::default());
        assert!(network.client_to("http://127.0.0.1").is_ok());
        network.trust("/nowhere/of-profile.pem".into());
        assert!(network.client_to("http://127.0.0.1").is_err());
    }

    #[test]
    fn a_missing_bundle_is_named() {
        let ca_bundle = Some(("VOUCH_CA_BUNDLE", PathBuf::from("/nowhere/ca.pem")));
        let environment = Environment { ca_bundle, ..Environment::default() };
        let error = client(&environment, Duration::from_secs(1)).unwrap_err();
        assert!(
            error.to_string().starts_with("VOUCH_CA_BUNDLE names /nowhere/ca.pem, which can't be"),
            "{error}"
        );
    }
}
