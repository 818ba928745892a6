//! The two places of `config.toml`: the person's, over the organisation's.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::environment::Environment;
use super::files::{self, FileError};
use crate::domain::config::{Config, ConfigError};

/// Why the configuration can't be told or changed.
#[derive(Debug, Error)]
pub enum ConfigFileError {
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is there and no configuration.
    #[error("{path} is not understood: {reason}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: ConfigError,
    },
}

/// Reads the person's configuration over the organisation's; a file that isn't there says nothing.
pub fn read(environment: &Environment) -> Result<Config, ConfigFileError> {
    let organisation = read_one(&environment.system_config_file)?;
    Ok(read_one(&environment.config_file)?.over(organisation))
}

/// Changes the text of the person's configuration, alone among the processes of vouch.
pub fn update(
    environment: &Environment,
    change: impl FnOnce(&str) -> Result<String, ConfigError>,
) -> Result<(), ConfigFileError> {
    let path = &environment.config_file;
    let _lock = files::lock(&environment.state_folder.join("config.lock"))?;
    let text = files::read_text(path)?.unwrap_or_default();
    let text =
        change(&text).map_err(|reason| ConfigFileError::Invalid { path: path.clone(), reason })?;
    Ok(files::write_private(path, &text)?)
}

/// Tells whether [`update`] can be done now, as far as that can be known.
pub fn prove_writable(environment: &Environment) -> Result<(), ConfigFileError> {
    Ok(files::prove_writable(&environment.config_file)?)
}

fn read_one(path: &Path) -> Result<Config, ConfigFileError> {
    let text = files::read_text(path)?.unwrap_or_default();
    Config::parse(&text).map_err(|reason| ConfigFileError::Invalid { path: path.into(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(folder: &Path) -> Environment {
        Environment {
            config_file: folder.join("mine/config.toml"),
            system_config_file: folder.join("etc/config.toml"),
            state_folder: folder.join("state"),
            ..Environment::default()
        }
    }

    #[test]
    fn the_persons_file_lies_over_the_organisations() {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment(folder.path());
        assert_eq!(read(&environment).unwrap(), Config::default());
        files::write_private(&environment.system_config_file, "key_helper = '/org'").unwrap();
        assert_eq!(read(&environment).unwrap().key_helper, Some("/org".into()));
        update(&environment, |text| Ok(format!("{text}key_helper = '/mine'"))).unwrap();
        assert_eq!(read(&environment).unwrap().key_helper, Some("/mine".into()));
    }

    #[test]
    fn the_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment(folder.path());
        files::write_private(&environment.config_file, "key_helper = 1").unwrap();
        let error = read(&environment).unwrap_err().to_string();
        assert!(error.contains("mine/config.toml is not understood"), "{error}");
    }
}
