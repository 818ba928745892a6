//! What was done, or would be, for people and for programs.

use serde_json::{Value, json};

use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_profile::{Conflict, Shadow, shadows};

use super::file::difference;
use super::plan::{Fate, Plan};
use super::wishes::Profile;

/// Returns the environment variables that keep tools from the profiles.
pub(super) fn notes(world: &World, profiles: &[Profile]) -> Vec<String> {
    let Some(first) = profiles.first() else { return Vec::new() };
    let is_ours = |shadow: &Shadow| match shadow {
        Shadow::AnotherProfile { name, .. } => {
            profiles.iter().any(|profile| profile.name.as_str() == name)
        }
        _ => false,
    };
    shadows(&world.environment.aws_variables, &first.name)
        .into_iter()
        .filter(|shadow| !is_ours(shadow))
        .map(|shadow| shadow.to_string())
        .collect()
}

/// Tells what became of each profile and each file.
pub(super) fn tell(world: &mut World, plan: &Plan) {
    let config = plan.files[0].path.display();
    for (path, why) in &plan.mended {
        world.output.tell(&format!("{} is mended: {why}", path.display()));
    }
    for comment in &plan.comments {
        let Conflict { line, key, .. } = &comment.conflict;
        let (path, purpose) = (comment.path.display(), comment.conflict.purpose());
        world.output.tell(&format!("{path} line {line}: `{key}` ({purpose}) is a comment now"));
    }
    for (name, fate) in &plan.fates {
        world.output.tell(&match fate {
            Fate::Absent => format!("no profile `{name}` of vouch's in {config}"),
            Fate::Removed => format!("profile `{name}` removed from {config}"),
            Fate::Unchanged => format!("profile `{name}` is already in {config}"),
            Fate::Written => format!("profile `{name}` written in {config}"),
        });
    }
    if let Some(comment) = plan.comments.iter().find(|comment| comment.conflict.is_static_key()) {
        let path = comment.path.display();
        world.output.tell(&format!(
            "note: the static keys are still in {path}, in comments, and in {path}.vouch-backup: \
             when nothing needs them, deactivate them in IAM and delete both"
        ));
    }
}

/// Prints the change as one JSON object.
pub(super) fn print_json(
    world: &mut World,
    plan: &Plan,
    profiles: &[Profile],
    notes: &[String],
) -> Result<(), CommandError> {
    let report = json!({
        "changed": plan.changes().next().is_some(),
        "files": plan.files.iter().map(|file| json!({
            "path": file.path.display().to_string(),
            "changed": file.is_changed(),
        })).collect::<Vec<_>>(),
        "difference": difference(plan),
        "profiles": plan.fates.iter().map(|(name, fate)| {
            let profile = profiles.iter().find(|profile| profile.name == *name);
            json!({
                "name": name.as_str(),
                "change": fate,
                "role": profile.map(|profile| profile.role.as_str()),
                "region": profile
                    .and_then(|profile| profile.settings.region.as_ref())
                    .map(|region| region.as_str()),
                "credential_process": profile.map(|profile| profile.settings.command.as_str()),
            })
        }).collect::<Vec<Value>>(),
        "comments": plan.comments.iter().map(|comment| json!({
            "path": comment.path.display().to_string(),
            "line": comment.conflict.line,
            "key": comment.conflict.key,
        })).collect::<Vec<_>>(),
        "mended": plan.mended.iter().map(|(path, why)| json!({
            "path": path.display().to_string(),
            "why": why,
        })).collect::<Vec<_>>(),
        "notes": notes,
    });
    world.output.print(&report.to_string()).map_err(CommandError::unwritten)
}
