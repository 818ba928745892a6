//! `vouch trust test --request`: recorded requests, answered anew.

use std::path::Path;

use super::answer::report;
use super::arguments::Form;
use crate::commands::error::{CommandError, Exit};
use crate::commands::trust::input::Input;
use crate::commands::world::World;
use crate::domain::sts::{Replayed, Unanswered, replay};

/// The longest file of requests, in bytes: ten thousand of them with long tokens.
const LONGEST: u64 = 64 << 20;

/// Answers every request of the file.
pub(super) fn run(world: &mut World, path: &Path, form: Form) -> Result<(), CommandError> {
    let input = Input::read(path, LONGEST)?;
    let replayed = replay(&input.text, world.clock.now()).map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{}: {error}", input.name))
            .hint("`--request` takes a recorded request, or a list of them, as JSON")
    })?;
    if replayed.is_empty() {
        let what = format!("{}: there is no request in it", input.name);
        return Err(CommandError::new(Exit::Configuration, what)
            .hint("`--request` takes a recorded request, or a list of them, as JSON"));
    }
    world.output.print(&report(&replayed, form)).map_err(CommandError::unwritten)?;
    verdict(&input.name, &replayed)
}

/// A record that can't be read is worse than a refusal: nobody knows what AWS would say.
fn verdict(file: &str, replayed: &[Replayed]) -> Result<(), CommandError> {
    let refusals: Vec<(&str, &Unanswered)> = replayed
        .iter()
        .filter_map(|Replayed { name, outcome }| Some((name.as_str(), outcome.as_ref().err()?)))
        .collect();
    if let Some((name, error)) = refusals.iter().find(|(_, error)| error.is_misread()) {
        let what = format!("{file}: the request {name} can't be read");
        return Err(CommandError::new(Exit::Configuration, what)
            .cause(error)
            .hint("`vouch trust test --help` says how a recorded request is written"));
    }
    match (refusals.len(), replayed.len()) {
        (0, _) => Ok(()),
        (_, 1) => Err(CommandError::new(Exit::Refused, "AWS would refuse the request")),
        (refused, all) => {
            let what = format!("AWS would refuse {refused} of {all} requests");
            Err(CommandError::new(Exit::Refused, what))
        }
    }
}
