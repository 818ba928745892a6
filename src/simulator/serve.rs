//! The simulator as a server, and the handle that tests hold.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use axum::Router;
use axum::routing::post;
use chrono::{DateTime, Utc};
use thiserror::Error;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::answer::answer;
use super::fault::Fault;
use super::fetch::{Documents, Source};
use super::request::Form;
use super::sessions::Sessions;
use crate::adapters::clock::Clock;
use crate::adapters::random::{self, Random};
use crate::domain::secret::Secret;
use crate::domain::sts::{Assumed, AwsState, IssuerDocuments, StsError, claimed_issuer, decide};

/// The local AWS. Clones are the same one; a test keeps a clone as its handle.
#[derive(Clone)]
pub struct Simulator(Arc<Inner>);

struct Inner {
    aws: RwLock<AwsState>,
    documents: Documents,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    sessions: Mutex<Sessions>,
    faults: Mutex<VecDeque<Fault>>,
    calls: Mutex<Vec<Call>>,
    padding: AtomicUsize,
}

/// A call that came in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    /// The action, `-` if the request had none.
    pub action: String,
    /// Whether it was signed.
    pub signed: Signed,
    /// The error code of the answer; none for success.
    pub refused: Option<String>,
}

/// Whether a call was signed. AssumeRoleWithWebIdentity never is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Signed {
    /// Without an `Authorization` header.
    No,
    /// With one.
    Yes,
}

/// Why the simulator can't start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address isn't this machine's own.
    #[error("{0} is not on the loopback interface")]
    NotLoopback(SocketAddr),
    /// The listener can't be used.
    #[error("could not listen: {0}")]
    Listen(#[from] io::Error),
}

/// A simulator that serves. It ends when this is dropped.
pub struct Running {
    address: SocketAddr,
    simulator: Simulator,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Simulator {
    /// Makes a simulator. `client` fetches the issuers' documents.
    pub fn new(
        aws: AwsState,
        client: reqwest::Client,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self(Arc::new(Inner {
            aws: RwLock::new(aws),
            documents: Documents::new(client),
            clock,
            random,
            sessions: Mutex::default(),
            faults: Mutex::default(),
            calls: Mutex::default(),
            padding: AtomicUsize::new(0),
        }))
    }

    /// Serves on the listener, which must be on the loopback interface.
    pub fn serve(self, listener: TcpListener) -> Result<Running, StartError> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().route("/", post(answer)).with_state(self.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service).with_graceful_shutdown(async {
            // A dropped sender ends the simulator as well.
            let _ = stopped.await;
        });
        let task = tokio::spawn(async { server.await });
        Ok(Running { address, simulator: self, stop: Some(stop), task })
    }

    /// Lets the next calls, whatever their action, each meet the fault.
    pub fn fail_next(&self, count: usize, fault: Fault) {
        lock(&self.0.faults).extend(std::iter::repeat_n(fault, count));
    }

    /// Returns every call so far, in order.
    pub fn calls(&self) -> Vec<Call> {
        lock(&self.0.calls).clone()
    }

    /// Returns how many calls there were of an action.
    pub fn count(&self, action: &str) -> usize {
        lock(&self.0.calls).iter().filter(|call| call.action == action).count()
    }

    /// Changes what is registered.
    pub fn change(&self, change: impl FnOnce(&mut AwsState)) {
        change(&mut self.0.aws.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Makes every session token from now on longer by so many characters: AWS promises no length.
    pub fn pad_session_tokens(&self, characters: usize) {
        self.0.padding.store(characters, Ordering::Relaxed);
    }

    /// Answers AssumeRoleWithWebIdentity and remembers the session.
    pub(super) async fn assume(&self, form: &Form, source: IpAddr) -> Result<Assumed, StsError> {
        let mut assumed = self.decide(form, source).await?;
        let padding = "A".repeat(self.0.padding.load(Ordering::Relaxed));
        let token = &mut assumed.credentials.session_token;
        *token = Secret::new(format!("{}{padding}", token.expose()));
        lock(&self.0.sessions).remember(assumed.clone());
        Ok(assumed)
    }

    /// Decides with the issuer's documents as they are cached, and once more with fresh ones if
    /// the cached ones hold no key.
    async fn decide(&self, form: &Form, source: IpAddr) -> Result<Assumed, StsError> {
        let request = form.assume_request(source);
        let issuer = form.value("WebIdentityToken").and_then(claimed_issuer);
        let issuer = issuer.and_then(|issuer| self.aws().registered_issuer(&issuer).cloned());
        let decided = |documents: &IssuerDocuments| {
            let random = random::bytes(&*self.0.random);
            decide(&request, &self.aws(), documents, self.0.clock.now(), &random)
        };
        let Some(issuer) = issuer else { return decided(&IssuerDocuments::NotFetched) };
        let (documents, source) = self.0.documents.of(&issuer).await;
        match decided(&documents) {
            Err(StsError::NoKey(_)) if source == Source::Cache => {
                decided(&self.0.documents.fetch(&issuer).await)
            }
            first => first,
        }
    }

    fn aws(&self) -> std::sync::RwLockReadGuard<'_, AwsState> {
        self.0.aws.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Simulator {
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    pub(super) fn random<const N: usize>(&self) -> [u8; N] {
        random::bytes(&*self.0.random)
    }

    pub(super) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        lock(&self.0.sessions)
    }

    pub(super) fn next_fault(&self) -> Option<Fault> {
        lock(&self.0.faults).pop_front()
    }

    pub(super) fn record(&self, call: Call) {
        lock(&self.0.calls).push(call);
    }
}

impl Running {
    /// Returns the address that is listened on, with the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what to write into `AWS_ENDPOINT_URL_STS`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the simulator that serves.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Takes no more calls and waits for the running ones.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        (&mut self.task).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
    }
}

/// A panic elsewhere leaves plain lists behind, which are as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
