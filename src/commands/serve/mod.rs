//! `vouch serve`: a credentials endpoint on loopback, as AWS's SDKs ask one in a container.

mod desk;
mod endpoint;
mod keeper;
mod token_file;
mod told;

use std::sync::Arc;

use super::error::CommandError;
use super::which_role::WhichRole;
use super::world::World;
use crate::adapters::stop_signals::StopSignals;
use crate::domain::shell::Shell;
use token_file::TokenFile;
use told::{Token, Told};

pub(super) use endpoint::Endpoint;
pub(super) use keeper::Keeper;
pub(super) use told::{TOKEN, URI};

/// Serve a role's credentials on loopback, to programs that are told where
///
/// Prints variables for the programs that shall have the credentials, and serves until it is
/// stopped. New credentials are got as long as the session lives, and the programs ask for them by
/// themselves.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which credentials
    #[command(flatten)]
    which: WhichRole,

    /// The port; a free one where it isn't given
    #[arg(long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    port: u16,

    /// Keep the token out of the programs' environment, in a file that only you can read
    #[arg(long)]
    token_in_file: bool,

    /// For which shell or reader the variables are printed
    #[arg(long, value_enum, value_name = "SHELL", default_value_t = Shell::Bash)]
    shell: Shell,

    /// Print what a program needs to know, in one line of JSON
    #[arg(long, conflicts_with = "shell")]
    json: bool,
}

/// Runs the command. It ends with the process.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let chosen = args.which.choose(world)?;
    let endpoint = Endpoint::listen(world, args.port)?;
    let mut keeper = Keeper::new(chosen.request);
    // Who can't have the credentials is told so now.
    keeper.credentials(world)?;
    let file = args.token_in_file.then(|| TokenFile::of(&world.environment, endpoint.port()));
    let file = Arc::new(file);
    let told = told(&endpoint, file.as_ref().as_ref(), chosen.region.as_deref());
    let told = if args.json { told.json() } else { args.shell.lines(&told.variables())? };
    let token = endpoint.token().clone();
    let at_the_end = Arc::clone(&file);
    let inbox = endpoint.open(world, &keeper, move || {
        let mut signals = StopSignals::listen()?;
        Ok(async move {
            signals.come().await;
            at_the_end.iter().for_each(TokenFile::remove);
            0
        })
    })?;
    if let Some(file) = file.as_ref() {
        file.write(&token)?;
    }
    if let Err(error) = world.output.print(told.expose()) {
        file.iter().for_each(TokenFile::remove);
        return Err(CommandError::unwritten(error));
    }
    world.output.tell("serving; Control-C ends it");
    keeper.keep(world, &inbox)
}

fn told<'a>(
    endpoint: &'a Endpoint,
    file: Option<&'a TokenFile>,
    region: Option<&'a str>,
) -> Told<'a> {
    let token = match file {
        Some(file) => Token::InFile(file.path().display().to_string()),
        None => Token::Itself(endpoint.token().secret()),
    };
    Told { uri: endpoint.uri(), token, region }
}
