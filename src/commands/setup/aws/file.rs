//! Changing the AWS files, alone among the processes of vouch.

use std::path::Path;

use similar::TextDiff;

use crate::adapters::environment::Environment;
use crate::adapters::files::{self, Backup, FileError, FileLock};
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_profile;

use super::plan::{FileChange, Plan};
use super::undo;

/// Plans anew while no other process of vouch changes the files, and makes the change.
pub(super) fn make(
    world: &mut World,
    plan: impl FnOnce(&Environment) -> Result<Plan, CommandError>,
) -> Result<Plan, CommandError> {
    let _lock = lock(world)?;
    let plan = plan(&world.environment)?;
    let config = &plan.files[0];
    if let Some(unread) = aws_profile::unread(&config.after) {
        let path = config.path.display();
        world.output.tell(&format!("note: {path}: {unread}, only by the AWS CLI"));
    }
    let changes: Vec<&FileChange> = plan.changes().collect();
    if !changes.is_empty() {
        put(world, &changes)?;
    }
    Ok(plan)
}

/// Writes the files, after the note by which the change is undone: one that is interrupted between
/// the two is not lost, and one that can't be noted is not made.
///
/// The config file comes first: static keys that are still in the other one win until they are
/// comments, so a change that is interrupted between the two leaves the AWS CLI as it was.
fn put(world: &World, changes: &[&FileChange]) -> Result<(), CommandError> {
    for folder in changes.iter().filter_map(|change| change.path.parent()) {
        files::create_private_folder(folder)?;
    }
    let earlier = undo::remember(world, changes)?;
    for (place, change) in changes.iter().enumerate() {
        let before = change.before.as_deref();
        if let Err(error) = files::edit(&change.path, before, &change.after, Backup::Keep) {
            changes[..place].iter().for_each(|made| take_back(made));
            earlier.restore();
            return Err(unchanged(error, &change.path));
        }
    }
    Ok(())
}

/// Undoes the half of a change whose other half failed. If this fails too, `--undo` can still.
fn take_back(change: &FileChange) {
    let path = &change.path;
    let _ = match &change.before {
        Some(before) => files::edit(path, Some(&change.after), before, Backup::None),
        None => files::target(path).and_then(|target| files::remove(&target)),
    };
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

/// Takes the lock that every change of the files holds, and removes what those left who held it and
/// were killed.
pub(super) fn lock(world: &World) -> Result<FileLock, CommandError> {
    let environment = &world.environment;
    let lock = files::lock(&environment.state_folder.join("aws-config.lock"))?;
    files::remove_stale_drafts(&environment.aws_config_file);
    files::remove_stale_drafts(&environment.aws_credentials_file);
    Ok(lock)
}

/// Returns how the files would change, in unified diffs without the secrets.
pub(super) fn difference(plan: &Plan) -> String {
    let one = |change: &FileChange| {
        let name = change.path.display().to_string();
        let (before, after) =
            (aws_profile::veiled(change.text()), aws_profile::veiled(&change.after));
        TextDiff::from_lines(&before, &after).unified_diff().header(&name, &name).to_string()
    };
    plan.changes().map(one).collect()
}
