//! The command line of a profile: its words, and the program that it names.

use std::path::{Path, PathBuf};

use clap::Parser as _;

use super::Profile;
use crate::adapters::environment::Environment;
use crate::adapters::{files, installation};
use crate::commands::credential::{self, aws};
use crate::commands::doctor::catalogue::{
    PROFILE_OTHER_PROGRAM, PROFILE_PLACE, PROFILE_PROGRAM, PROFILE_QUOTING,
};
use crate::commands::doctor::finding::Finding;
use crate::commands::error::Exit;
use crate::commands::{Cli, Command};
use crate::domain::aws_profile::{self, CommandLine, CommandLineError};

/// Returns what this vouch makes of the arguments.
pub(super) fn arguments(command: &str) -> Option<aws::Args> {
    let cli = Cli::try_parse_from(aws_profile::split(command)?).ok()?;
    match cli.command {
        Command::Credential(credential::Args { command: credential::Command::Aws(args) }) => {
            Some(args)
        }
        _ => None,
    }
}

/// Finds the first character that AWS tools don't all read alike.
pub(super) fn quoting(command: &str) -> Option<Finding> {
    let mut words = command.split_ascii_whitespace();
    let found = CommandLine::new(words.next().unwrap_or_default(), words).err();
    let found = match found? {
        // Of a program that isn't named by its path, the characters are looked at all the same.
        CommandLineError::NotAbsolute(word) => CommandLine::new("/", [word.as_str()]).err()?,
        other => other,
    };
    Some(PROFILE_QUOTING.bad(Exit::Configuration, found.to_string()))
}

/// The program that the AWS CLI would run.
fn named(command: &str) -> PathBuf {
    let words = aws_profile::split(command).unwrap_or_default();
    words.into_iter().next().map(PathBuf::from).unwrap_or_default()
}

/// Finds that the program can't be run by a program that was started elsewhere.
pub(super) fn program(command: &str) -> Option<Finding> {
    let program = named(command);
    let shown = program.display();
    let words = match () {
        () if !program.is_absolute() => {
            format!("`{shown}` is not an absolute path: a program of the desktop has another PATH")
        }
        () if !program.is_file() => format!("{shown} is not there"),
        () if !files::can_be_run(&program) => format!("{shown} can't be run by you"),
        () => return None,
    };
    Some(PROFILE_PROGRAM.bad(Exit::Configuration, words))
}

/// Finds that it is another program than this one.
pub(super) fn other(environment: &Environment, profile: &Profile) -> Option<Finding> {
    let program = named(&profile.command);
    let called = program.canonicalize().ok().filter(|path| path.is_absolute())?;
    let is_this = is_same(&called, &environment.executable);
    let (name, shown) = (&profile.name, program.display());
    (!is_this).then(|| {
        PROFILE_OTHER_PROGRAM.warn(format!("`{name}` calls {shown}, which is another program"))
    })
}

fn is_same(called: &Path, this: &Path) -> bool {
    this.canonicalize().is_ok_and(|this| this == called)
}

/// Finds that the program may be gone tomorrow.
pub(super) fn place(command: &str) -> Option<Finding> {
    let program = named(command).canonicalize().ok()?;
    let shown = program.display();
    installation::is_passing(&program)
        .then(|| PROFILE_PLACE.warn(format!("{shown} may be gone tomorrow, with its folder")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_tools_read_differently_is_found() {
        for (command, is_found) in [
            ("/usr/bin/vouch credential aws --role arn:aws:iam::123456789012:role/A", false),
            ("vouch credential aws", false),
            ("\"/opt/my tools/vouch\" credential aws", true),
            ("/usr/bin/vouch credential aws --role $ROLE", true),
            ("/usr/bin/vouch credential aws # mine", true),
            ("~/bin/vouch credential aws", true),
        ] {
            assert_eq!(quoting(command).is_some(), is_found, "{command}");
        }
    }

    #[test]
    fn a_program_that_cannot_be_run_from_everywhere_is_found() {
        for (command, words) in [
            ("vouch credential aws", "`vouch` is not an absolute path"),
            ("~/bin/vouch credential aws", "`~/bin/vouch` is not an absolute path"),
            ("/nowhere/vouch credential aws", "/nowhere/vouch is not there"),
            ("\"/no where/vouch\" credential aws", "/no where/vouch is not there"),
            ("/etc/passwd credential aws", "/etc/passwd can't be run by you"),
        ] {
            let found = program(command).unwrap();
            assert!(found.words.starts_with(words), "{}", found.words);
        }
        assert!(program("/bin/sh credential aws").is_none());
    }
}
