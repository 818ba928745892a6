//! `vouch console`: the AWS console in the browser, signed in with a role's credentials.

mod page;

use super::credential::aws::{self, Caching};
use super::error::{CommandError, Exit};
use super::which_role::WhichRole;
use super::world::World;
use crate::adapters::federation::{self, FederationError};
use crate::adapters::runtime::block_on;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::console::{
    self, DestinationError, ForeignSignIn, LOGIN_MINUTES, SignIn, SignInToken, UnknownConsole,
};

/// Open the AWS console in the browser, signed in with a role's credentials
///
/// The browser is given an address on this machine that leads into the console once, within a
/// minute: no secret is in its arguments. The session there lasts as long as the credentials.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which credentials
    #[command(flatten)]
    which: WhichRole,

    /// Where in the console: a service such as `s3`, a path, or a URL of the console
    #[arg(long, value_name = "PATH|SERVICE")]
    destination: Option<String>,

    /// Print the URL that signs in, a secret for fifteen minutes, for a browser on another machine
    #[arg(long)]
    print: bool,

    /// End the session that the browser has, which could be of another account, first
    #[arg(long)]
    logout_first: bool,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let chosen = args.which.choose(world)?;
    let hosts = console::hosts(&chosen.request.role)?;
    let region = chosen.region.as_deref();
    let destination = console::destination(args.destination.as_deref(), hosts, region)?;
    let sign_in = SignIn::choose(hosts, world.environment.signin_endpoint.as_deref())?;
    let credentials = aws::obtain(world, &chosen.request, Caching::On)?;
    let token = token(world, &sign_in, &credentials, args.which.duration)?;
    let mut login = sign_in.login(&token, &destination);
    if args.logout_first {
        login = sign_in.after_logout(hosts, &login);
    }
    if !args.print {
        return page::open(world, login);
    }
    world.output.print(login.expose()).map_err(CommandError::unwritten)?;
    world.output.tell(&format!(
        "note: whoever opens this URL within {LOGIN_MINUTES} minutes is signed in as you"
    ));
    Ok(())
}

/// Asks for a token, for a session of that many seconds if they are named. AWS refuses a length for
/// credentials of a chain of roles; then the session is as long as the credentials.
fn token(
    world: &mut World,
    sign_in: &SignIn,
    credentials: &AwsCredentials,
    duration: Option<u32>,
) -> Result<SignInToken, CommandError> {
    let http = world.network.client_to(sign_in.federation().as_str())?;
    let ask = |duration| block_on(federation::sign_in_token(&http, sign_in, credentials, duration));
    match ask(duration) {
        Err(FederationError::Refused { status: 400 }) if duration.is_some() => {
            let token = ask(None)?;
            world.output.tell(
                "note: AWS took no `--duration` for these credentials: the console's session ends \
                 when they do",
            );
            Ok(token)
        }
        answer => Ok(answer?),
    }
}

impl From<DestinationError> for CommandError {
    fn from(error: DestinationError) -> Self {
        Self::new(Exit::Misused, error.to_string())
    }
}

impl From<FederationError> for CommandError {
    fn from(error: FederationError) -> Self {
        let exit = match error {
            FederationError::Refused { .. } => Exit::Refused,
            _ => Exit::Network,
        };
        let hint = match error {
            FederationError::Refused { .. } => {
                "`vouch whoami` says whether AWS still takes these credentials"
            }
            FederationError::Unwell { .. } => "try again in a minute",
            FederationError::NotIt | FederationError::Unreachable { .. } => {
                "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates \
                 (AWS_CA_BUNDLE)"
            }
        };
        Self::new(exit, error.to_string()).hint(hint)
    }
}

impl From<ForeignSignIn> for CommandError {
    fn from(error: ForeignSignIn) -> Self {
        Self::new(Exit::Configuration, error.to_string()).hint("unset AWS_ENDPOINT_URL_SIGNIN")
    }
}

impl From<UnknownConsole> for CommandError {
    fn from(error: UnknownConsole) -> Self {
        Self::new(Exit::Configuration, error.to_string())
    }
}
