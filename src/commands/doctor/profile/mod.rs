//! The AWS profiles that call vouch: whether AWS tools will run what they name.

mod command;

use super::catalogue::{
    Check, PROFILE_ARGUMENTS, PROFILE_DURATION, PROFILE_OTHER_PROGRAM, PROFILE_PLACE,
    PROFILE_PROGRAM, PROFILE_QUOTING, PROFILE_SHADOWED, PROFILE_UNHEEDED, PROFILE_WRITTEN,
};
use super::finding::Finding;
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::credential::aws;
use crate::commands::error::Exit;
use crate::domain::aws_profile::{self, Conflict, Origin, ProfileName, Tool};

/// A profile that calls vouch.
pub(super) struct Profile {
    /// Its name.
    pub(super) name: ProfileName,
    /// Its command line, as it is written.
    pub(super) command: String,
    /// What this vouch understands of it.
    pub(super) arguments: Option<aws::Args>,
    /// The keys that may outrank it.
    conflicts: Vec<Conflict>,
    /// It says which STS is asked, or what certificates count.
    chooses_sts: bool,
}

/// Returns every profile that calls vouch. A file that can't be read has none.
pub(super) fn read(environment: &Environment) -> Vec<Profile> {
    let text = |path| files::read_text(path).ok().flatten().unwrap_or_default();
    let config = text(&environment.aws_config_file);
    let credentials = text(&environment.aws_credentials_file);
    let profile = |(name, command): (ProfileName, String)| Profile {
        arguments: command::arguments(&command),
        conflicts: [(Origin::Config, &config), (Origin::Credentials, &credentials)]
            .into_iter()
            .flat_map(|(origin, text)| {
                aws_profile::conflicts(origin, text, &name).unwrap_or_default()
            })
            .collect(),
        chooses_sts: aws_profile::sts_settings(&config, &name)
            .ok()
            .flatten()
            .is_some_and(|settings| settings.matters()),
        name,
        command,
    };
    aws_profile::ours(&config).unwrap_or_default().into_iter().map(profile).collect()
}

/// What is wrong with a profile, by one check.
type Judge = fn(&Environment, &Profile) -> Option<Finding>;

/// Each check, what is good where it finds nothing, and how it is made.
const JUDGES: [(Check, &str, Judge); 8] = [
    (PROFILE_SHADOWED, "nothing outranks vouch", |_, profile| shadowed(profile)),
    (PROFILE_QUOTING, "every AWS tool reads the command line alike", |_, profile| {
        command::quoting(&profile.command)
    }),
    (PROFILE_PROGRAM, "the program is there", |_, profile| command::program(&profile.command)),
    (PROFILE_OTHER_PROGRAM, "it is this program", command::other),
    (PROFILE_PLACE, "it is in a lasting place", |_, profile| command::place(&profile.command)),
    (PROFILE_ARGUMENTS, "its arguments are understood", |_, profile| not_understood(profile)),
    (PROFILE_DURATION, "the credentials last long enough to be kept", |_, profile| short(profile)),
    (PROFILE_UNHEEDED, "what it says of STS counts for vouch too", |_, profile| unheeded(profile)),
];

/// Returns what is wrong, or that nothing is, by each check.
pub(super) fn check(environment: &Environment, profiles: &[Profile]) -> Vec<Finding> {
    if profiles.is_empty() {
        return vec![PROFILE_WRITTEN.warn("no profile calls vouch")];
    }
    let mut findings = vec![PROFILE_WRITTEN.good(format!("{} vouch", call(profiles)))];
    for (check, good, judge) in JUDGES {
        let wrong: Vec<Finding> =
            profiles.iter().filter_map(|profile| judge(environment, profile)).collect();
        if wrong.is_empty() {
            findings.push(check.good(good));
        }
        findings.extend(wrong);
    }
    findings
}

fn call(profiles: &[Profile]) -> String {
    let names: Vec<String> =
        profiles.iter().take(3).map(|profile| format!("`{}`", profile.name)).collect();
    match profiles.len() {
        1 => format!("{} calls", names[0]),
        count @ 2..=3 => format!("{} call", names[..count].join(", ")),
        count => format!("{} and {} others call", names.join(", "), count - 3),
    }
}

fn shadowed(profile: &Profile) -> Option<Finding> {
    let conflicts = &profile.conflicts;
    // Many a key counts beside another alone.
    let worst = conflicts.iter().max_by_key(|it| it.ignoring(conflicts).len())?;
    let Conflict { key, line, origin } = worst;
    let file = match origin {
        Origin::Config => "config",
        Origin::Credentials => "credentials",
    };
    let name = &profile.name;
    let tools: Vec<String> = worst.ignoring(conflicts).iter().map(Tool::to_string).collect();
    let tools = if tools.is_empty() { String::new() } else { format!(" in {}", tools.join(", ")) };
    let words =
        format!("`{name}`: `{key}` in line {line} of the {file} file outranks vouch{tools}");
    Some(PROFILE_SHADOWED.bad(Exit::Configuration, words))
}

fn not_understood(profile: &Profile) -> Option<Finding> {
    let words = format!("`{}`: this vouch doesn't understand its arguments", profile.name);
    let finding = PROFILE_ARGUMENTS.bad(Exit::Configuration, words);
    profile.arguments.is_none().then_some(finding)
}

/// The AWS CLI and boto3 ask again when less than 15 minutes are left.
fn short(profile: &Profile) -> Option<Finding> {
    const LEAST: u32 = 30 * 60;
    let duration = profile.arguments.as_ref()?.request.duration?;
    let words = format!("`{}` asks for {} min", profile.name, duration / 60);
    (duration < LEAST).then(|| PROFILE_DURATION.warn(words))
}

/// Who wrote the profile for the AWS tools may not know that vouch has to be told of it.
fn unheeded(profile: &Profile) -> Option<Finding> {
    let heeds = profile.arguments.as_ref()?.request.profile.is_some();
    let words = format!("`{}` says which STS is asked, and vouch doesn't heed it", profile.name);
    (profile.chooses_sts && !heeds).then(|| PROFILE_UNHEEDED.warn(words))
}
