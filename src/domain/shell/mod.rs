//! Changes of an environment as the lines that a shell evaluates, or as a file that other programs
//! read.

mod quote;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};
use thiserror::Error;
use zeroize::Zeroizing;

use super::aws_variables::Change;
use super::secret::Secret;

/// A shell, or another reader of variables.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shell {
    /// bash, and every POSIX shell.
    Bash,
    /// The command prompt of Windows.
    Cmd,
    /// A file of lines `NAME=value`, as `docker run --env-file` and the libraries called dotenv read
    /// it. There are no quotes in it that all of them take, so what needs some is refused.
    Dotenv,
    /// fish.
    Fish,
    /// One JSON object for other programs.
    Json,
    /// Nushell, which evaluates no text: one JSON object, in which `null` takes a variable away.
    Nushell,
    /// PowerShell, also that of Windows.
    Powershell,
    /// xonsh.
    Xonsh,
    /// zsh.
    Zsh,
}

/// Why there are no lines.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum ShellError {
    /// The reader can't be told to take variables away.
    #[error("{} takes no variable away", .0.name())]
    NothingToUnset(Shell),
    /// The value has a character in it that can't be written so that it is only read.
    #[error("the value of {name} can't be written for {}", shell.name())]
    Unwritable {
        /// The variable. Its value may be a secret.
        name: &'static str,
        /// For whom.
        shell: Shell,
    },
}

impl Shell {
    /// Every one, as they are listed to people.
    pub const ALL: [Self; 9] = [
        Self::Bash,
        Self::Zsh,
        Self::Fish,
        Self::Powershell,
        Self::Nushell,
        Self::Cmd,
        Self::Xonsh,
        Self::Dotenv,
        Self::Json,
    ];

    /// Returns the name that people type.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bash => "bash",
            Self::Cmd => "cmd",
            Self::Dotenv => "dotenv",
            Self::Fish => "fish",
            Self::Json => "json",
            Self::Nushell => "nushell",
            Self::Powershell => "powershell",
            Self::Xonsh => "xonsh",
            Self::Zsh => "zsh",
        }
    }

    /// Returns the shell of that program's name, without folder; `None` for a program that is none.
    pub fn of_program(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".exe").unwrap_or(name);
        // A login shell's name begins with a hyphen.
        Some(match name.strip_prefix('-').unwrap_or(name) {
            "ash" | "bash" | "busybox" | "dash" | "ksh" | "ksh93" | "mksh" | "sh" | "yash" => {
                Self::Bash
            }
            "cmd" => Self::Cmd,
            "fish" => Self::Fish,
            "nu" => Self::Nushell,
            "powershell" | "pwsh" => Self::Powershell,
            "xonsh" => Self::Xonsh,
            "zsh" => Self::Zsh,
            _ => return None,
        })
    }

    /// Returns what a person types to have the command's output evaluated; `None` where there is no
    /// evaluating.
    pub fn evaluating(self, command: &str) -> Option<String> {
        Some(match self {
            Self::Bash | Self::Zsh => format!("eval \"$({command})\""),
            Self::Cmd => format!("for /f \"delims=\" %i in ('{command}') do @%i"),
            Self::Dotenv | Self::Json => return None,
            Self::Fish => format!("{command} | source"),
            Self::Nushell => format!("{command} | from json | load-env"),
            Self::Powershell => format!("{command} | Out-String | Invoke-Expression"),
            Self::Xonsh => format!("execx($({command}))"),
        })
    }

    /// Returns the text for the shell, without a final newline. It is as secret as the values.
    ///
    /// No value of ours has a control character in it: one that has comes from somebody who means
    /// harm, and is refused for all. A file can't take variables away, and leaves that out.
    pub fn lines(self, changes: &[Change]) -> Result<Secret, ShellError> {
        if changes.iter().all(|change| change.value.is_none()) && self.only_sets() {
            return Err(ShellError::NothingToUnset(self));
        }
        for Change { name, value } in changes {
            let is_writable = |value: &Secret| self.can_write(value.expose());
            if !value.as_ref().is_none_or(is_writable) {
                return Err(ShellError::Unwritable { name, shell: self });
            }
        }
        Ok(match self {
            Self::Json | Self::Nushell => self.object(changes),
            _ => each(changes, |change| self.line(change)),
        })
    }

    fn only_sets(self) -> bool {
        matches!(self, Self::Dotenv | Self::Json)
    }

    fn can_write(self, value: &str) -> bool {
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "%+,-./:=@_".contains(character);
        let is_special = |character: char| "\"%!".contains(character);
        match self {
            Self::Cmd => !value.contains(|it: char| it.is_control() || is_special(it)),
            Self::Dotenv => value.chars().all(is_plain),
            _ => !value.contains(char::is_control),
        }
    }

    /// Each line ends in what separates commands: people forget the quotes around `$(...)`, and then
    /// all of it comes as one line.
    fn line(self, Change { name, value }: &Change) -> Option<Zeroizing<String>> {
        let value = value.as_ref().map(Secret::expose);
        let line = match (self, value) {
            (Self::Bash | Self::Zsh, Some(value)) => {
                format!("export {name}={};", *quote::posix(value))
            }
            (Self::Bash | Self::Zsh, None) => format!("unset {name};"),
            (Self::Cmd, value) => format!("set \"{name}={}\"", value.unwrap_or_default()),
            (Self::Dotenv, value) => format!("{name}={}", value?),
            (Self::Fish, Some(value)) => {
                format!("set -gx {name} {};", *quote::with_backslash(value))
            }
            (Self::Fish, None) => format!("set -e {name};"),
            (Self::Powershell, Some(value)) => {
                format!("$Env:{name} = {};", *quote::powershell(value))
            }
            (Self::Powershell, None) => format!("$Env:{name} = $null;"),
            (Self::Xonsh, Some(value)) => format!("${name} = {}", *quote::with_backslash(value)),
            (Self::Xonsh, None) => format!("${{...}}.pop('{name}', None)"),
            (Self::Json | Self::Nushell, _) => return None,
        };
        Some(Zeroizing::new(line))
    }

    fn object(self, changes: &[Change]) -> Secret {
        let members = changes.iter().filter_map(|Change { name, value }| match value {
            Some(value) => Some(((*name).to_owned(), Value::from(value.expose()))),
            None if self.only_sets() => None,
            None => Some(((*name).to_owned(), Value::Null)),
        });
        Secret::new(Value::Object(members.collect::<Map<_, _>>()).to_string())
    }
}

/// Returns the lines of a POSIX shell, whatever is in the values.
pub fn posix(changes: &[Change]) -> Secret {
    each(changes, |change| Shell::Bash.line(change))
}

fn each(changes: &[Change], line: impl Fn(&Change) -> Option<Zeroizing<String>>) -> Secret {
    let mut text = Zeroizing::new(String::new());
    for line in changes.iter().filter_map(line) {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line);
    }
    Secret::new(text.as_str())
}
