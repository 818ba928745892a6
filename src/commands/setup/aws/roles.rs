//! Which roles: those that the issuer grants, and the person's choice of them.

use crate::adapters::prompt::PromptError;
use crate::adapters::runtime::block_on;
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer::of_session;
use crate::commands::world::World;
use crate::domain::aws_profile::ProfileName;
use crate::domain::role::RoleArn;
use crate::domain::session::Login;
use crate::domain::wire::RolesResponse;

use super::names::Names;
use super::wishes::{typed, unasked};

/// Returns the granted roles, or those the person chooses of them, with their profiles' names, and
/// whether those were made from the roles.
pub(super) fn discovered(
    world: &mut World,
    names: &Names<'_>,
) -> Result<(Vec<RoleArn>, Vec<ProfileName>, bool), CommandError> {
    if names.given.len() > 1 {
        let what = "`--discover` takes one `--profile`, from which it makes the names";
        return Err(CommandError::new(Exit::Misused, what));
    }
    let granted = granted(world)?;
    let mut roles: Vec<RoleArn> = granted.roles.into_iter().map(|role| role.role_arn).collect();
    roles.sort();
    roles.dedup();
    if roles.is_empty() {
        let error = CommandError::new(Exit::Refused, "the issuer lists no role for you");
        return Err(error.hint(if granted.any_role {
            "it allows any: name one with `--role`"
        } else {
            "ask the administrator of the issuer for a grant"
        }));
    }
    let are_made = names.are_made(&roles);
    // Named among all of them, so that a name doesn't depend on what else is chosen.
    let named = names.of(&roles)?;
    let items: Vec<String> =
        named.iter().zip(&roles).map(|(name, role)| format!("{name}: {role}")).collect();
    for (name, role) in named.iter().zip(&roles) {
        world.output.tell(&format!("{}  {role}  as profile `{name}`", role.account()));
    }
    if roles.len() == 1 {
        return Ok((roles, named, are_made));
    }
    let chosen = match world.prompt.choose_several("Write which profiles?", &items) {
        Err(PromptError::NoTerminal { .. }) => (0..roles.len()).collect(),
        chosen => chosen?,
    };
    let pair = |place: usize| (roles[place].clone(), named[place].clone());
    let (roles, named) = chosen.into_iter().map(pair).unzip();
    Ok((roles, named, are_made))
}

/// Asks for a role: one of those granted, or any where none is known.
pub(super) fn asked(world: &mut World) -> Result<RoleArn, CommandError> {
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
