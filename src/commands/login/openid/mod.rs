//! `vouch login` at another OpenID provider: in the browser, or on another device.

mod browser;
mod device;
mod keep;

use std::time::Duration;

use crate::adapters::openid_client::{Client, OpenIdClient, TokenAnswer};
use crate::adapters::runtime::block_on;
use crate::adapters::state;
use crate::commands::error::{CommandError, Exit};
use crate::commands::openid::token::{Judge, judged};
use crate::commands::openid::{self, client_secret};
use crate::commands::world::World;
use crate::domain::config::{KnownIssuer, KnownProvider};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::openid::{ClientId, Provider, Scope, Way, scopes_to_ask_for};
use crate::domain::session::Given;

/// How long a session lasts where nothing else is said, as at our own issuers.
const USUAL_DURATION: Duration = Duration::from_secs(8 * 3600);

/// A login at an OpenID provider other than a vouch issuer
#[derive(Debug, Default, clap::Args)]
#[group(id = "openid")]
#[command(next_help_heading = "At an OpenID provider other than a vouch issuer")]
pub(super) struct Args {
    /// Log in at the provider of `--issuer`, as this client of it
    #[arg(long, value_name = "ID", conflicts_with = "key")]
    pub(super) client_id: Option<ClientId>,

    /// Log in on another device: show a page and a code
    #[arg(long)]
    device: bool,

    /// Show the page to log in at, and open no browser
    #[arg(long, conflicts_with = "device")]
    no_browser: bool,

    /// What to ask the provider for; repeat it for several [default: openid, email, profile and
    /// offline_access, as far as the provider has them]
    #[arg(long, value_name = "SCOPE")]
    scope: Vec<Scope>,

    /// The port of this machine to which the browser comes back, where the provider wants to know it
    /// beforehand [default: any]
    #[arg(long, value_name = "PORT", conflicts_with = "device")]
    redirect_port: Option<u16>,

    /// Ask for the client's secret, or read it from stdin; it is kept in the keyring
    #[arg(long, value_name = "-", value_parser = ["-"])]
    client_secret: Option<String>,
}

impl Args {
    /// Returns the first option that only such a login knows.
    pub(super) fn given(&self) -> Option<&'static str> {
        [
            ("--device", self.device),
            ("--no-browser", self.no_browser),
            ("--scope", !self.scope.is_empty()),
            ("--redirect-port", self.redirect_port.is_some()),
            ("--client-secret", self.client_secret.is_some()),
        ]
        .into_iter()
        .find_map(|(name, is_given)| is_given.then_some(name))
    }
}

/// What is wanted of the login.
pub(super) struct Wanted<'a> {
    /// The provider.
    pub(super) issuer: &'a IssuerUrl,
    /// As which client of it.
    pub(super) client_id: &'a ClientId,
    /// What is known of the provider.
    pub(super) known: Option<&'a KnownIssuer>,
    /// How long the session shall last.
    pub(super) duration: Option<Duration>,
    /// How long to wait for the person.
    pub(super) timeout: Option<Duration>,
}

/// The provider, and as whom we talk to it.
struct There<'a> {
    http: &'a OpenIdClient,
    provider: &'a Provider,
    client: &'a Client,
    scopes: &'a str,
}

/// Runs the command.
pub(super) fn run(world: &mut World, args: &Args, wanted: &Wanted<'_>) -> Result<(), CommandError> {
    let http = openid::client(world, wanted.issuer)?;
    let provider = block_on(http.discover())?;
    // Before the person is asked: a session that can't be kept should not be asked for.
    world.sessions.unlock()?;
    state::prove_writable(&world.environment.state_folder)?;
    let secret = match args.client_secret {
        Some(_) => Some(client_secret::read(world, wanted.client_id)?),
        None => client_secret::kept(world, wanted.issuer, wanted.client_id)?,
    };
    let client = Client { id: wanted.client_id.clone(), secret };
    let kept_scopes = wanted.known.map_or(&[][..], |known| &known.scopes);
    let wished = if args.scope.is_empty() { kept_scopes } else { &args.scope };
    let redirect_port = args.redirect_port.or(wanted.known.and_then(|known| known.redirect_port));
    let scopes = scopes_to_ask_for(wished, provider.scopes.as_deref());
    let there = There { http: &http, provider: &provider, client: &client, scopes: &scopes };
    let (given, lifetime) = if args.device {
        device::log_in(world, &there, wanted.timeout)?
    } else {
        let way = browser::How { opens: !args.no_browser, port: redirect_port.unwrap_or(0) };
        browser::log_in(world, &there, &way, wanted.timeout)?
    };
    if let (Some(_), Some(secret)) = (&args.client_secret, &client.secret) {
        client_secret::keep(world, wanted.issuer, wanted.client_id, secret)?;
    }
    let longest = wanted.duration.unwrap_or(USUAL_DURATION);
    keep::session(world, wanted, given, lifetime.map_or(longest, |its| its.min(longest)))?;
    let kept = KnownProvider { client_id: wanted.client_id, scopes: wished, redirect_port };
    keep::provider(world, wanted, &kept);
    Ok(())
}

/// Judges what the login gave; returns it with how long the refresh token is good, where the provider
/// says so.
fn believed(
    world: &World,
    there: &There<'_>,
    answer: TokenAnswer,
    way: Way<'_>,
) -> Result<(Given, Option<Duration>), CommandError> {
    let lifetime = answer.refresh_expires_in().map(Duration::from_secs);
    let keys = block_on(there.http.keys(there.provider))?;
    let by = Judge { provider: there.provider, keys, way };
    let given = block_on(judged(world, there.http, there.client, answer, &by))?;
    Ok((given, lifetime))
}

/// Nobody came.
fn nobody(provider: &Provider) -> CommandError {
    let what = format!("nobody logged in at {} in time", provider.issuer().host());
    CommandError::new(Exit::LoginRequired, what)
        .hint("run `vouch login` again; `--timeout` waits longer")
}
