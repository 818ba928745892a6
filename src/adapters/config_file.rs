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
///
/// It says which issuers are trusted with a touch and where tokens may go, so a file that somebody
/// but this user and root may change is refused.
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
    let text = files::read_own(path)?.unwrap_or_default();
    let text =
        change(&text).map_err(|reason| ConfigFileError::Invalid { path: path.clone(), reason })?;
    Ok(files::write_private(path, &text)?)
}

/// Tells whether [`update`] can be done now, as far as that can be known.
pub fn prove_writable(environment: &Environment) -> Result<(), ConfigFileError> {
    Ok(files::prove_writable(&environment.config_file)?)
}

fn read_one(path: &Path) -> Result<Config, ConfigFileError> {
    let text = files::read_own(path)?.unwrap_or_default();
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

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_change_is_refused_in_both_places() {
        use std::os::unix::fs::PermissionsExt as _;
        for name in ["mine/config.toml", "etc/config.toml"] {
            let folder = tempfile::tempdir().unwrap();
            let environment = environment(folder.path());
            let file = folder.path().join(name);
            files::write_private(&file, "").unwrap();
            read(&environment).unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
            let error = read(&environment).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains("is not trusted"), "{error}");
        }
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
