//! A program prints the token: a CI's own, a cloud's, `kubectl create token`.

use super::foreign::Origin;
use super::options::{TokenSource, misused};
use crate::commands::error::CommandError;
use crate::domain::aws_profile;

pub(super) fn of(wish: &TokenSource) -> Result<(Origin, String, String), CommandError> {
    let Some(line) = &wish.token_command else {
        return Err(misused("`--source command` needs a command")
            .hint("say which program prints the token with --token-command 'PROGRAM ARGUMENTS'"));
    };
    let words = aws_profile::split(line)
        .ok_or_else(|| misused("--token-command has a quote or an escape without an end"))?;
    let Some(program) = words.first().filter(|program| !program.is_empty()) else {
        return Err(misused("--token-command names no program"));
    };
    // AWS tools run us in whatever folder they are in: who can write there would choose the program.
    let is_name = !program.contains(['/', '\\']);
    if !is_name && !std::path::Path::new(program).is_absolute() {
        return Err(misused(format!(
            "--token-command names a program by a relative path: {program}"
        ))
        .hint("write its absolute path, or a name that is found through PATH"));
    }
    let place = format!("what `{program}` prints");
    Ok((Origin::Program(words), place, String::new()))
}
