//! A token in a file that somebody else renews, as Kubernetes does. It is read each time.

use std::path::PathBuf;

use super::foreign::{Origin, hash};
use super::options::TokenSource;
use super::variable;
use crate::adapters::files;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::foreign::unusable;
use crate::commands::world::World;
use crate::domain::foreign_token::ForeignToken;
use crate::domain::secret::Secret;

/// What pods with a role find their token by.
const VARIABLE: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
/// The longest file that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

pub(super) fn of(
    world: &World,
    wish: &TokenSource,
) -> Result<(Origin, String, String), CommandError> {
    let path = match &wish.token_file {
        Some(path) => path.clone(),
        None => named(world)?,
    };
    let text = files::read_text_up_to(&path, LONGEST).map_err(|error| {
        CommandError::new(Exit::Configuration, "could not read the token").cause(error)
    })?;
    let Some(text) = text.map(Secret::new) else { return Err(absent(&path)) };
    let place = format!("the token in {}", path.display());
    let token = ForeignToken::read(&text).map_err(|error| unusable(&place, error))?;
    let login = hash(&[token.text.expose()]);
    Ok((Origin::Here(token), place, login))
}

fn named(world: &World) -> Result<PathBuf, CommandError> {
    let path = variable::text(world, VARIABLE)?.map(|path| PathBuf::from(path.expose()));
    path.ok_or_else(|| {
        CommandError::new(
            Exit::Configuration,
            format!("no file is named, and {VARIABLE} is not set"),
        )
        .hint(
            "name it with --token-file; in a pod, check that its service account has the \
                 annotation `eks.amazonaws.com/role-arn`",
        )
    })
}

fn absent(path: &std::path::Path) -> CommandError {
    let what = format!("there is no file {}", path.display());
    CommandError::new(Exit::Configuration, what)
        .hint("mount the token there: in Kubernetes, as a projected `serviceAccountToken` volume")
}
