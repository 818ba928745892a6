//! The real shells.

use std::collections::BTreeMap;
use std::process::Command;

use vouch::domain::aws_variables::DECISIVE;
use vouch::domain::shell::Shell;

use super::{HOSTILE, command, laptop_with, real, variables, wanted};
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::world::Told;

/// Runs a script in a shell, in an environment in which everything is set that would win.
fn run(laptop: &Laptop, shell: Shell, script: &str) -> Told {
    let (program, options) = real(shell).unwrap();
    let mut command = Command::new(program);
    command.args(options).arg(script).current_dir(laptop.daemon.folder()).env_clear();
    let vouch = laptop.vouch(&[]);
    command.envs(vouch.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.env("PATH", std::env::var_os("PATH").unwrap()).env("LC_ALL", "C.UTF-8");
    for name in DECISIVE.into_iter().filter(|name| !name.starts_with("VOUCH_")) {
        command.env(name, "planted");
    }
    // The running shell counts, and not this one.
    command.env("SHELL", if shell == Shell::Fish { "/bin/bash" } else { "/usr/bin/fish" });
    Told::from(command.output().unwrap())
}

/// What the variables must be.
fn expected(laptop: &Laptop, token: &str) -> BTreeMap<String, String> {
    let given = laptop.credentials(&[]);
    let text = |name: &str| given[name].as_str().unwrap().to_owned();
    assert_eq!(text("SessionToken"), token);
    [
        ("AWS_ACCESS_KEY_ID", text("AccessKeyId")),
        ("AWS_ACCOUNT_ID", text("AccountId")),
        ("AWS_CREDENTIAL_EXPIRATION", text("Expiration")),
        ("AWS_DEFAULT_REGION", "eu-west-1".into()),
        ("AWS_ENDPOINT_URL_STS", laptop.canned.url().into()),
        ("AWS_REGION", "eu-west-1".into()),
        ("AWS_SECRET_ACCESS_KEY", text("SecretAccessKey")),
        ("AWS_SESSION_TOKEN", token.into()),
        ("VOUCH_ENV", ROLE.into()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn check(shell: Shell) {
    let laptop = laptop_with(HOSTILE);
    let wanted = command(&[&wanted()[..], &["--region", "eu-west-1"]].concat());
    // It says itself how it is evaluated, and finds out by itself in which shell.
    let (set, unset) = (evaluating(shell, &wanted), evaluating(shell, &command(&["--unset"])));
    let print = if shell == Shell::Nushell { "^env -0" } else { "env -0" };
    let told = run(&laptop, shell, &format!("{set}\n{print}")).ok();
    assert_eq!(variables(&told.stdout), expected(&laptop, HOSTILE), "{told}");
    assert_eq!(told.stderr, "");
    assert!(!laptop.daemon.folder().join("pwned").exists());
    let told = run(&laptop, shell, &format!("{set}\n{unset}\n{print}")).ok();
    let left: Vec<_> = variables(&told.stdout).into_keys().collect();
    assert_eq!(left, ["AWS_ENDPOINT_URL_STS"], "{told}");
}

fn evaluating(shell: Shell, command: &str) -> String {
    shell.evaluating(command).unwrap()
}

#[test]
fn bash_reads_it() {
    check(Shell::Bash);
}

#[test]
fn fish_reads_it() {
    check(Shell::Fish);
}

#[test]
fn nushell_reads_it() {
    check(Shell::Nushell);
}

#[test]
fn xonsh_reads_it() {
    check(Shell::Xonsh);
}

#[test]
fn zsh_reads_it() {
    check(Shell::Zsh);
}

#[test]
fn quotes_that_are_forgotten_cost_nothing() {
    let token = "IQoJb3JpZ2luX2VjE+/4=";
    let laptop = laptop_with(token);
    let wanted = command(&[&wanted()[..], &["--region", "eu-west-1"]].concat());
    for shell in [Shell::Bash, Shell::Zsh] {
        let told = run(&laptop, shell, &format!("eval $({wanted})\nenv -0")).ok();
        assert_eq!(variables(&told.stdout), expected(&laptop, token), "{told}");
    }
}
