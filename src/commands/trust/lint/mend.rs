//! `--fix`: mends what is certain, in the file or as a difference.

use similar::TextDiff;

use super::file::LintedFile;
use crate::adapters::files::{self, Backup};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::trust::lint::Facts;

/// Writes the mended text into its file; all that isn't mended stays, byte for byte.
pub(super) fn write(
    world: &mut World,
    file: &mut LintedFile,
    facts: &Facts,
    allow: &[String],
) -> Result<(), CommandError> {
    let Some(path) = file.path.clone() else {
        let what = "what comes from stdin can't be fixed in place";
        return Err(CommandError::new(Exit::Misused, what).hint("name the file"));
    };
    let before = file.mend(facts, allow);
    if before != file.text {
        files::edit(&path, Some(&before), &file.text, Backup::None)?;
        world.output.tell(&format!("fixed {}", file.name));
    }
    Ok(())
}

/// Prints how the file would change.
pub(super) fn show(
    world: &mut World,
    file: &mut LintedFile,
    facts: &Facts,
    allow: &[String],
) -> Result<(), CommandError> {
    let before = file.mend(facts, allow);
    let difference = TextDiff::from_lines(&before, &file.text);
    let shown = difference.unified_diff().header(&file.name, &file.name).to_string();
    if shown.is_empty() {
        return Ok(());
    }
    world.output.print(shown.trim_end()).map_err(CommandError::unwritten)
}
