//! `vouch setup aws`: edits `~/.aws/config`.

mod file;
mod fix;
mod names;
mod plan;
mod program;
mod report;
mod roles;
mod terms;
mod undo;
mod windows;
mod wishes;

use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_profile::{self, NameTemplate, ProfileName, Region};
use crate::domain::role::RoleArn;

use plan::{Fix, Plan};
use terms::Terms;
use wishes::Profile;

/// Write profiles that get their credentials from vouch into `~/.aws/config`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The role to be given; repeatable; asked for, from those granted, if it is missing
    #[arg(long, value_name = "ARN")]
    role: Vec<RoleArn>,

    /// The profile's name; repeatable, once for each --role [default: vouch]
    #[arg(long, value_name = "NAME")]
    profile: Vec<ProfileName>,

    /// The profiles' names, made from the roles: {account} (what config.toml calls it, else its
    /// number), {account_id}, {name} (of --profile), {path}, {role}
    /// [default for several: {name}-{account}-{role}]
    #[arg(long, value_name = "TEMPLATE", conflicts_with_all = ["remove", "undo"])]
    name_template: Option<NameTemplate>,

    /// The region of the profile and of the STS that is asked
    #[arg(long, value_name = "REGION")]
    region: Option<Region>,

    /// List the roles that the issuer grants, and write a profile for each or for the chosen ones
    #[arg(long, conflicts_with_all = ["role", "remove", "undo"])]
    discover: bool,

    /// Write a second profile, NAME-ro, that AWS lets read and nothing else; with --remove, take
    /// out that one alone
    #[arg(long, conflicts_with = "undo")]
    read_only_twin: bool,

    /// On WSL: write what programs of Windows can run, into the file of Windows that AWS_CONFIG_FILE
    /// names
    #[arg(long, conflicts_with_all = ["remove", "undo"])]
    for_windows: bool,

    /// Make comments of the lines that keep AWS tools from running vouch, and mend what they can't
    /// read
    #[arg(long, conflicts_with_all = ["print", "remove", "undo"])]
    fix: bool,

    /// Print what would change, and change nothing
    #[arg(long, conflicts_with_all = ["print", "undo"])]
    dry_run: bool,

    /// Print the sections, and write nothing
    #[arg(long, conflicts_with_all = ["remove", "undo"])]
    print: bool,

    /// Print what was done, or would be, as JSON
    #[arg(long, conflicts_with_all = ["print", "undo"])]
    json: bool,

    /// Take the profiles out again, and their read-only twins
    #[arg(long, conflicts_with_all = ["role", "region", "undo"])]
    remove: bool,

    /// With --remove: every profile that calls vouch
    #[arg(long, requires = "remove", conflicts_with_all = ["profile", "read_only_twin"])]
    all: bool,

    /// Put the files back as they were before the last change, if nothing else changed them since
    #[arg(long, conflicts_with_all = ["role", "profile", "region"])]
    undo: bool,

    /// What else the profiles ask for
    #[command(flatten)]
    terms: Terms,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    if args.undo {
        return undo::run(world);
    }
    if args.remove {
        return remove(world, &args);
    }
    let profiles = wishes::profiles(world, &args)?;
    if args.print { print(world, &profiles) } else { write(world, &args, &profiles) }
}

fn print(world: &mut World, profiles: &[Profile]) -> Result<(), CommandError> {
    let section = |profile: &Profile| aws_profile::section(&profile.name, &profile.settings);
    let sections: Vec<String> = profiles.iter().map(section).collect();
    world.output.print(sections.join("\n").trim_end()).map_err(CommandError::unwritten)
}

fn write(world: &mut World, args: &Args, profiles: &[Profile]) -> Result<(), CommandError> {
    let given = if args.fix { Fix::Yes } else { Fix::No };
    let fix = fix::decide(world, profiles, given, !args.dry_run)?;
    let mut notes = report::notes(world, profiles);
    notes.extend(windows::note(world, args));
    let planned = |environment: &_| Plan::to_write(environment, profiles, fix);
    if args.dry_run {
        let plan = planned(&world.environment)?;
        return show(world, args, &plan, profiles, &notes);
    }
    let plan = file::make(world, planned)?;
    report::tell(world, &plan);
    for note in &notes {
        world.output.tell(&format!("note: {note}"));
    }
    if let Some(profile) = profiles.first() {
        let name = &profile.name;
        world.output.tell(&format!("try it: aws sts get-caller-identity --profile {name}"));
    }
    if args.json { report::print_json(world, &plan, profiles, &notes) } else { Ok(()) }
}

fn remove(world: &mut World, args: &Args) -> Result<(), CommandError> {
    let planned = |environment: &_| Plan::to_remove(environment, |text| to_remove(text, args));
    if args.dry_run {
        let plan = planned(&world.environment)?;
        return show(world, args, &plan, &[], &[]);
    }
    let plan = file::make(world, planned)?;
    report::tell(world, &plan);
    if args.json { report::print_json(world, &plan, &[], &[]) } else { Ok(()) }
}

/// Returns the profiles to take out: those named, each with its twin.
fn to_remove(text: &str, args: &Args) -> Result<Vec<ProfileName>, CommandError> {
    let ours = || {
        aws_profile::ours(text)
            .map(|ours| ours.into_iter().map(|(name, _)| name).collect::<Vec<_>>())
            .map_err(CommandError::from)
    };
    if args.all {
        return ours();
    }
    let named = if args.profile.is_empty() { vec![names::usual()] } else { args.profile.clone() };
    let mut all = Vec::new();
    for name in named {
        let twin = wishes::twin(&name);
        if args.read_only_twin {
            plan::refuse_no_twin(text, &twin)?;
            all.push(twin);
        } else {
            all.push(name);
            all.extend(plan::is_twin(text, &twin)?.then_some(twin));
        }
    }
    all.dedup();
    Ok(all)
}

/// Shows what would change.
fn show(
    world: &mut World,
    args: &Args,
    plan: &Plan,
    profiles: &[Profile],
    notes: &[String],
) -> Result<(), CommandError> {
    if args.json {
        return report::print_json(world, plan, profiles, notes);
    }
    let difference = file::difference(plan);
    if difference.is_empty() {
        world.output.tell("nothing would change");
        return Ok(());
    }
    world.output.print(difference.trim_end_matches('\n')).map_err(CommandError::unwritten)
}
