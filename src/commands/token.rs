//! `vouch token`: prints an ID token, or its claims.

use std::time::{Duration, Instant};

use super::connection;
use super::error::{CommandError, Exit};
use super::errors::issuer::of_session;
use super::openid;
use super::world::World;
use crate::adapters::runtime::block_on;
use crate::domain::openid::ClientId;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::session::{Login, SessionRecord, unverified_claims};

/// How long the provider is waited for where the token must be renewed.
const PATIENCE: Duration = Duration::from_secs(30);

/// Print an ID token, or its claims.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// For whom the token is; for AWS the issuer's URL without `https://`; at another OpenID provider
    /// its client id
    #[arg(long, value_name = "AUD")]
    audience: String,

    /// The role that the token is for, which an audience at AWS needs
    #[arg(long, value_name = "ARN")]
    role: Option<RoleArn>,

    /// Print the claims instead, for people
    #[arg(long)]
    decode: bool,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let record = connection::current(world)?;
    let token = match &record.login {
        Login::Key { .. } => of_ours(world, &record, &args)?,
        Login::Provider { client_id, .. } => of_provider(world, &record, client_id, &args)?,
    };
    let printed = if args.decode {
        let claims = unverified_claims(&token)
            .ok_or_else(|| CommandError::new(Exit::Failed, "the issuer's token can't be read"))?;
        world.output.print(&format!("{claims:#}"))
    } else {
        world.output.print(token.expose())
    };
    printed.map_err(CommandError::unwritten)
}

fn of_ours(world: &World, record: &SessionRecord, args: &Args) -> Result<Secret, CommandError> {
    let session = connection::session(world, record)?;
    let client = connection::client(world, &record.issuer)?;
    let answer = block_on(client.token_for(&session, &args.audience, args.role.as_ref()));
    Ok(answer.map_err(of_session)?.id_token)
}

/// Another provider's token has one audience, whatever is asked for.
fn of_provider(
    world: &World,
    record: &SessionRecord,
    client_id: &ClientId,
    args: &Args,
) -> Result<Secret, CommandError> {
    if args.audience != client_id.as_str() {
        let what = format!("the tokens of {} are for its client {client_id} alone", record.issuer);
        return Err(CommandError::new(Exit::Misused, what)
            .hint(format!("ask for it: `--audience {client_id}`")));
    }
    let end = Instant::now() + PATIENCE;
    Ok(block_on(openid::token::id_token(world, record, end))?)
}
