//! The environment variables and places that vouch looks at, read once and handed down.

use std::path::PathBuf;

use thiserror::Error;

use super::installation;
use crate::domain::aws_profile;
use crate::domain::aws_variables::{ENV_MARKER, EXEC_MARKER};
use crate::domain::endpoint;
use crate::domain::secret::Secret;

/// The variable that names the machine's own certificates in place of those it has.
pub const SSL_CERT_FILE: &str = "SSL_CERT_FILE";

/// What the process was started with. Every variable that vouch obeys is a field here.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `VOUCH_ISSUER`.
    pub vouch_issuer: Option<String>,
    /// `VOUCH_KEYRING`.
    pub vouch_keyring: Option<String>,
    /// `VOUCH_EXEC`: this runs within `vouch exec`.
    pub vouch_exec: Option<String>,
    /// `VOUCH_ENV`: this runs with the variables of `vouch env`.
    pub vouch_env: Option<String>,
    /// `SHELL`, the login shell, which may be another than the one that is typed in.
    pub shell: Option<PathBuf>,
    /// `VOUCH_LOG`.
    pub vouch_log: Option<String>,
    /// `SUDO_USER`: for whom `sudo` runs this program, by its own word.
    pub sudo_user: Option<String>,
    /// `USERNAME`, who runs this program on Windows.
    pub user_name: Option<String>,
    /// What the AWS variables say of endpoints.
    pub endpoints: endpoint::Variables,
    /// `AWS_ENDPOINT_URL_SIGNIN`. Not `AWS_ENDPOINT_URL`, which people set for other services.
    pub signin_endpoint: Option<String>,
    /// `BROWSER`: commands between colons, an address in place of `%s`.
    pub browser: Option<String>,
    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`.
    pub region: Option<String>,
    /// `AWS_PROFILE`, else `AWS_DEFAULT_PROFILE`.
    pub aws_profile: Option<String>,
    /// `WSL_DISTRO_NAME`, by which Windows knows this distribution.
    pub wsl_distribution: Option<String>,
    /// What may keep tools from the profiles that vouch writes.
    pub aws_variables: aws_profile::Variables,
    /// `VOUCH_CA_BUNDLE`, else `AWS_CA_BUNDLE`, else `SSL_CERT_FILE`, with the variable's name.
    pub ca_bundle: Option<(&'static str, PathBuf)>,
    /// `NO_COLOR` is set.
    pub no_color: bool,
    /// `AWS_CONFIG_FILE`, else `~/.aws/config`.
    pub aws_config_file: PathBuf,
    /// `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`.
    pub aws_credentials_file: PathBuf,
    /// `VOUCH_CONFIG`, else `vouch/config.toml` in the folder for configuration.
    pub config_file: PathBuf,
    /// The organisation's defaults, `/etc/vouch/config.toml`.
    pub system_config_file: PathBuf,
    /// The folder `vouch` for state; where the platform has none, the one for local data.
    pub state_folder: PathBuf,
    /// The folder `vouch` for what is gone when its person logs out, in `XDG_RUNTIME_DIR`; where there
    /// is none, [`Self::state_folder`].
    pub runtime_folder: PathBuf,
    /// `PATH`, for finding the absolute path by which this binary is known.
    pub path: Option<std::ffi::OsString>,
    /// `vouch` itself, also when this is `vouch-full`.
    pub executable: PathBuf,
    /// A variable that is set to what is no text. It isn't as good as unset: it may name another
    /// issuer, another endpoint.
    pub not_text: Option<&'static str>,
    /// The user's home folder, empty where it isn't known.
    pub home: PathBuf,
    /// Whether the user's home folder is known and absolute. Where it isn't, the places above could
    /// be below whatever folder the process runs in, whose files may be somebody else's.
    pub has_home: bool,
    /// Whether a D-Bus session bus can be reached without starting one: its address is set, or
    /// `$XDG_RUNTIME_DIR/bus` exists.
    pub session_bus: bool,
    /// Those that are read only when something asks for them: they may hold secrets, and an option
    /// may name them.
    pub others: Variables,
}

/// The variables of a process.
#[derive(Clone, Debug, Default)]
pub enum Variables {
    /// None is set.
    #[default]
    Nothing,
    /// Those of this process.
    OfProcess,
}

/// A variable is set to what is no text.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the variable {0} is not UTF-8 text")]
pub struct NotText(pub String);

impl Variables {
    /// Returns the value; none where it isn't set, or set to nothing.
    pub fn text(&self, name: &str) -> Result<Option<Secret>, NotText> {
        match self {
            // No variable has such a name, and asking for one would panic.
            _ if name.is_empty() || name.contains(['=', '\0']) => Ok(None),
            Self::Nothing => Ok(None),
            Self::OfProcess => of_process(name),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn of_process(name: &str) -> Result<Option<Secret>, NotText> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(Secret::new(value)).filter(|value| !value.expose().is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => Err(NotText(name.into())),
    }
}

impl Environment {
    /// Tells whether there are credentials in it that `vouch exec` or `vouch env` put there, and with
    /// them a region.
    pub fn has_variables_of_ours(&self) -> bool {
        self.vouch_exec.is_some() || self.vouch_env.is_some()
    }

    /// Reads the environment of this process.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the environment"
    )]
    pub fn read() -> Self {
        let not_text = std::cell::Cell::new(None);
        let text = |name: &'static str| match std::env::var(name) {
            Ok(value) => Some(value).filter(|value| !value.is_empty()),
            Err(std::env::VarError::NotPresent) => None,
            Err(std::env::VarError::NotUnicode(_)) => {
                not_text.set(Some(name));
                None
            }
        };
        let path = |name: &str| {
            std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
        };
        let is_set = |name: &str| path(name).is_some();
        let home = dirs::home_dir().filter(|home| home.is_absolute());
        let has_home = home.is_some();
        let home = home.unwrap_or_default();
        let place = |name: &str, fallback: PathBuf| {
            path(name).map_or(fallback, |given| expand(given, &home))
        };
        let bus = has_session_bus(
            text("DBUS_SESSION_BUS_ADDRESS").as_deref(),
            path("XDG_RUNTIME_DIR").as_deref(),
        );
        let state_folder =
            dirs::state_dir().or_else(dirs::data_local_dir).unwrap_or_default().join("vouch");
        Self {
            vouch_issuer: text("VOUCH_ISSUER"),
            vouch_keyring: text("VOUCH_KEYRING"),
            vouch_exec: text(EXEC_MARKER),
            vouch_env: text(ENV_MARKER),
            shell: path("SHELL"),
            vouch_log: text("VOUCH_LOG"),
            sudo_user: text("SUDO_USER"),
            user_name: text("USERNAME"),
            endpoints: endpoint::Variables::read(text),
            signin_endpoint: text("AWS_ENDPOINT_URL_SIGNIN"),
            browser: text("BROWSER"),
            region: text("AWS_REGION").or_else(|| text("AWS_DEFAULT_REGION")),
            aws_profile: text("AWS_PROFILE").or_else(|| text("AWS_DEFAULT_PROFILE")),
            wsl_distribution: text("WSL_DISTRO_NAME"),
            aws_variables: aws_profile::Variables {
                has_access_key: is_set("AWS_ACCESS_KEY_ID"),
                has_web_identity: is_set("AWS_WEB_IDENTITY_TOKEN_FILE"),
                profile: text("AWS_PROFILE"),
                default_profile: text("AWS_DEFAULT_PROFILE"),
                names_config_file: is_set("AWS_CONFIG_FILE"),
                names_credentials_file: is_set("AWS_SHARED_CREDENTIALS_FILE"),
            },
            ca_bundle: ["VOUCH_CA_BUNDLE", "AWS_CA_BUNDLE", SSL_CERT_FILE]
                .into_iter()
                .find_map(|name| path(name).map(|file| (name, expand(file, &home)))),
            no_color: text("NO_COLOR").is_some(),
            aws_config_file: place("AWS_CONFIG_FILE", home.join(".aws/config")),
            aws_credentials_file: place(
                "AWS_SHARED_CREDENTIALS_FILE",
                home.join(".aws/credentials"),
            ),
            config_file: place(
                "VOUCH_CONFIG",
                dirs::config_dir().unwrap_or_default().join("vouch/config.toml"),
            ),
            system_config_file: PathBuf::from("/etc/vouch/config.toml"),
            runtime_folder: dirs::runtime_dir()
                .map_or_else(|| state_folder.clone(), |folder| folder.join("vouch")),
            state_folder,
            path: std::env::var_os("PATH"),
            executable: installation::front(std::env::current_exe().unwrap_or_default()),
            not_text: not_text.get(),
            has_home,
            home,
            session_bus: bus,
            others: Variables::OfProcess,
        }
    }

    /// Returns a path that stands in a setting of an AWS tool: `~/` is the home folder.
    pub fn expand(&self, path: &str) -> PathBuf {
        expand(path.into(), &self.home)
    }
}

/// Returns the value of a variable that vouch itself doesn't obey, for whoever looks at what other
/// tools would do. One that is set to nothing is not set.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn value_of(name: &str) -> Option<String> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
    Some(value.to_string_lossy().into_owned())
}

/// Tells whether a session bus is there without one being started: libdbus launches a new one for
/// the address `autolaunch:`, and also when `bus` is no socket.
fn has_session_bus(address: Option<&str>, runtime_folder: Option<&std::path::Path>) -> bool {
    match address {
        Some(address) => !address.split(';').any(|one| one.starts_with("autolaunch:")),
        None => runtime_folder.is_some_and(|folder| is_socket(&folder.join("bus"))),
    }
}

#[cfg(unix)]
fn is_socket(path: &std::path::Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    path.metadata().is_ok_and(|metadata| metadata.file_type().is_socket())
}

#[cfg(not(unix))]
fn is_socket(_path: &std::path::Path) -> bool {
    false
}

/// Replaces a leading `~/` as the AWS tools do.
fn expand(path: PathBuf, home: &std::path::Path) -> PathBuf {
    match path.strip_prefix("~") {
        Ok(rest) => home.join(rest),
        Err(_) => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bus_that_would_be_launched_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(has_session_bus(Some("unix:path=/run/user/1000/bus"), None));
        assert!(!has_session_bus(Some("autolaunch:"), Some(folder.path())));
        assert!(!has_session_bus(None, Some(folder.path())));
        assert!(!has_session_bus(None, None));
    }

    #[cfg(unix)]
    #[test]
    fn the_users_own_bus_is_found_by_its_socket() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("bus")).unwrap();
        assert!(has_session_bus(None, Some(folder.path())));
    }
}
