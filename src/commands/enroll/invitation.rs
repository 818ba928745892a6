//! The invitation code, from the person or from stdin.

use crate::adapters::stdin;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::enrolment::{InvitationCode, InvitationCodeError};

/// How often a mistyped code is asked for again. The issuer isn't asked.
const ATTEMPTS: usize = 3;

/// Asks the person, without echo: whoever reads the code over a shoulder could use it first.
pub(super) fn ask(world: &mut World) -> Result<InvitationCode, CommandError> {
    for _ in 0..ATTEMPTS {
        let typed = world.prompt.secret("invitation code")?;
        match InvitationCode::parse(&typed) {
            Ok(code) => return Ok(code),
            Err(error) => world.output.show(&mut *world.prompt, &error.to_string()),
        }
    }
    Err(malformed(InvitationCodeError))
}

/// Reads the first line of stdin.
pub(super) fn from_stdin() -> Result<InvitationCode, CommandError> {
    let line = stdin::first_line().map_err(|error| {
        CommandError::new(Exit::Failed, "could not read the invitation from stdin").cause(error)
    })?;
    InvitationCode::parse(&line).map_err(malformed)
}

fn malformed(error: InvitationCodeError) -> CommandError {
    CommandError::new(Exit::Misused, error.to_string())
        .hint("copy the code from the invitation; dashes and case don't matter")
}
