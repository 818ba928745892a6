//! The command line in `credential_process`: bare words only.

use std::fmt;

use thiserror::Error;

/// A command line that means the same to every tool that runs `credential_process`.
///
/// The AWS CLI splits it as a shell would but runs no shell; Go, Java, JavaScript, Ruby and Rust
/// hand it to `sh -c` or `cmd.exe /C`; old Go versions strip outer quotes, and `#` and `;` begin
/// comments in some readers. Only words that need no quotes anywhere pass through all of them
/// ([process credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CommandLine(String);

/// Why a command line can't be written.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum CommandLineError {
    /// The program is named by something else than an absolute path.
    #[error("`{0}` is not an absolute path")]
    NotAbsolute(String),
    /// A word would have to be quoted.
    #[error("`{word}` has {character:?} in it, which the AWS tools don't all read alike")]
    Quoting {
        /// The word.
        word: String,
        /// Its first character that is not plain.
        character: char,
    },
    /// A word is empty.
    #[error("an argument is empty")]
    Empty,
}

impl CommandLine {
    /// Puts together the program's absolute path and its arguments.
    pub fn new<'a>(
        program: &'a str,
        arguments: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, CommandLineError> {
        let mut line = String::from(check_program(program)?);
        for argument in arguments {
            line.push(' ');
            line.push_str(check(argument, is_plain)?);
        }
        Ok(Self(line))
    }

    /// Returns the line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Checks that a path of a program can stand in a command line, and returns it.
pub fn check_program(program: &str) -> Result<&str, CommandLineError> {
    match program.as_bytes() {
        [b'/', ..] => check(program, is_plain),
        // Windows: botocore and cmd.exe take backslashes as they are.
        [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic() => {
            check(program, |character| is_plain(character) || matches!(character, '\\' | '~'))
        }
        _ => Err(CommandLineError::NotAbsolute(program.into())),
    }
}

/// Tells whether a `credential_process` is one that vouch wrote.
pub(super) fn is_ours(command: &str) -> bool {
    let words: Vec<&str> = command.split_ascii_whitespace().collect();
    let words = match &words[..] {
        [wsl, "--distribution", _, "--exec", words @ ..] if wsl.ends_with("\\wsl.exe") => words,
        words => words,
    };
    matches!(words, [_, "credential", "aws", ..])
}

fn check(word: &str, allowed: impl Fn(char) -> bool) -> Result<&str, CommandLineError> {
    match word.chars().find(|character| !allowed(*character)) {
        Some(character) => Err(CommandLineError::Quoting { word: word.into(), character }),
        None if word.is_empty() => Err(CommandLineError::Empty),
        None => Ok(word),
    }
}

/// Plain to Python's shlex, to sh, to cmd.exe, to Windows' own splitting and to the file's readers.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_./:@=+,".contains(character)
}

impl fmt::Display for CommandLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_are_joined() {
        for program in ["/usr/local/bin/vouch", r"C:\tools\vouch.exe", r"C:\PROGRA~1\vouch.exe"] {
            let line = CommandLine::new(program, ["credential", "aws", "--region", "a-1"]).unwrap();
            assert_eq!(line.as_str(), format!("{program} credential aws --region a-1"));
            assert!(is_ours(line.as_str()));
        }
    }

    #[test]
    fn windows_calls_vouch_in_a_distribution() {
        let words = ["--distribution", "Ubuntu-24.04", "--exec", "/bin/vouch", "credential", "aws"];
        let line = CommandLine::new(r"C:\Windows\System32\wsl.exe", words).unwrap();
        assert!(is_ours(line.as_str()), "{line}");
        for other in [r"C:\x\wsl.exe --exec /bin/other", "/bin/wsl.exe --distribution a --exec b c"]
        {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn every_character_that_some_tool_reads_differently_is_refused() {
        for character in " \t\n\r\"'`#;~$%&|<>()[]{}*?!^\\é".chars() {
            let program = format!("/opt/a{character}b/vouch");
            assert_eq!(
                CommandLine::new(&program, []),
                Err(CommandLineError::Quoting { word: program.clone(), character })
            );
            let argument = format!("a{character}b");
            assert!(CommandLine::new("/bin/vouch", [argument.as_str()]).is_err(), "{character:?}");
        }
        assert_eq!(CommandLine::new("/bin/vouch", [""]), Err(CommandLineError::Empty));
    }

    #[test]
    fn a_program_is_named_by_its_absolute_path() {
        for program in ["vouch", "./vouch", "~/bin/vouch", "", r"\\server\vouch", "C:vouch"] {
            assert!(
                matches!(CommandLine::new(program, []), Err(CommandLineError::NotAbsolute(_))),
                "{program}"
            );
        }
    }

    #[test]
    fn other_helpers_are_not_ours() {
        for command in ["", "/bin/aws-vault exec a --json", "/bin/x credential", "credential aws"] {
            assert!(!is_ours(command), "{command}");
        }
    }
}
