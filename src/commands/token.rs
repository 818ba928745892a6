//! `vouch token`: prints an ID token, or its claims.

use super::connection;
use super::error::{CommandError, Exit};
use super::errors::issuer::of_session;
use super::world::World;
use crate::adapters::runtime::block_on;
use crate::domain::role::RoleArn;
use crate::domain::session::unverified_claims;

/// Print an ID token, or its claims.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// For whom the token is; for AWS the issuer's URL without `https://`
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
    let session = connection::session(world, &record)?;
    let client = connection::client(world, &record.issuer)?;
    let token = block_on(client.token_for(&session, &args.audience, args.role.as_ref()))
        .map_err(of_session)?
        .id_token;
    let printed = if args.decode {
        let claims = unverified_claims(&token)
            .ok_or_else(|| CommandError::new(Exit::Failed, "the issuer's token can't be read"))?;
        world.output.print(&format!("{claims:#}"))
    } else {
        world.output.print(token.expose())
    };
    printed.map_err(CommandError::unwritten)
}
