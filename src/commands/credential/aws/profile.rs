//! The settings of the profile that the command line names.
//!
//! A profile that only the environment names doesn't count: an AWS tool that was told another one
//! hands its environment on as it is (`docs/design/which-profile.md`).

use super::Request;
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_profile::{self, ProfileName, StsSettings};

/// Reads them, from the one file in which they stand; where no profile is named, nothing is read.
pub(super) fn settings(
    environment: &Environment,
    request: &Request,
) -> Result<Option<StsSettings>, CommandError> {
    let Some(profile) = &request.profile else { return Ok(None) };
    let text = files::read_text(&environment.aws_config_file)?.unwrap_or_default();
    let settings = aws_profile::sts_settings(&text, profile)?;
    settings.map(Some).ok_or_else(|| absent(environment, profile))
}

fn absent(environment: &Environment, profile: &ProfileName) -> CommandError {
    let path = environment.aws_config_file.display();
    CommandError::new(Exit::Configuration, format!("no profile `{profile}` in {path}"))
        .hint("name one of that file with `--profile`, or none; `vouch setup aws` writes one")
}
