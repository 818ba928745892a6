//! `vouch credential aws`: what AWS tools run; and how every command gets AWS credentials.
//!
//! With credentials in the cache it reads the state file and one keyring item, and opens nothing
//! else: no configuration (of AWS, only where a profile is named), no network, no TLS. It never reads stdin and never waits for a touch.

mod cached;
mod call;
mod entry;
mod exchange;
mod fresh;
mod profile;
mod quick;
mod request;
mod source;
mod wishes;

use chrono::TimeDelta;
use clap::ValueEnum;

pub use call::endpoint;
pub use quick::from_cache;
pub use request::{Request, seconds};
pub use source::{SourceKind, TokenSource};

use crate::adapters::sts_client::StsClient;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::aws_credentials::{AwsCredentials, Format, Freshness};
use crate::domain::cache::CacheKey;
use call::Call;

/// Print AWS credentials for a role, as one line of JSON for AWS tools
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which credentials
    #[command(flatten)]
    pub request: Request,

    /// What to print
    #[arg(long, value_enum, default_value_t = Print::AwsCredentialProcess)]
    pub format: Print,

    /// Ask AWS although there are good credentials, and keep none
    #[arg(long)]
    pub no_cache: bool,
}

/// What to print.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Print {
    /// One line of JSON, as AWS tools read it
    AwsCredentialProcess,
    /// Lines for a POSIX shell
    Env,
    /// One line of JSON for other programs
    Json,
}

impl From<Print> for Format {
    fn from(print: Print) -> Self {
        match print {
            Print::AwsCredentialProcess => Self::CredentialProcess,
            Print::Env => Self::Env,
            Print::Json => Self::Json,
        }
    }
}

/// What the cache is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Caching {
    /// It answers with what is good that long from now, and keeps what is new.
    AtLeast(TimeDelta),
    /// It is neither read nor written.
    Off,
    /// It answers where it can, and keeps what is new.
    On,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let caching = if args.no_cache { Caching::Off } else { Caching::On };
    let credentials = obtain(world, &args.request, caching)?;
    let text = credentials.print(args.format.into());
    world.output.print(text.expose()).map_err(CommandError::unwritten)
}

/// Returns credentials, from the cache or new ones. Never waits for a person.
pub fn obtain(
    world: &World,
    request: &Request,
    caching: Caching,
) -> Result<AwsCredentials, CommandError> {
    let first = Call::new(world, request, caching)?;
    match answer(world, &first) {
        // A login that came meanwhile has ended the session that this call began with.
        Err(error) if error.exit == Exit::LoginRequired => {
            match Call::new(world, request, caching) {
                Ok(second) if second.key != first.key => answer(world, &second),
                _ => Err(error),
            }
        }
        outcome => outcome,
    }
}

/// Returns the STS at which the request's credentials are known.
pub fn sts(world: &World, request: &Request) -> Result<StsClient, CommandError> {
    exchange::client(world, &call::endpoint(world, request)?)
}

/// Returns everything that [`obtain`]'s credentials depend on now, the login among it. Who isn't
/// logged in is told from the state file alone.
pub fn key(world: &World, request: &Request) -> Result<CacheKey, CommandError> {
    Ok(Call::new(world, request, Caching::On)?.key)
}

fn answer(world: &World, call: &Call<'_>) -> Result<AwsCredentials, CommandError> {
    match cached::read(world, call) {
        Some((credentials, Freshness::Fresh)) => Ok(credentials),
        _ => fresh::obtain(world, call, &fresh::Limits::default()),
    }
}
