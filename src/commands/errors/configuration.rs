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
            ChooseIssuerError::NoneKnown => "run `vouch enroll --issuer URL`".into(),
            ChooseIssuerError::Several { .. } => {
                "name one with `--issuer`, or set `default_issuer` in config.toml".into()
            }
            ChooseIssuerError::Unknown { known, .. } => {
                format!("known: {}; run `vouch enroll --issuer URL` for another", known.join(", "))
            }
        };
        Self::new(Exit::Configuration, what).hint(hint)
    }
}

impl From<IssuerUrlError> for CommandError {
    fn from(error: IssuerUrlError) -> Self {
        Self::new(Exit::Misused, error.to_string())
    }
}
