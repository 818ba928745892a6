//! Which issuer a command is for: `--issuer`, else `VOUCH_ISSUER`, by name or by URL.

use super::error::CommandError;
use super::world::{Naming, World};
use crate::adapters::config_file;
use crate::adapters::environment::Environment;
use crate::adapters::prompt::PromptError;
use crate::domain::config::{ChooseIssuerError, Config, IssuerName, KnownIssuer};

/// Returns what is named, and who names it. Set to nothing, a variable is not set; an argument that
/// says nothing takes the variable's word back.
pub fn named(argument: Option<String>, environment: &Environment) -> (Option<String>, Naming) {
    match argument {
        Some(issuer) => (Some(issuer).filter(|issuer| !issuer.is_empty()), Naming::Argument),
        None => (environment.vouch_issuer.clone(), Naming::Environment),
    }
}

/// Puts the URL in the place of a name. What is no name stays as it is, for the command to judge;
/// then no configuration is read.
pub fn resolve(world: &mut World) -> Result<(), CommandError> {
    if let Some(typed) = world.issuer.take() {
        world.issuer = Some(url(world, typed)?);
    }
    Ok(())
}

/// Returns the URL of what is called so, or the text itself if it is no name.
pub fn url(world: &World, typed: String) -> Result<String, CommandError> {
    if !world.environment.has_home || typed.parse::<IssuerName>().is_err() {
        return Ok(typed);
    }
    let config = config_file::read(&world.environment)?;
    Ok(config.choose(Some(&typed))?.url.as_str().into())
}

/// Returns the issuer that is meant; of several the person chooses one, where there is a person.
pub fn ask<'a>(world: &mut World, config: &'a Config) -> Result<&'a KnownIssuer, CommandError> {
    match config.choose(world.issuer.as_deref()) {
        Err(several @ ChooseIssuerError::Several { .. }) => {
            match world.prompt.choose("Which issuer?", &config.known()) {
                Ok(place) => Ok(&config.issuers[place]),
                Err(PromptError::NoTerminal { .. }) => Err(several.into()),
                Err(error) => Err(error.into()),
            }
        }
        chosen => Ok(chosen?),
    }
}
