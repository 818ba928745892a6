//! The tests that need whole programs, in one binary.
#![expect(
    clippy::disallowed_methods,
    reason = "tests are the outside world: they read files, clocks and the environment"
)]
#![expect(clippy::unwrap_used, reason = "a broken assumption of a test is a panic")]

#[cfg(target_os = "linux")]
mod at_once;
#[cfg(target_os = "linux")]
mod canned;
#[cfg(target_os = "linux")]
mod clients;
#[cfg(target_os = "linux")]
mod console;
#[cfg(target_os = "linux")]
mod credential_aws;
mod cross_check;
mod dependencies;
#[cfg(target_os = "linux")]
mod dev;
#[cfg(target_os = "linux")]
mod doctor;
mod documented_policies;
#[cfg(target_os = "linux")]
mod endpoint;
#[cfg(target_os = "linux")]
mod endpoints;
#[cfg(target_os = "linux")]
mod env;
#[cfg(target_os = "linux")]
mod exec;
#[cfg(target_os = "linux")]
mod explain;
#[cfg(target_os = "linux")]
mod files_stay_whole;
mod floors;
mod generated;
#[cfg(target_os = "linux")]
mod issuer;
#[cfg(target_os = "linux")]
mod journey;
#[cfg(target_os = "linux")]
mod kernel_keyring;
mod key_helper;
#[cfg(target_os = "linux")]
mod key_misbehaves;
#[cfg(target_os = "linux")]
mod keyring;
#[cfg(target_os = "linux")]
mod keyring_daemon;
#[cfg(target_os = "linux")]
mod keyring_misbehaves;
#[cfg(target_os = "linux")]
mod laptop;
mod links;
#[cfg(target_os = "linux")]
mod log;
#[cfg(target_os = "linux")]
mod loopback_attacks;
#[cfg(target_os = "linux")]
mod management_key;
#[cfg(target_os = "linux")]
mod mishaps;
#[cfg(target_os = "linux")]
mod network_misbehaves;
#[cfg(target_os = "linux")]
mod not_run;
#[cfg(target_os = "linux")]
mod openid;
#[cfg(target_os = "linux")]
mod pin;
#[cfg(target_os = "linux")]
mod role_chains;
#[cfg(target_os = "linux")]
mod secrets;
#[cfg(target_os = "linux")]
mod serve;
#[cfg(target_os = "linux")]
mod setup_aws;
#[cfg(target_os = "linux")]
mod several_identities;
mod simulator;
#[cfg(target_os = "linux")]
mod status;
#[cfg(target_os = "linux")]
mod surroundings;
#[cfg(target_os = "linux")]
mod terminal;
mod threats;
#[cfg(target_os = "linux")]
mod token_sources;
mod tools;
#[cfg(target_os = "linux")]
mod trust_lint;
#[cfg(target_os = "linux")]
mod trust_print;
#[cfg(target_os = "linux")]
mod trust_test;
mod trust_vectors;
mod virtual_key;
mod vouch_dev;
#[cfg(target_os = "linux")]
mod whoami;
#[cfg(target_os = "linux")]
mod world;
#[cfg(target_os = "linux")]
mod wsl;
#[cfg(target_os = "linux")]
mod yubikey;
