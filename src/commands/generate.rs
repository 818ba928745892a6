//! `vouch completions` and `vouch man`: generated from the one description of the command line.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Cli;
use super::error::{CommandError, Exit};
use super::world::World;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// For which shell
    pub shell: Shell,
}

/// Print a manual page
#[derive(Debug, clap::Args)]
pub struct ManArgs {
    /// The command it is about, as it is typed; `vouch` itself if there is none
    pub command: Vec<String>,
}

/// Prints the completion script.
pub fn completions(world: &mut World, args: CompletionsArgs) -> Result<(), CommandError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "vouch", &mut script);
    write(world, &script)
}

/// Prints the manual page in roff.
pub fn man(world: &mut World, args: ManArgs) -> Result<(), CommandError> {
    let mut root = Cli::command();
    root.build();
    let command = args.command.iter().try_fold(&root, |command, word| {
        let found = command.find_subcommand(word);
        found.ok_or_else(|| {
            CommandError::new(Exit::Misused, format!("there is no command `{word}`"))
        })
    })?;
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(CommandError::unwritten)?;
    write(world, &page)
}

fn write(world: &mut World, bytes: &[u8]) -> Result<(), CommandError> {
    world
        .output
        .stdout
        .write_all(bytes)
        .and_then(|()| world.output.stdout.flush())
        .map_err(CommandError::unwritten)
}
