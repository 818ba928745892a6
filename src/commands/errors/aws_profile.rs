//! Errors of AWS config files, for people.

use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_profile::{CommandLineError, Refusal, Unreadable};

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        let hint = match &refusal {
            Refusal::Foreign { .. } => "choose another name with `--profile`, or remove the line",
            Refusal::Indented { .. } => "remove the blanks before it",
            Refusal::SeveralSections { .. } => "join them into one",
            Refusal::Unreadable(reason) => hint(reason),
        };
        Self::new(Exit::Configuration, refusal.to_string()).hint(hint)
    }
}

impl From<Unreadable> for CommandError {
    fn from(reason: Unreadable) -> Self {
        Refusal::Unreadable(reason).into()
    }
}

fn hint(reason: &Unreadable) -> &'static str {
    match reason {
        Unreadable::ByteOrderMark => "save the file as UTF-8 without a byte order mark",
        Unreadable::DuplicateKey { .. } => "remove one of the two lines",
        Unreadable::DuplicateSection { .. } => "join the two sections into one",
        Unreadable::LoneReturn { .. } => "save the file with line ends of one kind",
        Unreadable::Nested { .. } | Unreadable::NoSection { .. } | Unreadable::Unknown { .. } => {
            "mend the line; the AWS CLI can't read any profile of the file until then"
        }
    }
}

impl From<CommandLineError> for CommandError {
    fn from(error: CommandLineError) -> Self {
        let hint = match &error {
            CommandLineError::Empty => "leave the argument out",
            CommandLineError::NotAbsolute(_) => {
                "run vouch by its absolute path, or from a folder on PATH"
            }
            CommandLineError::Quoting { .. } => {
                "AWS tools differ on how they read quotes; if it is the path of vouch, put a link \
                 to it into a folder on PATH with a plain name, such as /usr/local/bin/vouch"
            }
        };
        Self::new(Exit::Configuration, error.to_string()).hint(hint)
    }
}
