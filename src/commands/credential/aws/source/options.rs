//! Which token is meant, as options of every command that gets AWS credentials.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::commands::error::{CommandError, Exit};

/// Whence the ID token comes
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TokenSource {
    /// Whence the ID token comes that AWS is shown
    #[arg(long, value_enum, default_value_t, requires = "role")]
    pub source: SourceKind,

    /// The variable that holds the token [default with `gitlab`: VOUCH_ID_TOKEN]
    #[arg(long, value_name = "NAME", requires = "source")]
    pub token_variable: Option<String>,

    /// The file that holds the token [env: AWS_WEB_IDENTITY_TOKEN_FILE]
    #[arg(long, value_name = "FILE", requires = "source")]
    pub token_file: Option<PathBuf>,

    /// The program that prints the token, with its arguments; run without a shell
    #[arg(long, value_name = "COMMAND", requires = "source")]
    pub token_command: Option<String>,

    /// For whom the token must be [default with `github`: sts.amazonaws.com]
    #[arg(long, value_name = "AUD", requires = "source")]
    pub audience: Option<String>,
}

/// The kinds of sources.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum SourceKind {
    /// What a program prints, such as a CI's own or a cloud's
    Command,
    /// A variable of the environment
    Env,
    /// A file, read anew each time, such as Kubernetes keeps one
    File,
    /// The runner of GitHub Actions, for a job with `id-token: write`
    Github,
    /// A variable that a GitLab job's `id_tokens` fills
    Gitlab,
    /// The login at an issuer
    #[default]
    Session,
}

impl SourceKind {
    /// Returns its word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Env => "env",
            Self::File => "file",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Session => "session",
        }
    }
}

impl TokenSource {
    /// Refuses the options of other sources than the one that is meant: who writes them means them.
    pub(super) fn check(&self) -> Result<(), CommandError> {
        use SourceKind as Kind;

        let others = [
            ("--token-variable", self.token_variable.is_some(), &[Kind::Env, Kind::Gitlab][..]),
            ("--token-file", self.token_file.is_some(), &[Kind::File]),
            ("--token-command", self.token_command.is_some(), &[Kind::Command]),
        ];
        for (option, is_given, kinds) in others {
            if is_given && !kinds.contains(&self.source) {
                return Err(misused(format!("{option} says nothing to `{}`", self.words())));
            }
        }
        if self.audience.is_some() && self.source == Kind::Session {
            let what = format!("--audience says nothing to `{}`", self.words());
            return Err(misused(what).hint("the login's issuer knows AWS's audience"));
        }
        Ok(())
    }

    fn words(&self) -> String {
        format!("--source {}", self.source.word())
    }
}

/// Returns the error of options that don't go together.
pub(super) fn misused(what: impl Into<String>) -> CommandError {
    CommandError::new(Exit::Misused, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_belongs_to_its_source() {
        let source = |source| TokenSource { source, ..TokenSource::default() };
        for kind in SourceKind::value_variants() {
            assert_eq!(kind.to_possible_value().unwrap().get_name(), kind.word());
            assert!(source(*kind).check().is_ok());
            let text = || Some("a".to_owned());
            for (given, fits) in [
                (
                    TokenSource { token_variable: text(), ..source(*kind) },
                    matches!(kind, SourceKind::Env | SourceKind::Gitlab),
                ),
                (
                    TokenSource { token_file: Some("a".into()), ..source(*kind) },
                    *kind == SourceKind::File,
                ),
                (
                    TokenSource { token_command: text(), ..source(*kind) },
                    *kind == SourceKind::Command,
                ),
                (TokenSource { audience: text(), ..source(*kind) }, *kind != SourceKind::Session),
            ] {
                assert_eq!(given.check().is_ok(), fits, "{given:?}");
            }
        }
    }
}
