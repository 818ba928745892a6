//! Whether what keeps tools from running vouch is made comments: as the person says.

use crate::adapters::prompt::{Answer, PromptError};
use crate::commands::error::CommandError;
use crate::commands::world::World;

use super::file::difference;
use super::plan::{Fix, Plan};
use super::wishes::Profile;

/// Returns what was said with `--fix`; where it was not and is needed, asks.
pub(super) fn decide(
    world: &mut World,
    profiles: &[Profile],
    given: Fix,
    can_ask: bool,
) -> Result<Fix, CommandError> {
    if given == Fix::Yes {
        return Ok(Fix::Yes);
    }
    let Err(refusal) = Plan::to_write(&world.environment, profiles, Fix::No) else {
        return Ok(Fix::No);
    };
    let Ok(fixed) = Plan::to_write(&world.environment, profiles, Fix::Yes) else {
        return Err(refusal);
    };
    let refusal = refusal.hint(
        "`--fix` makes comments of these lines, and `--fix --dry-run` shows it before; or choose \
         another name with `--profile`; nothing was changed",
    );
    if !can_ask {
        return Err(refusal);
    }
    let shown = std::iter::once(&refusal.what).chain(&refusal.causes);
    for line in shown {
        world.output.show(&mut *world.prompt, line);
    }
    let fixed = difference(&fixed);
    world.output.show(&mut *world.prompt, fixed.trim_end());
    match world.prompt.confirm("Mend this, with comments in place of lines?", Answer::No) {
        Ok(Answer::Yes) => Ok(Fix::Yes),
        Ok(Answer::No) | Err(PromptError::NoTerminal { .. }) => Err(refusal),
        Err(error) => Err(error.into()),
    }
}
