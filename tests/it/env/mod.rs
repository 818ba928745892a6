//! `vouch env`: real shells evaluate what it prints, whatever is in it.

mod choice;
mod shells;

use std::collections::BTreeMap;
use std::path::PathBuf;

use vouch::domain::shell::Shell;

use crate::canned::Answer;
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::tools;

/// A session token with everything in it that a shell could take for its own.
const HOSTILE: &str = concat!(
    r#"' " \ \' \\ `touch pwned` $(touch pwned) ${HOME} $HOME %PATH% !! * ? [a] {a,b} ~ # & | ; < > ( ) "#,
    "’‘ ä $env.HOME @(1) {{x}} '; touch pwned; ' \" ; touch pwned ; \""
);

/// A laptop whose AWS gives that session token.
fn laptop_with(token: &str) -> Laptop {
    let laptop = Laptop::logged_in();
    let escaped = token.replace('&', "&amp;").replace('<', "&lt;");
    laptop.canned.sts(&[Answer::credentials_with(chrono::TimeDelta::hours(1), &escaped)]);
    laptop
}

/// Returns the command that a person types.
fn command(more: &[&str]) -> String {
    let vouch = env!("CARGO_BIN_EXE_vouch");
    format!("{vouch} env {}", more.join(" ")).trim_end().to_owned()
}

/// What is wanted in each shell.
fn wanted() -> [&'static str; 2] {
    ["--role", ROLE]
}

/// Returns a real shell, and what lets it run a script without a person's own files.
fn real(shell: Shell) -> Option<(PathBuf, &'static [&'static str])> {
    let own = |name: &str| tools::require_named("VOUCH_TEST_SHELLS").join(name);
    Some(match shell {
        Shell::Bash => (tools::require("bash"), &["--norc", "-c"]),
        Shell::Fish => (tools::require("fish"), &["--no-config", "-c"]),
        Shell::Nushell => (own("nu"), &["--no-config-file", "-c"]),
        Shell::Xonsh => (own("xonsh"), &["--no-rc", "-c"]),
        Shell::Zsh => (tools::require("zsh"), &["-f", "-c"]),
        // Neither Debian nor a registry of packages has them: the guide says so.
        Shell::Cmd | Shell::Powershell => return None,
        // No shells.
        Shell::Dotenv | Shell::Json => return None,
    })
}

/// Returns the variables that `env -0` printed, without those that shells make.
fn variables(told: &str) -> BTreeMap<String, String> {
    let lines = told.split_terminator('\0').filter_map(|line| line.split_once('='));
    let ours = lines.filter(|(name, _)| {
        ["AWS_", "AMAZON_", "VOUCH_"].iter().any(|begin| name.starts_with(begin))
    });
    ours.map(|(name, value)| (name.into(), value.into())).collect()
}
