//! `vouch env`: prints a role's credentials as variables, for a shell to evaluate.

mod shell;

use super::error::{CommandError, Exit};
use super::ready::Wanted;
use super::world::World;
use crate::domain::aws_variables::{self, Change, ENV_MARKER};
use crate::domain::shell::{Shell, ShellError};

/// Print a role's credentials as variables, for a shell to evaluate.
///
/// Variables that would win over them, such as AWS_PROFILE, are taken away.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which credentials
    #[command(flatten)]
    wanted: Wanted,

    /// For which shell or reader; without it for the shell that runs vouch (Linux), else for the
    /// login shell [env: SHELL]
    #[arg(long, value_enum, value_name = "SHELL")]
    shell: Option<Shell>,

    /// Take the variables away again
    #[arg(long, conflicts_with_all = ["profile", "role", "region", "duration", "min_ttl"])]
    unset: bool,

    /// Print them although stdout is a terminal, where they stay to be read
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let shell = shell::choose(world, args.shell)?;
    let changes = if args.unset {
        cleared(world)
    } else {
        if !args.force {
            refuse_terminal(world, shell)?;
        }
        let ready = args.wanted.ready(world)?;
        ready.warn_if_short(world);
        aws_variables::only(ready.variables(ENV_MARKER))
    };
    let lines = shell.lines(&changes)?;
    world.output.print(lines.expose()).map_err(CommandError::unwritten)
}

/// The region goes too if it came with credentials of ours.
fn cleared(world: &World) -> Vec<Change> {
    let mut changes = aws_variables::only(Vec::new());
    if world.environment.has_variables_of_ours() {
        changes.extend(aws_variables::REGION.map(|name| Change { name, value: None }));
    }
    changes
}

/// Whoever forgets to have the lines evaluated would leave the secrets on the screen, and in what
/// the terminal keeps of it.
fn refuse_terminal(world: &World, shell: Shell) -> Result<(), CommandError> {
    if !world.output.stdout_is_terminal {
        return Ok(());
    }
    let hint = match shell.evaluating("vouch env …") {
        Some(line) => format!("type `{line}`, or add --force to see them"),
        None => "write them to a program, or add --force to see them".into(),
    };
    let what = "the variables are secrets, and stdout is a terminal";
    Err(CommandError::new(Exit::Misused, what).hint(hint))
}

impl From<ShellError> for CommandError {
    fn from(error: ShellError) -> Self {
        let exit = match error {
            ShellError::NothingToUnset(_) => Exit::Misused,
            ShellError::Unwritable { .. } => Exit::Configuration,
        };
        Self::new(exit, error.to_string())
    }
}
