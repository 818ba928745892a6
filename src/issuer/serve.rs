//! The issuer as a server: what it is made of, how it starts and ends.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::accept::DefaultAcceptor;
use axum_server::tls_rustls::RustlsAcceptor;
use thiserror::Error;
use tokio::task::JoinHandle;

use super::attestation::{self, RootsProblem};
use super::limit::Left;
use super::state::State;
use super::{routes, tls};
use crate::adapters::clock::Clock;
use crate::adapters::database::{Database, DatabaseError};
use crate::adapters::random::{self, Random};
use crate::adapters::signing_key::{SigningKeyError, SigningKeys};
use crate::domain::challenge::ChallengeSecret;
use crate::domain::issuer_config::{IssuerConfig, IssuerConfigError};

/// The largest body that is read; an attestation is some 2 KiB.
pub(super) const BODY: usize = 64 * 1024;
/// How long a request may take, its body included.
pub(super) const REQUEST: Duration = Duration::from_secs(10);
/// How long a client may take to send its request's head.
const HEAD: Duration = Duration::from_secs(10);
/// How long running requests are given when the issuer ends.
const GRACE: Duration = Duration::from_secs(5);

/// An issuer that is ready to serve.
#[derive(Clone)]
pub struct Issuer {
    pub(super) state: Arc<State>,
}

/// An issuer that serves.
pub struct Running {
    address: SocketAddr,
    handle: Handle<SocketAddr>,
    task: JoinHandle<io::Result<()>>,
    issuer: Issuer,
}

/// Why the issuer can't start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The configuration contradicts itself.
    #[error(transparent)]
    Config(#[from] IssuerConfigError),
    /// The database can't be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The address can't be listened on.
    #[error("could not listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The attestation roots can't be used.
    #[error(transparent)]
    Roots(#[from] RootsProblem),
    /// The signing keys can't be used.
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
    /// Certificate or key can't be used.
    #[error("could not use the certificate {certificate} with its key: {source}")]
    Tls {
        /// The certificate's file.
        certificate: String,
        /// Why.
        source: io::Error,
    },
}

impl Issuer {
    /// Opens database and signing keys where the configuration says they are.
    pub async fn open(
        config: IssuerConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        let database = Database::open(&config.database).await?;
        let signing_keys = SigningKeys::open(&config.signing_keys)?;
        Self::new(config, database, signing_keys, clock, random)
    }

    /// Makes an issuer whose database and signing key end with the process.
    pub async fn in_memory(
        config: IssuerConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        let database = Database::in_memory().await?;
        let signing_keys = SigningKeys::ephemeral(&*random);
        Self::new(config, database, signing_keys, clock, random)
    }

    fn new(
        config: IssuerConfig,
        database: Database,
        signing_keys: SigningKeys,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, StartError> {
        config.check()?;
        let roots = attestation::roots(&config.attestation)?;
        let challenge_secret = ChallengeSecret::new(random::bytes(&*random));
        let left = Left::new(&config.limits);
        let state =
            State { config, left, database, signing_keys, challenge_secret, roots, clock, random };
        Ok(Self { state: Arc::new(state) })
    }

    /// Listens where the configuration says and serves.
    pub async fn listen(self) -> Result<Running, StartError> {
        let address = self.state.config.listen;
        let listener =
            TcpListener::bind(address).map_err(|source| StartError::Listen { address, source })?;
        self.serve(listener).await
    }

    /// Serves on the listener until [`Running::stop`] or the end of the runtime.
    ///
    /// A caller that lets the system choose the port binds first, and names the port in the
    /// issuer's URL.
    pub async fn serve(self, listener: TcpListener) -> Result<Running, StartError> {
        let wanted = self.state.config.listen;
        let failed = |source| StartError::Listen { address: wanted, source };
        let address = listener.local_addr().map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let handle = Handle::new();
        let service =
            routes::router(&self.state).into_make_service_with_connect_info::<SocketAddr>();
        let task = match self.state.config.tls.clone() {
            Some(tls) => {
                let server = axum_server::from_tcp(listener).map_err(failed)?;
                let certificate = tls::read(&tls).await.map_err(|source| {
                    let certificate = tls.certificate.display().to_string();
                    StartError::Tls { certificate, source }
                })?;
                tokio::spawn(tls::renew(tls, certificate.clone()));
                let acceptor = RustlsAcceptor::new(certificate).handshake_timeout(HEAD);
                let server = prepared(server.acceptor(acceptor), &handle);
                tokio::spawn(server.serve(service))
            }
            None => {
                let server = axum_server::from_tcp(listener).map_err(failed)?;
                let server = prepared(server.acceptor(DefaultAcceptor::new()), &handle);
                tokio::spawn(server.serve(service))
            }
        };
        Ok(Running { address, handle, task, issuer: self })
    }
}

fn prepared<A>(
    server: axum_server::Server<SocketAddr, A>,
    handle: &Handle<SocketAddr>,
) -> axum_server::Server<SocketAddr, A> {
    let mut server = server.http1_only().first_request_timeout(HEAD).handle(handle.clone());
    server.http_builder().http1().header_read_timeout(HEAD);
    server
}

impl Running {
    /// Returns the address that is listened on, with the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the issuer that serves.
    pub fn issuer(&self) -> &Issuer {
        &self.issuer
    }

    /// Waits until the server ends by itself, which only a failure makes it do.
    pub async fn ended(&mut self) -> io::Result<()> {
        (&mut self.task).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }

    /// Takes no more requests, gives the running ones a few seconds, and closes the database.
    pub async fn stop(mut self) -> io::Result<()> {
        self.handle.graceful_shutdown(Some(GRACE));
        let ended = self.ended().await;
        self.issuer.state.database.close().await;
        ended
    }
}
