//! For which shell lines are printed.

use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use crate::adapters::parent_program;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::shell::Shell;

/// Returns the named one; else the one that runs this program; else, saying so, the login shell,
/// which may be another than the one that is typed in.
pub(super) fn choose(world: &mut World, named: Option<Shell>) -> Result<Shell, CommandError> {
    let running = || parent_program::name().as_deref().and_then(Shell::of_program);
    if let Some(shell) = named.or_else(running) {
        return Ok(shell);
    }
    let login = world.environment.shell.as_deref().and_then(Path::file_name);
    let Some(shell) = login.and_then(|name| Shell::of_program(name.to_str()?)) else {
        let what = "it can't be told which shell this is for";
        return Err(CommandError::new(Exit::Misused, what).hint("name it with --shell"));
    };
    let name = shell.name();
    world.output.tell(&format!("note: for {name}, the login shell; --shell names another"));
    Ok(shell)
}

impl ValueEnum for Shell {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name());
        Some(match self {
            Self::Bash => value.help("And every POSIX shell").alias("sh"),
            Self::Cmd => value.help("The command prompt of Windows"),
            Self::Dotenv => {
                value.help("Lines NAME=value, for `docker run --env-file` and the like")
            }
            Self::Fish | Self::Xonsh | Self::Zsh => value,
            Self::Json => value.help("One object, for other programs"),
            Self::Nushell => value.help("One object, for `from json | load-env`").alias("nu"),
            Self::Powershell => value.help("Also that of Windows").alias("pwsh"),
        })
    }
}
