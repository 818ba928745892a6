//! Programs of Windows, where vouch runs in the Windows Subsystem for Linux.

use crate::adapters::{files, wsl};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::wsl::drive_of;

use super::{Args, program};

/// By which Windows runs a program of a distribution; without quotes, variables or `PATH`.
const WSL: &str = r"C:\Windows\System32\wsl.exe";

/// Returns the words by which vouch is called: its path; from Windows, `wsl.exe` before it.
pub(super) fn program(world: &World, args: &Args) -> Result<Vec<String>, CommandError> {
    let vouch = program::program(world)?;
    if !args.for_windows {
        return Ok(vec![vouch]);
    }
    let drives = wsl::windows_drives().ok_or_else(|| {
        CommandError::new(Exit::Misused, "`--for-windows` is for WSL, and this is none")
            .hint("on Windows itself, run Windows' own vouch")
    })?;
    let Some(distribution) = world.environment.wsl_distribution.clone() else {
        let what = "the variable WSL_DISTRO_NAME is not set";
        return Err(CommandError::new(Exit::Configuration, what)
            .hint("set it to the distribution's name, as `wsl.exe --list` prints it"));
    };
    let path = files::target(&world.environment.aws_config_file)?;
    if !args.print && drive_of(&path, &drives).is_none() {
        let what = format!("{} is not on a drive of Windows", path.display());
        return Err(CommandError::new(Exit::Configuration, what).hint(
            "name the file of Windows, AWS_CONFIG_FILE=/mnt/c/Users/NAME/.aws/config, or print the \
             section with `--print`; nothing was changed",
        ));
    }
    Ok([WSL, "--distribution", &distribution, "--exec", &vouch].map(String::from).into())
}

/// Says what a profile that is written for this side of WSL means to the other.
pub(super) fn note(world: &World, args: &Args) -> Option<String> {
    let drives = wsl::windows_drives()?;
    if args.for_windows {
        return None;
    }
    let path = files::target(&world.environment.aws_config_file).ok()?;
    Some(match drive_of(&path, &drives) {
        None => {
            "this is WSL: programs of Windows read a file of their own; `--for-windows --print` \
                 prints what they need there"
                .into()
        }
        Some(_) => {
            "this is WSL: programs of Windows read this file too, and can't run this profile; \
                    write them one with `--for-windows` and another `--profile`"
                .into()
        }
    })
}
