//! The local AWS: what is registered, what was handed out, and the handle that tests hold.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::fault::Fault;
use super::fetch::{Documents, Source};
use super::request::{Form, Request};
use super::sessions::{Key, Sessions};
use super::signature::{SignatureFault, SignedCall};
use crate::adapters::clock::Clock;
use crate::adapters::random::{self, Random};
use crate::domain::secret::Secret;
use crate::domain::sts::{
    Assumed, AwsState, Caller, Credentials, IssuerDocuments, StsError, claimed_issuer, decide,
};

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

    /// Changes what is registered. Every call from then on sees it.
    pub fn change<T>(&self, change: impl FnOnce(&mut AwsState) -> T) -> T {
        change(&mut self.0.aws.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes every session token from now on longer by so many characters: AWS promises no length.
    pub fn pad_session_tokens(&self, characters: usize) {
        self.0.padding.store(characters, Ordering::Relaxed);
    }
}

impl Simulator {
    /// Reads what is registered.
    pub(super) fn read<T>(&self, read: impl FnOnce(&AwsState) -> T) -> T {
        read(&self.0.aws.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Verifies who calls a service.
    pub(super) fn caller(
        &self,
        request: &Request,
        service: &'static str,
    ) -> Result<Caller, SignatureFault> {
        let call = SignedCall::read(request)?;
        let id = call.access_key_id();
        let key = self.read(|aws| aws.access_key(id).map(Key::from));
        let key = key.or_else(|| lock(&self.0.sessions).find(id).cloned());
        let key = key.ok_or(SignatureFault::UnknownKey("signature: unknown access key"))?;
        call.verify(&key, service, self.now())?;
        Ok(key.caller().clone())
    }

    /// Remembers whose credentials these are, which leave now.
    pub(super) fn hand_out(&self, credentials: &mut Credentials, caller: Caller) {
        let padding = "A".repeat(self.0.padding.load(Ordering::Relaxed));
        let token = &mut credentials.session_token;
        *token = Secret::new(format!("{}{padding}", token.expose()));
        lock(&self.0.sessions).remember(credentials, caller);
    }

    /// Decides AssumeRoleWithWebIdentity with the issuer's documents as they are cached, and once
    /// more with fresh ones if the cached ones hold no key.
    pub(super) async fn decide(&self, form: &Form, source: IpAddr) -> Result<Assumed, StsError> {
        let request = form.assume_request(source);
        let issuer = form.value("WebIdentityToken").and_then(claimed_issuer);
        let registered = |issuer: String| self.read(|aws| aws.registered_issuer(&issuer).cloned());
        let decided = |documents: &IssuerDocuments| {
            let (now, random) = (self.now(), self.random());
            self.read(|aws| decide(&request, aws, documents, now, &random))
        };
        let Some(issuer) = issuer.and_then(registered) else {
            return decided(&IssuerDocuments::NotFetched);
        };
        let (documents, source) = self.0.documents.of(&issuer).await;
        match decided(&documents) {
            Err(StsError::NoKey(_)) if source == Source::Cache => {
                decided(&self.0.documents.fetch(&issuer).await)
            }
            first => first,
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    pub(super) fn random<const N: usize>(&self) -> [u8; N] {
        random::bytes(&*self.0.random)
    }

    pub(super) fn next_fault(&self) -> Option<Fault> {
        lock(&self.0.faults).pop_front()
    }

    pub(super) fn record(&self, call: Call) {
        lock(&self.0.calls).push(call);
    }
}

/// A panic elsewhere leaves plain lists behind, which are as good as before.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
