//! HTTP for issuer and STS alike: certificates and proxies.
//!
//! A bundle that the environment names is trusted in addition to the machine's own certificates.
//! Proxies: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, upper and lower case.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;

use super::environment::Environment;
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
    #[error("{variable} names {path}, which is no PEM bundle of certificates")]
    BundleInvalid {
        /// The environment variable.
        variable: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The bundle can't be read.
    #[error("{variable} names {path}, which can't be read: {reason}")]
    BundleUnreadable {
        /// The environment variable.
        variable: &'static str,
        /// The file.
        path: PathBuf,
        /// The operating system's words.
        reason: std::io::Error,
    },
    /// The machine's own certificates or proxy settings are at fault.
    #[error("could not prepare HTTPS on this machine: {0}")]
    Client(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Returns a client that follows no redirect and gives up after `timeout`, connecting included.
pub fn client(environment: &Environment, timeout: Duration) -> Result<reqwest::Client, HttpError> {
    build(environment, timeout, Route::Proxied)
}

/// The network as one process sees it. The machine's certificates, some hundred files, are read at
/// the first use, and then no more.
#[derive(Debug)]
pub struct Network {
    environment: Environment,
    direct: OnceCell<reqwest::Client>,
    proxied: OnceCell<reqwest::Client>,
}

impl Network {
    /// Returns the network with this environment's bundle and proxies.
    pub fn new(environment: Environment) -> Self {
        Self { environment, direct: OnceCell::new(), proxied: OnceCell::new() }
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
        if let Some(client) = known.get() {
            return Ok(client.clone());
        }
        let client = build(&self.environment, PATIENCE, route)?;
        Ok(known.get_or_init(|| client).clone())
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
    environment: &Environment,
    timeout: Duration,
    route: Route,
) -> Result<reqwest::Client, HttpError> {
    let certificates = bundle(environment)?;
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

/// Reads and checks the bundle that the environment names, if it names one.
fn bundle(environment: &Environment) -> Result<Vec<reqwest::Certificate>, HttpError> {
    let Some((variable, path)) = &environment.ca_bundle else { return Ok(Vec::new()) };
    let pem = read(path).map_err(|reason| HttpError::BundleUnreadable {
        variable,
        path: path.clone(),
        reason,
    })?;
    parse(&pem).ok_or_else(|| HttpError::BundleInvalid { variable, path: path.clone() })
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
