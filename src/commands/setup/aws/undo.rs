//! Putting the AWS files back as they were before our last change.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::adapters::files::{self, Backup};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;

use super::file;
use super::plan::FileChange;

/// Our last change. What the files held is in the backups beside them; here are digests alone.
#[derive(Deserialize, Serialize)]
struct Remembered {
    files: Vec<RememberedFile>,
}

#[derive(Deserialize, Serialize)]
struct RememberedFile {
    /// The file, as it is shown: a path needn't be text, JSON is. The digests decide.
    path: String,
    /// The digest of what it held before; absent if there was no file.
    before: Option<String>,
    /// The digest of what it held after.
    after: String,
}

/// What was remembered before.
pub(super) struct Earlier {
    place: PathBuf,
    text: Option<String>,
}

impl Earlier {
    /// Remembers it again, because the change was not made. If that fails too, the last change that
    /// was made can't be undone, and nothing else is wrong.
    pub(super) fn restore(self) {
        let _ = match self.text {
            Some(text) => files::write_private(&self.place, &text),
            None => files::remove(&self.place),
        };
    }
}

/// Remembers a change that is about to be made.
pub(super) fn remember(world: &World, changes: &[&FileChange]) -> Result<Earlier, CommandError> {
    let remembered = |change: &&FileChange| RememberedFile {
        path: change.path.display().to_string(),
        before: change.before.as_deref().map(digest),
        after: digest(&change.after),
    };
    let remembered = Remembered { files: changes.iter().map(remembered).collect() };
    let place = place(world);
    let earlier = Earlier { text: files::read_text(&place).ok().flatten(), place };
    let text = serde_json::to_string(&remembered).expect("plain structures serialise");
    files::write_private(&earlier.place, &text)?;
    Ok(earlier)
}

/// A file of the change, and what it holds now.
struct Held {
    path: PathBuf,
    now: Option<String>,
    before: Option<String>,
}

/// Undoes the last change, if the files are still as it left them.
pub(super) fn run(world: &mut World) -> Result<(), CommandError> {
    let _lock = file::lock(world)?;
    let all = remembered(world)?.into_iter().map(held).collect::<Result<Vec<_>, _>>()?;
    for one in &all {
        // An undoing, or a change, that was interrupted may have left it so.
        if one.now.as_deref().map(digest) != one.before {
            put_back(&one.path, one.now.as_deref(), one.before.as_deref())?;
        }
    }
    for one in &all {
        let backup = files::backup_path(&one.path)?;
        if files::read_text(&backup).is_ok_and(|kept| kept.as_deref().map(digest) == one.before) {
            files::remove(&backup)?;
        }
    }
    files::remove(&place(world))?;
    for one in &all {
        world.output.tell(&format!("{} is as it was before", one.path.display()));
    }
    Ok(())
}

/// Returns the files of the last change, if they are those that the environment names now.
fn remembered(world: &World) -> Result<Vec<(PathBuf, RememberedFile)>, CommandError> {
    let environment = &world.environment;
    let known = [&environment.aws_config_file, &environment.aws_credentials_file];
    let of_file = |file: RememberedFile| {
        let path = known.into_iter().find(|path| path.display().to_string() == file.path)?;
        Some((path.clone(), file))
    };
    files::read_text(&place(world))?
        .and_then(|text| serde_json::from_str::<Remembered>(&text).ok())
        .and_then(|remembered| remembered.files.into_iter().map(of_file).collect())
        .ok_or_else(|| {
            let shown = environment.aws_config_file.display();
            refused(format!("no change of {shown} is remembered"))
        })
}

/// Reads a file, which must be as it was before the change or after it.
fn held((path, file): (PathBuf, RememberedFile)) -> Result<Held, CommandError> {
    let now = files::read_text(&path)?;
    let digest = now.as_deref().map(digest);
    if digest != file.before && digest.as_ref() != Some(&file.after) {
        return Err(refused(format!("{} has changed since", path.display()))
            .hint("take the profile out with `vouch setup aws --remove`"));
    }
    Ok(Held { path, now, before: file.before })
}

/// Makes the file again what the backup holds, or removes it where there was none.
fn put_back(path: &Path, now: Option<&str>, before: Option<&str>) -> Result<(), CommandError> {
    let Some(before) = before else { return Ok(files::remove(&files::target(path)?)?) };
    let backup = files::backup_path(path)?;
    let text = files::read_text(&backup)?
        .filter(|text| digest(text) == before)
        .ok_or_else(|| refused(format!("the backup {} is gone", backup.display())))?;
    files::edit(path, now, &text, Backup::None).map_err(|error| file::unchanged(error, path))
}

fn refused(what: String) -> CommandError {
    CommandError::new(Exit::Configuration, what)
}

fn place(world: &World) -> PathBuf {
    world.environment.state_folder.join("aws-config-undo.json")
}

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
