//! The answer that needs nothing but the state file and one keyring item; and the AWS config file,
//! where its profile is named.

use chrono::{DateTime, Utc};

use super::call::{Files, key};
use super::source::{Source, SourceKind};
use super::{Args, profile, wishes};
use crate::adapters::environment::Environment;
use crate::adapters::secret_store::SecretStore;
use crate::adapters::state;
use crate::domain::aws_credentials::Freshness;
use crate::domain::secret::Secret;

/// Returns the text to print, without a newline, if fresh credentials are in that keyring.
///
/// `None` stands for everything else, and says nothing about why: the whole command finds out for
/// itself. It tells what is wrong, and reads the configuration where more than one session could be
/// meant.
pub fn from_cache(
    environment: &Environment,
    cache: &dyn SecretStore,
    issuer: Option<&str>,
    args: &Args,
    now: DateTime<Utc>,
) -> Option<Secret> {
    // What other sources need is checked by the whole command.
    if args.request.token.source != SourceKind::Session {
        return None;
    }
    if args.no_cache || !environment.has_home || environment.not_text.is_some() {
        return None;
    }
    let records = state::read(&environment.state_folder).ok()?;
    if issuer.is_none() && records.sessions.len() > 1 {
        return None;
    }
    let session = records.find(issuer).filter(|session| session.is_live(now))?;
    if let Some(most) = args.request.max_auth_age
        && session.touched_within(most, now) != Some(true)
    {
        return None;
    }
    let source = Source::Session(session.clone());
    let policy = wishes::policy(&args.request).ok()?;
    let profile = profile::settings(environment, &args.request).ok()?;
    let files = Files { policy: policy.as_ref(), profile: profile.as_ref() };
    let (_, key) = key(environment, &source, &args.request, files).ok()?;
    let item = cache.read(&key.item_name()).ok()??;
    let credentials = key.open(&item).ok()?;
    let is_fresh = credentials.freshness(now) == Freshness::Fresh;
    is_fresh.then(|| credentials.print(args.format.into()))
}
