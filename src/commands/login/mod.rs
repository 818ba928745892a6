//! `vouch login`: PIN, touch, session into the keyring. At another OpenID provider: its page in the
//! browser.

mod absent;
mod found;
mod keep;
mod key;
mod openid;

use std::time::Duration;

use super::connection;
use super::error::{CommandError, Exit};
use super::which_issuer;
use super::world::World;
use crate::adapters::issuer_client::{IssuerClient, OurIssuer};
use crate::adapters::runtime::block_on;
use crate::adapters::{config_file, random, state};
use crate::domain::challenge::Challenge;
use crate::domain::clock_skew::ClockSkew;
use crate::domain::config::KnownIssuer;
use crate::domain::dpop::SessionKey;
use crate::domain::duration;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::{KeyId, SigningInput};
use crate::domain::openid::ClientId;
use crate::domain::presence;
use crate::domain::session::subject_of_login;
use crate::domain::subject::Subject;
use crate::domain::wire::LoginResponse;

use key::LoginKey;

/// How long to wait for a key and for its touch where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Log in with PIN and touch.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The YubiKey to use, where several are plugged in
    #[arg(long, value_name = "SERIAL")]
    key: Option<u32>,

    /// How long the session should last; the issuer may allow less
    #[arg(long, value_parser = duration::parse)]
    duration: Option<Duration>,

    /// How long to wait for the key to be plugged in, and again for the touch [default: 60s]; for a
    /// login at another provider [default: 5m, or as long as its code is good]
    #[arg(long, value_parser = duration::parse)]
    timeout: Option<Duration>,

    /// Another provider
    #[command(flatten)]
    openid: openid::Args,
}

impl Args {
    /// Returns what a login with that YubiKey is asked, or with whatever is at hand.
    pub fn with(key: Option<u32>) -> Self {
        Self { key, duration: None, timeout: None, openid: openid::Args::default() }
    }
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let config = config_file::read(&world.environment)?;
    if let Some(client_id) = &args.openid.client_id {
        let issuer = named(world)?;
        return at_provider(world, &args, &issuer, client_id, config.issuer(issuer.as_str()));
    }
    let issuer = which_issuer::ask(world, &config)?;
    if let Some(client_id) = &issuer.client_id {
        return at_provider(world, &args, &issuer.url, client_id, Some(issuer));
    }
    if let Some(option) = args.openid.given() {
        let what = format!("`{option}` is for a login at another OpenID provider");
        return Err(CommandError::new(Exit::Misused, what).hint("name its client: `--client-id`"));
    }
    at_ours(world, &args, issuer)
}

/// A provider that no file knows is named with the command.
fn named(world: &World) -> Result<IssuerUrl, CommandError> {
    let Some(typed) = &world.issuer else {
        let what = "`--client-id` is a name at one provider";
        return Err(CommandError::new(Exit::Misused, what).hint("name it: `--issuer URL`"));
    };
    Ok(IssuerUrl::of_any_provider(typed)?)
}

fn at_provider(
    world: &mut World,
    args: &Args,
    issuer: &IssuerUrl,
    client_id: &ClientId,
    known: Option<&KnownIssuer>,
) -> Result<(), CommandError> {
    let Args { duration, timeout, .. } = *args;
    let wanted = openid::Wanted { issuer, client_id, known, duration, timeout };
    openid::run(world, &args.openid, &wanted)
}

fn at_ours(world: &mut World, args: &Args, issuer: &KnownIssuer) -> Result<(), CommandError> {
    let timeout = args.timeout.unwrap_or(TIMEOUT);
    let client = connection::client(world, &issuer.url)?;
    let ours = block_on(client.discover())?;
    let there = There { client: &client, ours: &ours, known: issuer };
    // Before the touch: a session that can't be kept should not be asked for.
    world.sessions.unlock()?;
    state::prove_writable(&world.environment.state_folder)?;
    let key = LoginKey::choose(world, &there, args.key, timeout)?;
    let session_key = SessionKey::from_random(random::bytes(&*world.random));
    let login = Login { there: &there, key: &key, session_key: &session_key };
    let assertion = key.assertion(world, &login, timeout)?;
    let seconds = args.duration.map(|duration| duration.as_secs());
    let answer = block_on(client.login(&ours, &assertion, &session_key, seconds))?;
    let subject = login.subject(&answer)?;
    let key_id = key.id().clone();
    let established = Established { answer, key_id, session_key, subject: subject.clone() };
    keep::session(world, &client, established)?;
    found::remember(world, issuer, &subject, &key);
    warn_of_clock(world, &client);
    Ok(())
}

/// vouch goes by the issuer's clock; the tools that it gives credentials to go by this machine's.
fn warn_of_clock(world: &mut World, client: &IssuerClient) {
    let skew = ClockSkew::to_one_ahead(client.clock_ahead());
    if skew.is_worth_telling() {
        world.output.tell(&format!(
            "warning: this machine's clock is {} the issuer's; set it: AWS refuses what is signed \
             five minutes off",
            skew.words()
        ));
    }
}

/// The issuer to log in at, which has shown that it is ours.
struct There<'a> {
    client: &'a IssuerClient,
    ours: &'a OurIssuer,
    known: &'a KnownIssuer,
}

/// What the issuer has given, checked.
struct Established {
    answer: LoginResponse,
    key_id: KeyId,
    session_key: SessionKey,
    subject: Subject,
}

/// One login: with whom, and for which session key.
struct Login<'a> {
    there: &'a There<'a>,
    key: &'a LoginKey,
    session_key: &'a SessionKey,
}

impl Login<'_> {
    /// Returns what the key must sign: a challenge fetched now, after the PIN was typed.
    fn input(&self) -> Result<SigningInput, CommandError> {
        let There { client, ours, known } = self.there;
        let challenge: Challenge = block_on(client.challenge(ours, self.key.id()))?;
        let session_key = self.session_key.thumbprint();
        Ok(presence::assertion(self.key.id(), &known.url, &challenge, &session_key))
    }

    /// Returns what the touch is for, in words that end "touch your YubiKey to ...".
    fn purpose(&self) -> String {
        let host = self.there.known.url.host();
        match &self.there.known.subject {
            Some(subject) => format!("log in to {host} as {subject}"),
            None => format!("log in to {host}"),
        }
    }

    /// Returns who is logged in: the person who was enrolled here, nobody else.
    fn subject(&self, answer: &LoginResponse) -> Result<Subject, CommandError> {
        let wrong = |what: String| Err(CommandError::new(Exit::Refused, what));
        match subject_of_login(&answer.id_token, &self.there.known.url) {
            Err(error) => wrong(format!("{}: {error}", self.there.known.url)),
            Ok(subject) => match &self.there.known.subject {
                Some(expected) if *expected != subject => {
                    wrong(format!("the issuer knows this key as {subject}, not as {expected}"))
                }
                _ => Ok(subject),
            },
        }
    }
}
