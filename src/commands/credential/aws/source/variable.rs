//! A token in a variable: a GitLab job has it there, and others can put one there.

use super::foreign::{Origin, hash};
use super::options::{SourceKind, TokenSource, misused};
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::foreign::unusable;
use crate::commands::world::World;
use crate::domain::aws_variables::ID_TOKEN;
use crate::domain::foreign_token::ForeignToken;
use crate::domain::secret::Secret;

/// What our guide calls the variable in `id_tokens`.
const GITLAB: &str = ID_TOKEN;

pub(super) fn of(
    world: &World,
    wish: &TokenSource,
) -> Result<(Origin, String, String), CommandError> {
    let name = match (&wish.token_variable, wish.source) {
        (Some(name), _) => name,
        (None, SourceKind::Gitlab) => GITLAB,
        (None, _) => {
            return Err(misused("`--source env` needs a name")
                .hint("say which variable holds the token with --token-variable NAME"));
        }
    };
    let Some(text) = text(world, name)? else { return Err(absent(name, wish.source)) };
    let place = format!("the token in the variable {name}");
    let token = ForeignToken::read(&text).map_err(|error| unusable(&place, error))?;
    let login = hash(&[token.text.expose()]);
    Ok((Origin::Here(token), place, login))
}

/// Returns the value of a variable; none where it is set to nothing.
pub(super) fn text(world: &World, name: &str) -> Result<Option<Secret>, CommandError> {
    world.environment.others.text(name).map_err(|error| {
        CommandError::new(Exit::Configuration, error.to_string()).hint(format!("unset {name}"))
    })
}

fn absent(name: &str, kind: SourceKind) -> CommandError {
    let error = CommandError::new(Exit::Configuration, format!("the variable {name} is not set"));
    match kind {
        SourceKind::Gitlab => error.hint(format!(
            "let the job have it: `id_tokens: {{ {name}: {{ aud: sts.amazonaws.com }} }}` in \
             .gitlab-ci.yml, or name another with --token-variable"
        )),
        _ => error.hint("name another with --token-variable, or let the job set it"),
    }
}
