//! Who may change vouch's files, and those that AWS tools believe.

use std::path::{Path, PathBuf};

use super::catalogue::FILES_PERMISSIONS;
use super::finding::Finding;
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::world::World;

/// Returns which of them others may change.
pub(super) fn check(environment: &Environment) -> Finding {
    let places = places(environment);
    match places.iter().filter(|place| others_may_change(place)).collect::<Vec<_>>()[..] {
        [] => FILES_PERMISSIONS.good("nobody else may change vouch's files or AWS's"),
        ref open => {
            let open: Vec<String> = open.iter().map(|place| place.display().to_string()).collect();
            FILES_PERMISSIONS.warn(format!("others may change {}", open.join(", ")))
        }
    }
}

/// Takes the right away from them. What can't be mended is found by the check.
pub(super) fn mend(world: &mut World) {
    for place in places(&world.environment).into_iter().filter(|place| others_may_change(place)) {
        match files::forbid_others(&place) {
            Ok(()) => world.output.tell(&format!("mended: {}", place.display())),
            Err(error) => world.output.tell(&format!("not mended: {error}")),
        }
    }
}

fn others_may_change(place: &Path) -> bool {
    place.exists() && !files::is_ours_alone(place)
}

/// The files and their folders, links resolved, as far as they are there.
fn places(environment: &Environment) -> Vec<PathBuf> {
    let sessions = environment.state_folder.join("sessions.json");
    let files = [
        &environment.config_file,
        &environment.system_config_file,
        &environment.aws_config_file,
        &environment.aws_credentials_file,
        &environment.executable,
        &sessions,
    ];
    let resolved = files.into_iter().filter_map(|file| file.canonicalize().ok());
    let mut places: Vec<PathBuf> = resolved
        .flat_map(|file| [file.parent().map(Path::to_owned), Some(file)])
        .flatten()
        .collect();
    places.sort();
    places.dedup();
    places
}
