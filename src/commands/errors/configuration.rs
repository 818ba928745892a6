//! Errors of config.toml and of the choice of an issuer, for people.

use crate::adapters::config_file::ConfigFileError;
use crate::commands::error::{CommandError, Exit};
use crate::domain::config::ChooseIssuerError;
use crate::domain::issuer_url::IssuerUrlError;

impl From<ConfigFileError> for CommandError {
    fn from(error: ConfigFileError) -> Self {
        match error {
            ConfigFileError::File(error) => error.into(),
            ConfigFileError::Invalid { path, reason } => {
                Self::new(Exit::Configuration, format!("{} is not understood", path.display()))
                    .cause(reason)
                    .hint("mend the file; nothing was changed")
            }
        }
    }
}

impl From<ChooseIssuerError> for CommandError {
    fn from(error: ChooseIssuerError) -> Self {
        let what = error.to_string();
        let hint = match error {
            ChooseIssuerError::NoneCalled { known, .. } if known.is_empty() => becomes_known("URL"),
            ChooseIssuerError::NoneCalled { known, typed } => format!(
                "known: {}; write `name = \"{typed}\"` under one's [[issuer]] in config.toml, or \
                 name the URL",
                known.join(", ")
            ),
            ChooseIssuerError::NoneKnown => becomes_known("URL"),
            ChooseIssuerError::Several { .. } => {
                "name one with `--issuer`, or set `default_issuer` in config.toml".into()
            }
            ChooseIssuerError::Unknown { typed, known } if known.is_empty() => {
                becomes_known(&typed)
            }
            ChooseIssuerError::Unknown { typed, known } => {
                format!("known: {}; {}", known.join(", "), becomes_known(&typed))
            }
        };
        Self::new(Exit::Configuration, what).hint(hint)
    }
}

/// An issuer is trusted with a person's touch, so no argument alone makes one known.
fn becomes_known(issuer: &str) -> String {
    format!(
        "an issuer becomes known by `vouch enroll --issuer {issuer}`, or by your organisation's \
         /etc/vouch/config.toml"
    )
}

impl From<IssuerUrlError> for CommandError {
    fn from(error: IssuerUrlError) -> Self {
        Self::new(Exit::Misused, error.to_string())
    }
}
