//! Where there is no `/dev/tty`: the console of Windows.

use std::fs::File;
use std::io::ErrorKind;

use super::super::PromptError;
use crate::domain::secret::Secret;

/// Where answers are read.
pub(super) const INPUT: &str = "CONIN$";
/// Where questions are written.
pub(super) const OUTPUT: &str = "CONOUT$";

/// Asks for a secret, without echo.
pub(super) fn secret(_: &mut File, question: &str) -> Result<Secret, PromptError> {
    rpassword::prompt_password(format!("{question}: ")).map(Secret::new).map_err(
        |error| match error.kind() {
            ErrorKind::Interrupted | ErrorKind::UnexpectedEof => PromptError::Interrupted,
            _ => PromptError::Failed(error),
        },
    )
}
