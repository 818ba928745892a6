//! Changing the AWS config file, alone among the processes of vouch.

use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::adapters::files::{self, Backup, FileError, FileLock};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::aws_profile::{self, Conflict, Origin, ProfileName, Refusal};

use super::{Ending, undo};

/// What became of the file.
pub(super) struct Outcome {
    path: PathBuf,
    change: Change,
}

enum Change {
    Created,
    None,
    Replaced,
}

impl Outcome {
    pub(super) fn path(&self) -> impl std::fmt::Display + '_ {
        self.path.display()
    }

    pub(super) fn is_changed(&self) -> bool {
        !matches!(self.change, Change::None)
    }

    pub(super) fn word(&self) -> &'static str {
        if self.is_changed() { "written" } else { "is already" }
    }
}

/// Edits the file, or prints how it would change.
pub(super) fn edit(
    world: &mut World,
    ending: Ending,
    edit: impl FnOnce(&str) -> Result<String, Refusal>,
) -> Result<Outcome, CommandError> {
    let path = world.environment.aws_config_file.clone();
    if ending == Ending::Print {
        let before = files::read_text(&path)?.unwrap_or_default();
        let after = edit(&before).map_err(|refusal| in_file(refusal, &path))?;
        print_difference(world, &path, &before, &after)?;
        return Ok(Outcome { path, change: Change::None });
    }
    let _lock = lock(world)?;
    let before = files::read_text(&path)?;
    let text = before.as_deref().unwrap_or_default();
    let after = edit(text).map_err(|refusal| in_file(refusal, &path))?;
    if let Some(unread) = aws_profile::unread(&after) {
        world.output.tell(&format!("note: {}: {unread}, only by the AWS CLI", path.display()));
    }
    if after == text {
        return Ok(Outcome { path, change: Change::None });
    }
    if let Some(folder) = path.parent() {
        files::create_private_folder(folder)?;
    }
    put(world, &path, before.as_deref(), &after)?;
    let change = if before.is_some() { Change::Replaced } else { Change::Created };
    Ok(Outcome { path, change })
}

/// Writes the file, after the note by which the change is undone: one that is interrupted between
/// the two is not lost, and one that can't be noted is not made.
fn put(world: &World, path: &Path, before: Option<&str>, after: &str) -> Result<(), CommandError> {
    let earlier = undo::remember(world, before, after)?;
    files::edit(path, before, after, Backup::Keep).map_err(|error| {
        earlier.restore();
        unchanged(error, path)
    })
}

/// Says what to do where the file comes from a place that only another program changes.
pub(super) fn unchanged(error: FileError, path: &Path) -> CommandError {
    let is_linked = error.path() != path && files::target(path).is_ok_and(|it| it == error.path());
    let is_unwritable = matches!(error, FileError::Unwritable { .. });
    let mut error = CommandError::from(error);
    if is_linked {
        error = error.cause(format!("{} is a link to it", path.display()));
    }
    if !is_unwritable {
        return error;
    }
    error.hint(
        "check the permissions and the space on the disk; if home-manager or the like \
         provides the file, give that what `vouch setup aws --print` prints; nothing was changed",
    )
}

/// Takes the lock that every change of the file holds, and removes what those left who held it and
/// were killed.
pub(super) fn lock(world: &World) -> Result<FileLock, CommandError> {
    let lock = files::lock(&world.environment.state_folder.join("aws-config.lock"))?;
    files::remove_stale_drafts(&world.environment.aws_config_file);
    Ok(lock)
}

/// Refuses a profile in which a key outranks ours, in either of the files.
pub(super) fn refuse_conflicts(world: &World, name: &ProfileName) -> Result<(), CommandError> {
    let environment = &world.environment;
    for (origin, path) in [
        (Origin::Config, &environment.aws_config_file),
        (Origin::Credentials, &environment.aws_credentials_file),
    ] {
        let text = files::read_text(path)?.unwrap_or_default();
        let conflicts = aws_profile::conflicts(origin, &text, name)
            .map_err(|reason| in_file(reason.into(), path))?;
        if !conflicts.is_empty() {
            return Err(conflicting(name, path, &conflicts));
        }
    }
    Ok(())
}

fn conflicting(name: &ProfileName, path: &Path, conflicts: &[Conflict]) -> CommandError {
    let what = format!("profile `{name}` has keys that AWS tools prefer to vouch");
    conflicts
        .iter()
        .fold(CommandError::new(Exit::Configuration, what), |error, conflict| {
            error.cause(format!("{} {conflict}", path.display()))
        })
        .hint("remove them, or choose another name with `--profile`; nothing was changed")
}

fn in_file(refusal: Refusal, path: &Path) -> CommandError {
    let mut error = CommandError::from(refusal);
    error.causes.insert(0, std::mem::take(&mut error.what));
    error.what = format!("could not edit {}", path.display());
    error
}

fn print_difference(
    world: &mut World,
    path: &Path,
    before: &str,
    after: &str,
) -> Result<(), CommandError> {
    let name = path.display().to_string();
    let difference =
        TextDiff::from_lines(before, after).unified_diff().header(&name, &name).to_string();
    if difference.is_empty() {
        world.output.tell("nothing would change");
        return Ok(());
    }
    world.output.print(difference.trim_end_matches('\n')).map_err(CommandError::unwritten)
}
