//! What the profiles shall say: from the arguments, the issuer's grants, and the person.

use crate::adapters::prompt::PromptError;
use crate::adapters::runtime::block_on;
use crate::adapters::{config_file, files};
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer::of_session;
use crate::commands::which_issuer;
use crate::commands::world::World;
use crate::domain::aws_profile::{self, ProfileName, Region, Settings};
use crate::domain::endpoint::{self, Wish};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::session::Login;
use crate::domain::wire::{GrantedRole, RolesResponse};

use super::{Args, Profile, program};

/// Returns the profile's name, `vouch` if none is given.
pub(super) fn name(given: Option<&ProfileName>) -> ProfileName {
    given.cloned().unwrap_or_else(|| "vouch".parse().expect("a plain word is a profile's name"))
}

/// Returns the profiles to write.
pub(super) fn profiles(world: &mut World, args: &Args) -> Result<Vec<Profile>, CommandError> {
    let config = config_file::read(&world.environment)?;
    let issuer = which_issuer::ask(world, &config)?.url.clone();
    // The session that is asked for roles is this issuer's.
    world.issuer = Some(issuer.as_str().into());
    let program = program::program(world)?;
    let roles = if args.discover {
        discovered(world, args)?
    } else {
        let role = role(world, args.role.as_ref())?;
        vec![(profile_name(world, args.profile.as_ref())?, role)]
    };
    let region = region(world, args.region.as_ref(), &roles)?;
    roles
        .into_iter()
        .map(|(name, role)| Ok((name, settings(&program, &issuer, &role, &region)?)))
        .collect()
}

fn settings(
    program: &str,
    issuer: &IssuerUrl,
    role: &RoleArn,
    region: &Region,
) -> Result<Settings, CommandError> {
    // STS of another partition doesn't know the role.
    endpoint::choose(role, &Wish { region: Some(region.as_str()), ..Wish::default() })
        .map_err(|error| CommandError::new(Exit::Misused, error.to_string()))?;
    let command = program::command(program, issuer, role, region)?;
    Ok(Settings { command, region: Some(region.clone()) })
}

/// Returns a name and a role for each of the granted roles, or for the one the person chooses.
fn discovered(world: &mut World, args: &Args) -> Result<Vec<(ProfileName, RoleArn)>, CommandError> {
    let granted = granted(world)?;
    if granted.roles.is_empty() {
        let error = CommandError::new(Exit::Refused, "the issuer lists no role for you");
        return Err(error.hint(if granted.any_role {
            "it allows any: name one with `--role`"
        } else {
            "ask the administrator of the issuer for a grant"
        }));
    }
    let named = named(&name(args.profile.as_ref()), &granted.roles);
    for (name, role) in &named {
        world.output.tell(&format!("{}  {role}  as profile `{name}`", role.account()));
    }
    if named.len() == 1 {
        return Ok(named);
    }
    let mut items = vec!["all of them".to_owned()];
    items.extend(named.iter().map(|(name, role)| format!("{name}: {role}")));
    match world.prompt.choose("Write which profiles?", &items) {
        Ok(0) | Err(PromptError::NoTerminal { .. }) => Ok(named),
        Ok(chosen) => Ok(vec![named[chosen - 1].clone()]),
        Err(error) => Err(error.into()),
    }
}

/// One role gets the name itself; of several, each gets its account and its own name behind it.
fn named(name: &ProfileName, roles: &[GrantedRole]) -> Vec<(ProfileName, RoleArn)> {
    let mut named: Vec<(ProfileName, RoleArn)> = Vec::new();
    for role in roles.iter().map(|granted| &granted.role_arn) {
        let plain = format!("{name}-{}-{}", role.account(), role.name()).replace(['=', ','], "-");
        let mut candidate = if roles.len() == 1 { name.to_string() } else { plain.clone() };
        // Roles of one account may differ in their path alone.
        let mut count = 1;
        while named.iter().any(|(taken, _)| taken.as_str() == candidate) {
            count += 1;
            candidate = format!("{plain}-{count}");
        }
        let name = candidate.parse().expect("names of roles are plain but for two signs");
        named.push((name, role.clone()));
    }
    named
}

