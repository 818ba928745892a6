//! A command line that isn't a command: what is wrong with it, without repeating what may be a
//! secret that somebody typed there. Also `--help` and `--version`.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ContextValue};

use super::error::{CommandError, Exit};

/// The options whose value somebody may take for a place for the secret itself.
const NO_PLACE: [&str; 2] = ["--client-secret", "--invite"];

/// Says what clap has to say, on stdout for what was asked for and on stderr for what is wrong.
pub fn end(said: Error) -> ExitCode {
    let said = discreet(said);
    let written = said.print().and_then(|()| io::stdout().flush());
    match written.map_err(CommandError::unwritten) {
        // Misused is misused, whether or not stderr takes the words.
        _ if said.use_stderr() => Exit::Misused.into(),
        Err(error) if error.exit != Exit::ClosedPipe => {
            let _ = writeln!(io::stderr(), "{error}");
            error.exit.into()
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Leaves out the word that fits nowhere: no argument takes a secret, so a PIN or an invitation code
/// that is typed as one ends here, and what is said may be kept in a log.
fn discreet(mut said: Error) -> Error {
    let option = text(&said, ContextKind::InvalidArg);
    let kind = match option {
        Some(option) if NO_PLACE.iter().any(|name| option.starts_with(name)) => {
            ContextKind::InvalidValue
        }
        Some(word) if !word.starts_with(['-', '<', '[']) => ContextKind::InvalidArg,
        _ => return said,
    };
    if text(&said, kind).is_some() {
        said.insert(kind, ContextValue::String("…".into()));
    }
    said
}

fn text(said: &Error, kind: ContextKind) -> Option<&str> {
    match said.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::commands::Cli;

    fn said(arguments: &[&str]) -> String {
        let typed = [&["vouch"], arguments].concat();
        discreet(Cli::try_parse_from(typed).unwrap_err()).to_string()
    }

    #[test]
    fn a_secret_that_is_typed_as_an_argument_is_not_repeated() {
        let secret = "3YHTZ-QM8WT-DXTRM-9EJ89-E0A3Z1";
        let with = format!("--invite={secret}");
        for arguments in [
            &["enroll", "--issuer", "https://vouch.example.com", "--invite", secret][..],
            &["enroll", &with],
            &["enroll", secret],
            &["login", secret],
            &["login", "--client-id", "a", "--client-secret", secret],
            &["keys", "pin", secret],
        ] {
            let said = said(arguments);
            assert!(said.starts_with("error: ") && !said.contains(secret), "{said}");
        }
    }

    #[test]
    fn what_else_is_wrong_is_named() {
        for (arguments, named) in [
            (&["login", "--pin"][..], "--pin"),
            (&["lgin"], "lgin"),
            (&["login", "--duration", "soon"], "soon"),
            (&["token"], "--audience <AUD>"),
        ] {
            assert!(said(arguments).contains(named), "{}", said(arguments));
        }
    }
}
