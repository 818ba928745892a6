//! What the profiles shall say: from the arguments, the issuer's grants, and the person.

use crate::adapters::prompt::PromptError;
use crate::adapters::{config_file, files};
use crate::commands::error::{CommandError, Exit};
use crate::commands::which_issuer;
use crate::commands::world::World;
use crate::domain::aws_profile::{self, ProfileName, Region, Settings};
use crate::domain::endpoint::{self, Wish};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;

use super::names::{self, Names};
use super::{Args, program, roles, windows};

/// The name of a twin that may read alone.
const TWIN: &str = "-ro";

/// The end of the ARN of AWS's own policy for reading everything.
pub(super) const READ_ONLY: &str = ":iam::aws:policy/ReadOnlyAccess";

/// A profile, and what it shall say.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    pub(super) name: ProfileName,
    pub(super) role: RoleArn,
    pub(super) settings: Settings,
    /// The name was made from the role: a profile of it that stands for another role is not meant.
    pub(super) is_named_by_role: bool,
    /// It is the read-only twin of another.
    pub(super) is_twin: bool,
}

/// Returns the twin's name.
pub(super) fn twin(name: &ProfileName) -> ProfileName {
    format!("{name}{TWIN}").parse().expect("a profile's name with two plain letters more is one")
}

/// Returns the words that make a session read-only.
pub(super) fn read_only(partition: &str) -> [String; 2] {
    ["--policy-arn".into(), format!("arn:{partition}{READ_ONLY}")]
}

/// Returns the profiles to write.
pub(super) fn profiles(world: &mut World, args: &Args) -> Result<Vec<Profile>, CommandError> {
    let config = config_file::read(&world.environment)?;
    let issuer = which_issuer::ask(world, &config)?.url.clone();
    // The session that is asked for roles is this issuer's.
    world.issuer = Some(issuer.as_str().into());
    let program = windows::program(world, args)?;
    let names = Names {
        given: &args.profile,
        template: args.name_template.as_ref(),
        accounts: &config.accounts,
    };
    let (roles, names, is_named_by_role) = named(world, args, &names)?;
    let text = files::read_text(&world.environment.aws_config_file)?.unwrap_or_default();
    let region = region(world, args.region.as_ref(), &text, &names)?;
    let mut profiles = Vec::new();
    for (role, name) in roles.into_iter().zip(names) {
        let settings = |name: &ProfileName, limits: &[String]| {
            let words = [args.terms.0.as_slice(), limits, &heeding(&text, name)].concat();
            settings(&program, &issuer, &role, &region, &words)
        };
        let profile = |name: ProfileName, settings: Settings| Profile {
            name,
            role: role.clone(),
            settings,
            is_named_by_role,
            is_twin: false,
        };
        profiles.push(profile(name.clone(), settings(&name, &[])?));
        if args.read_only_twin {
            let twin = twin(&name);
            let limited = settings(&twin, &read_only(role.partition()))?;
            profiles.push(Profile { is_twin: true, ..profile(twin, limited) });
        }
    }
    Ok(profiles)
}

/// Returns the words by which `credential aws` heeds what the profile says of STS and certificates.
/// Where it says nothing, getting a credential reads no configuration.
fn heeding(text: &str, name: &ProfileName) -> Vec<String> {
    // A file that can't be read is refused, or mended, further on.
    let settings = aws_profile::sts_settings(text, name).ok().flatten();
    if settings.is_some_and(|settings| settings.matters()) {
        vec!["--profile".into(), name.to_string()]
    } else {
        Vec::new()
    }
}

/// Returns the roles, their profiles' names, and whether those were made from the roles.
fn named(
    world: &mut World,
    args: &Args,
    names: &Names<'_>,
) -> Result<(Vec<RoleArn>, Vec<ProfileName>, bool), CommandError> {
    if args.discover {
        return roles::discovered(world, names);
    }
    let mut roles = args.role.clone();
    roles.dedup();
    if roles.is_empty() {
        roles.push(roles::asked(world)?);
    }
    if let ([_], [], None) = (&roles[..], names.given, names.template) {
        return Ok((roles, vec![profile_name(world)?], false));
    }
    let named = names.of(&roles)?;
    let are_made = names.are_made(&roles);
    Ok((roles, named, are_made))
}

fn settings(
    program: &[String],
    issuer: &IssuerUrl,
    role: &RoleArn,
    region: &Region,
    terms: &[String],
) -> Result<Settings, CommandError> {
    // STS of another partition doesn't know the role.
    endpoint::choose(role, &Wish { region: Some(region.as_str()), ..Wish::default() })
        .map_err(|error| CommandError::new(Exit::Misused, error.to_string()))?;
    let command = program::command(program, issuer, role, region, terms)?;
    Ok(Settings { command, region: Some(region.clone()) })
}

fn profile_name(world: &mut World) -> Result<ProfileName, CommandError> {
    match world.prompt.line("Name of the profile", Some("vouch")) {
        Err(PromptError::NoTerminal { .. }) => Ok(names::usual()),
        answer => typed(answer, "--profile"),
    }
}

/// Returns the region: given, else what the first profile says already, else asked for, with that of
/// the environment as the default.
fn region(
    world: &mut World,
    given: Option<&Region>,
    text: &str,
    names: &[ProfileName],
) -> Result<Region, CommandError> {
    if let Some(region) = given {
        return Ok(region.clone());
    }
    for name in names {
        // A file that can't be read is refused, or mended, further on.
        let present = aws_profile::present(text, name).ok().and_then(|present| present.region);
        if let Some(region) = present.and_then(|region| region.parse().ok()) {
            return Ok(region);
        }
    }
    let default = world.environment.region.clone();
    match (world.prompt.line("Region", default.as_deref()), default) {
        (Err(PromptError::NoTerminal { .. }), Some(region)) => typed(Ok(region), "--region"),
        (answer, _) => typed(answer, "--region"),
    }
}

/// Reads what was typed; where nobody can type, the argument is what is missing.
pub(super) fn typed<T>(
    answer: Result<String, PromptError>,
    argument: &str,
) -> Result<T, CommandError>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    let answer = answer.map_err(|error| unasked(error, argument))?;
    answer
        .trim()
        .parse()
        .map_err(|error: T::Err| CommandError::new(Exit::Misused, error.to_string()))
}

pub(super) fn unasked(error: PromptError, argument: &str) -> CommandError {
    match error {
        PromptError::NoTerminal { .. } => {
            CommandError::new(Exit::Misused, format!("`{argument}` is missing"))
                .hint(format!("name it with `{argument}`; there is no terminal to ask at"))
        }
        error => error.into(),
    }
}