fn role(world: &mut World, given: Option<&RoleArn>) -> Result<RoleArn, CommandError> {
    if let Some(role) = given {
        return Ok(role.clone());
    }
    // Without a login the role can still be typed, and another provider knows of none.
    let roles = match granted(world) {
        Ok(granted) => granted.roles,
        Err(error) if error.exit == Exit::LoginRequired || is_elsewhere(world) => Vec::new(),
        Err(error) => return Err(error),
    };
    if roles.is_empty() {
        return typed(world.prompt.line("Role (its ARN)", None), "--role");
    }
    let items: Vec<String> =
        roles.iter().map(|role| format!("{}  {}", role.account_id, role.role_arn)).collect();
    let chosen = world.prompt.choose("Which role?", &items);
    let chosen = chosen.map_err(|error| unasked(error, "--role"))?;
    Ok(roles[chosen].role_arn.clone())
}

fn is_elsewhere(world: &World) -> bool {
    let current = connection::current(world);
    current.is_ok_and(|record| matches!(record.login, Login::Provider { .. }))
}

fn granted(world: &mut World) -> Result<RolesResponse, CommandError> {
    let record = connection::current(world)?;
    let session = connection::session(world, &record)?;
    let client = connection::client(world, &record.issuer)?;
    block_on(client.roles(&session)).map_err(of_session)
}

fn profile_name(
    world: &mut World,
    given: Option<&ProfileName>,
) -> Result<ProfileName, CommandError> {
    match given {
        Some(name) => Ok(name.clone()),
        None => match world.prompt.line("Name of the profile", Some("vouch")) {
            Err(PromptError::NoTerminal { .. }) => Ok(name(None)),
            answer => typed(answer, "--profile"),
        },
    }
}

/// Returns the region: given, else what the first profile says already, else asked for, with that of
/// the environment as the default.
fn region(
    world: &mut World,
    given: Option<&Region>,
    profiles: &[(ProfileName, RoleArn)],
) -> Result<Region, CommandError> {
    if let Some(region) = given {
        return Ok(region.clone());
    }
    let text = files::read_text(&world.environment.aws_config_file)?.unwrap_or_default();
    for (name, _) in profiles {
        let present = aws_profile::present(&text, name)?.region;
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
fn typed<T>(answer: Result<String, PromptError>, argument: &str) -> Result<T, CommandError>
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

fn unasked(error: PromptError, argument: &str) -> CommandError {
    match error {
        PromptError::NoTerminal { .. } => {
            CommandError::new(Exit::Misused, format!("`{argument}` is missing"))
                .hint(format!("name it with `{argument}`; there is no terminal to ask at"))
        }
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(arn: &str) -> GrantedRole {
        let role_arn: RoleArn = arn.parse().unwrap();
        let account_id = role_arn.account().into();
        GrantedRole { role_arn, account_id, max_duration: None, max_auth_age: None }
    }

    fn names(roles: &[&str]) -> Vec<String> {
        let roles: Vec<GrantedRole> = roles
            .iter()
            .map(|role| granted(&format!("arn:aws:iam::123456789012:role/{role}")))
            .collect();
        named(&name(None), &roles).into_iter().map(|(name, _)| name.to_string()).collect()
    }

    #[test]
    fn each_role_has_a_profile_of_its_own() {
        assert_eq!(names(&["Dev"]), ["vouch"]);
        assert_eq!(
            names(&["Dev", "team/Dev", "a=b,c"]),
            ["vouch-123456789012-Dev", "vouch-123456789012-Dev-2", "vouch-123456789012-a-b-c"]
        );
    }
}
