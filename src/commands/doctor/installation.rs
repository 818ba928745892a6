//! The programs: whether they are of one release, and which `vouch` a shell finds.

use super::catalogue::{INSTALLATION_PARTS, INSTALLATION_PATH};
use super::finding::Finding;
use crate::adapters::environment::Environment;
use crate::adapters::{files, installation};

/// Returns what the executable and PATH tell.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    let ours = env!("CARGO_PKG_VERSION");
    let parts = match installation::front_version(&environment.executable) {
        Ok(theirs) if theirs == ours => INSTALLATION_PARTS.good(format!("vouch {ours}")),
        Ok(theirs) => {
            INSTALLATION_PARTS.warn(format!("`vouch` is {theirs}, `vouch-full` is {ours}"))
        }
        Err(reason) => INSTALLATION_PARTS.warn(format!(
            "{} does not say of which release it is: {reason}",
            environment.executable.display()
        )),
    };
    vec![parts, path(environment)]
}

fn path(environment: &Environment) -> Finding {
    let path = environment.path.as_deref();
    let this = environment.executable.canonicalize().ok();
    match files::first_on_path("vouch", path) {
        None => INSTALLATION_PATH
            .warn("no folder of PATH has a `vouch`")
            .remedy("put the folder of this one on PATH"),
        Some(first) if first.canonicalize().ok() == this => {
            INSTALLATION_PATH.good(format!("{} is the first on PATH", first.display()))
        }
        Some(other) => INSTALLATION_PATH.warn(format!(
            "{} is the first on PATH, and another than {}",
            other.display(),
            environment.executable.display()
        )),
    }
}
