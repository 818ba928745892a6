//! `vouch setup aws`: edits `~/.aws/config`.

mod file;
mod program;
mod undo;
mod wishes;

use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_profile::{self, Settings};
use crate::domain::aws_profile::{ProfileName, Refusal, Region};
use crate::domain::role::RoleArn;

/// Write profiles that get their credentials from vouch into `~/.aws/config`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The role to be given; asked for, from those granted, if it is missing
    #[arg(long, value_name = "ARN")]
    role: Option<RoleArn>,

    /// The profile's name [default: vouch]
    #[arg(long, value_name = "NAME")]
    profile: Option<ProfileName>,

    /// The region of the profile and of the STS that is asked
    #[arg(long, value_name = "REGION")]
    region: Option<Region>,

    /// List the roles that the issuer grants, and write a profile for each or for the chosen one
    #[arg(long, conflicts_with_all = ["role", "remove", "undo"])]
    discover: bool,

    /// Print what would change, and change nothing
    #[arg(long, conflicts_with_all = ["print", "undo"])]
    dry_run: bool,

    /// Print the section, and write nothing
    #[arg(long, conflicts_with_all = ["remove", "undo"])]
    print: bool,

    /// Take the profile out again
    #[arg(long, conflicts_with_all = ["role", "region", "undo"])]
    remove: bool,

    /// Put the file back as it was before the last change, if nothing else changed it since
    #[arg(long, conflicts_with_all = ["role", "profile", "region"])]
    undo: bool,
}

/// What becomes of the edited text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ending {
    /// It is compared with the file.
    Print,
    /// It replaces the file.
    Write,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let ending = if args.dry_run { Ending::Print } else { Ending::Write };
    if args.undo {
        return undo::run(world);
    }
    if args.remove {
        return remove(world, &wishes::name(args.profile.as_ref()), ending);
    }
    let profiles = wishes::profiles(world, &args)?;
    if args.print { print(world, &profiles) } else { write(world, &profiles, ending) }
}

/// A profile, and what it shall say.
type Profile = (ProfileName, Settings);

fn print(world: &mut World, profiles: &[Profile]) -> Result<(), CommandError> {
    let sections: Vec<String> =
        profiles.iter().map(|(name, settings)| aws_profile::section(name, settings)).collect();
    world.output.print(sections.join("\n").trim_end()).map_err(CommandError::unwritten)
}

fn write(world: &mut World, profiles: &[Profile], ending: Ending) -> Result<(), CommandError> {
    for (name, _) in profiles {
        file::refuse_conflicts(world, name)?;
    }
    let edit = |text: &str| {
        profiles.iter().try_fold(text.to_owned(), |text, (name, settings)| {
            aws_profile::set(&text, name, settings)
        })
    };
    let outcome = file::edit(world, ending, edit)?;
    if ending == Ending::Print {
        return Ok(());
    }
    for (name, _) in profiles {
        world.output.tell(&format!("profile `{name}` {} in {}", outcome.word(), outcome.path()));
    }
    if let Some((name, _)) = profiles.first() {
        world.output.tell(&format!("try it: aws sts get-caller-identity --profile {name}"));
    }
    Ok(())
}

fn remove(world: &mut World, name: &ProfileName, ending: Ending) -> Result<(), CommandError> {
    let edit = |text: &str| -> Result<String, Refusal> {
        Ok(aws_profile::remove(text, name)?.unwrap_or_else(|| text.to_owned()))
    };
    let outcome = file::edit(world, ending, edit)?;
    match (ending, outcome.is_changed()) {
        (Ending::Print, _) => {}
        (_, true) => {
            world.output.tell(&format!("profile `{name}` removed from {}", outcome.path()));
        }
        (_, false) => {
            let path = outcome.path();
            world.output.tell(&format!("no profile `{name}` of vouch's in {path}"));
        }
    }
    Ok(())
}
