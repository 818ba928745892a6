//! `vouch credential aws`: what AWS tools run.
//!
//! With credentials in the cache it reads the state file and one keyring item, and opens nothing
//! else: no configuration, no network, no TLS. It never reads stdin and never waits for a touch.

mod cached;
mod exchange;
mod fresh;
mod quick;

use clap::ValueEnum;

pub use quick::from_cache;

use crate::adapters::environment::Environment;
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::aws_credentials::{AwsCredentials, Format, Freshness};
use crate::domain::cache::{CacheKey, Inputs};
use crate::domain::duration;
use crate::domain::endpoint::{self, ChosenEndpoint, EndpointError, Wish};
use crate::domain::role::RoleArn;
use crate::domain::session::SessionRecord;

/// What STS allows for a role, in seconds
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=43_200;

/// Print AWS credentials for a role, as one line of JSON for AWS tools
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The role
    #[arg(long, value_name = "ARN")]
    pub role: RoleArn,

    /// The region whose STS is asked [env: AWS_REGION, AWS_DEFAULT_REGION]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,

    /// How long the credentials shall be good: 15m to 12h, as far as the role allows
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = seconds)]
    pub duration: u32,

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

/// One call: everything that decides which credentials are printed.
struct Call<'a> {
    args: &'a Args,
    session: SessionRecord,
    endpoint: ChosenEndpoint,
    key: CacheKey,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let first = call(world, &args)?;
    let credentials = match credentials(world, &first) {
        // A login that came meanwhile has ended the session that this call began with.
        Err(error) if error.exit == Exit::LoginRequired => match call(world, &args) {
            Ok(second) if second.session.session_id != first.session.session_id => {
                credentials(world, &second)?
            }
            _ => return Err(error),
        },
        outcome => outcome?,
    };
    print(world, &credentials, args.format)
}

fn credentials(world: &World, call: &Call<'_>) -> Result<AwsCredentials, CommandError> {
    let ready = if call.args.no_cache { None } else { cached::read(world, &call.key) };
    match ready {
        Some((credentials, Freshness::Fresh)) => Ok(credentials),
        _ => fresh::obtain(world, call, &fresh::Limits::default()),
    }
}

/// Gathers the call's inputs. Who isn't logged in is told from the state file alone.
fn call<'a>(world: &World, args: &'a Args) -> Result<Call<'a>, CommandError> {
    let session = connection::current(world)?;
    let (endpoint, key) = key(&world.environment, &session, args)?;
    Ok(Call { args, session, endpoint, key })
}

/// Returns where STS is, and under which name its answer is cached.
fn key(
    environment: &Environment,
    session: &SessionRecord,
    args: &Args,
) -> Result<(ChosenEndpoint, CacheKey), EndpointError> {
    let wish = Wish {
        region: args.region.as_deref().or(environment.region.as_deref()),
        endpoint: environment.sts_endpoint.as_deref(),
        fips: environment.use_fips,
        dualstack: environment.use_dualstack,
    };
    let endpoint = endpoint::choose(&args.role, &wish)?;
    let inputs = Inputs {
        issuer: &session.issuer,
        session_id: &session.session_id,
        role: &args.role,
        duration: args.duration,
        session_name: session.subject.as_str(),
        endpoint: endpoint.url(),
        region: endpoint.region(),
        audience: session.issuer.without_scheme(),
    };
    let key = inputs.list();
    Ok((endpoint, key))
}

fn print(world: &mut World, credentials: &AwsCredentials, how: Print) -> Result<(), CommandError> {
    let text = credentials.print(how.into());
    world.output.print(text.expose()).map_err(CommandError::unwritten)
}

fn seconds(text: &str) -> Result<u32, String> {
    let seconds = duration::parse(text).map_err(|error| error.to_string())?.as_secs();
    u32::try_from(seconds)
        .ok()
        .filter(|_| DURATIONS.contains(&seconds))
        .ok_or_else(|| "STS gives credentials for 15m to 12h".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_what_sts_takes() {
        for (text, expected) in [("1h", 3600), ("15m", 900), ("900", 900), ("12h", 43_200)] {
            assert_eq!(seconds(text), Ok(expected));
        }
        for text in ["", "1", "899s", "12h1s", "1w", "-1h", "99999999999h"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
