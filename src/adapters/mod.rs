//! The middle floor: touches the outside world, one file a thing.

pub mod clock;
pub mod config_file;
#[cfg(feature = "server")]
pub mod database;
pub mod environment;
pub mod files;
pub mod http;
pub mod installation;
pub mod issuer_client;
pub mod issuer_documents;
pub mod log;
pub mod os_user;
pub mod outage;
pub mod own_process;
#[cfg(feature = "card")]
pub mod piv;
pub mod prompt;
pub mod random;
pub mod runtime;
pub mod secret_store;
pub mod security_key;
#[cfg(feature = "server")]
pub mod signing_key;
pub mod state;
pub mod stdin;
pub mod sts_client;
