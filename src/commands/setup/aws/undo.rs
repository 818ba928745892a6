//! Putting the AWS config file back as it was before our last change.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::adapters::files::{self, Backup, Mode};
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

/// Remembers a change.
pub(super) fn remember(
    world: &World,
    before: Option<&str>,
    after: &str,
) -> Result<(), CommandError> {
    let remembered = Remembered {
        path: world.environment.aws_config_file.display().to_string(),
        before: before.map(digest),
        after: digest(after),
    };
    let text = serde_json::to_string(&remembered).expect("plain structures serialise");
    Ok(files::write_private(&place(world), &text)?)
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
    if now.as_deref().map(digest) != Some(remembered.after) {
        return Err(refused(format!("{shown} has changed since"))
            .hint("take the profile out with `vouch setup aws --remove`"));
    }
    let backup = files::backup_path(&path)?;
    match remembered.before {
        None => files::remove(&files::target(&path)?)?,
        Some(before) => {
            let text = files::read_text(&backup)?
                .filter(|text| digest(text) == before)
                .ok_or_else(|| refused(format!("the backup {} is gone", backup.display())))?;
            files::replace(&path, &text, Backup::None, Mode::Kept)?;
            files::remove(&backup)?;
        }
    }
    files::remove(&place(world))?;
    world.output.tell(&format!("{shown} is as it was before"));
    Ok(())
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
