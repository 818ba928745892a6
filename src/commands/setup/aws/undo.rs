//! Putting the AWS config file back as it was before our last change.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::adapters::files::{self, Backup};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;

use super::file;

/// Our last change. What the file held is in the backup beside it; here are digests alone.
#[derive(Deserialize, Serialize)]
struct Remembered {
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
pub(super) fn remember(
    world: &World,
    before: Option<&str>,
    after: &str,
) -> Result<Earlier, CommandError> {
    let remembered = Remembered {
        path: world.environment.aws_config_file.display().to_string(),
        before: before.map(digest),
        after: digest(after),
    };
    let place = place(world);
    let earlier = Earlier { text: files::read_text(&place).ok().flatten(), place };
    let text = serde_json::to_string(&remembered).expect("plain structures serialise");
    files::write_private(&earlier.place, &text)?;
    Ok(earlier)
}

/// Undoes the last change, if the file is still as it left it.
pub(super) fn run(world: &mut World) -> Result<(), CommandError> {
    let _lock = file::lock(world)?;
    let path = world.environment.aws_config_file.clone();
    let shown = path.display();
    let remembered = files::read_text(&place(world))?
        .and_then(|text| serde_json::from_str::<Remembered>(&text).ok())
        .filter(|remembered| remembered.path == shown.to_string())
        .ok_or_else(|| refused(format!("no change of {shown} is remembered")))?;
    let now = files::read_text(&path)?;
    let held = now.as_deref().map(digest);
    // An undoing, or a change, that was interrupted may have left it so.
    if held != remembered.before {
        if held != Some(remembered.after) {
            return Err(refused(format!("{shown} has changed since"))
                .hint("take the profile out with `vouch setup aws --remove`"));
        }
        put_back(&path, now.as_deref(), remembered.before.as_deref())?;
    }
    let backup = files::backup_path(&path)?;
    if files::read_text(&backup).is_ok_and(|kept| kept.as_deref().map(digest) == remembered.before)
    {
        files::remove(&backup)?;
    }
    files::remove(&place(world))?;
    world.output.tell(&format!("{shown} is as it was before"));
    Ok(())
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
