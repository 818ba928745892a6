//! What else the profile shall ask for: the options of `vouch credential aws`, carried over as they
//! are.

use std::path::Path;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};

use crate::commands::credential::aws::Request;

/// The options that `setup aws` has itself.
const OWN: [&str; 3] = ["profile", "region", "role"];

/// The options of a request for credentials but role and region, as words of a command line. There
/// is no list of them here: whatever `credential aws` takes can be written into a profile.
#[derive(Clone, Debug, Default)]
pub(super) struct Terms(pub(super) Vec<String>);

fn arguments() -> impl Iterator<Item = Arg> {
    let request = Request::augment_args(Command::new("request"));
    let arguments: Vec<Arg> = request.get_arguments().cloned().collect();
    arguments.into_iter().filter(|argument| !OWN.contains(&argument.get_id().as_str()))
}

fn names_a_file(argument: &Arg) -> bool {
    argument.get_value_hint() == ValueHint::AnyPath
}

impl Args for Terms {
    fn augment_args(command: Command) -> Command {
        arguments().fold(command, |command, argument| {
            command.arg(argument.conflicts_with_all(["remove", "undo"]))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Terms {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut words = Vec::new();
        for argument in arguments() {
            let id = argument.get_id().as_str();
            let Some(long) = argument.get_long() else { continue };
            if matches.value_source(id) != Some(ValueSource::CommandLine) {
                continue;
            }
            if matches!(argument.get_action(), ArgAction::SetTrue) {
                words.push(format!("--{long}"));
                continue;
            }
            for value in matches.get_raw(id).into_iter().flatten() {
                let value = value.to_str().ok_or_else(|| {
                    clap::Error::raw(ErrorKind::InvalidUtf8, "an argument is not UTF-8\n")
                })?;
                // Tools run the line in any folder.
                if names_a_file(&argument) && !Path::new(value).is_absolute() {
                    let what = format!("`--{long}` needs an absolute path in a profile\n");
                    return Err(clap::Error::raw(ErrorKind::ValueValidation, what));
                }
                words.extend([format!("--{long}"), value.to_owned()]);
            }
        }
        Ok(Self(words))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(typed: &[&str]) -> Vec<String> {
        parsed(typed).unwrap()
    }

    fn parsed(typed: &[&str]) -> Result<Vec<String>, clap::Error> {
        let command = Command::new("x").no_binary_name(true).args(
            ["remove", "role", "undo"]
                .map(|name| Arg::new(name).long(name).action(ArgAction::SetTrue)),
        );
        let matches = Terms::augment_args(command).try_get_matches_from(typed)?;
        Ok(Terms::from_arg_matches(&matches)?.0)
    }

    #[test]
    fn what_is_typed_is_carried_over_and_defaults_are_not() {
        assert_eq!(words(&[]), [""; 0]);
        assert_eq!(words(&["--duration", "2h"]), ["--duration", "2h"]);
        assert_eq!(words(&["--duration=90m"]), ["--duration", "90m"]);
    }

    #[test]
    fn what_is_carried_over_means_the_same() {
        let typed = [
            "--via=arn:aws:iam::123456789012:role/A",
            "--via",
            "arn:aws:iam::123456789012:role/B",
            "--duration=30m",
            "--session-name=night",
            "--tag",
            "team=blue",
            "--max-auth-age=15m",
            "--policy=/etc/policy.json",
        ];
        let request = |words: &[&str]| {
            let role = ["credential", "--role", "arn:aws:iam::123456789012:role/C"];
            let command = Request::augment_args(Command::new("credential"));
            let matches = command.try_get_matches_from(role.iter().chain(words)).unwrap();
            format!("{:?}", Request::from_arg_matches(&matches).unwrap())
        };
        let carried = words(&typed);
        let carried: Vec<&str> = carried.iter().map(String::as_str).collect();
        assert_eq!(request(&carried), request(&typed));
    }

    #[test]
    fn a_file_is_named_by_an_absolute_path() {
        let said = parsed(&["--policy", "policy.json"]).unwrap_err().to_string();
        assert!(said.contains("`--policy` needs an absolute path"), "{said}");
    }

    #[test]
    fn role_and_region_are_not_among_them() {
        let names: Vec<String> =
            arguments().map(|argument| argument.get_id().to_string()).collect();
        assert!(names.contains(&"duration".to_owned()));
        assert!(OWN.iter().all(|own| !names.iter().any(|name| name == own)));
    }
}
