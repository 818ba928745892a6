//! No option and no argument of any program takes a secret: argument lists can be read by everybody,
//! and shells remember them.

use clap::{Arg, CommandFactory as _};

/// Words of which none is part of the name of an option that takes a value, or of its value's.
const SECRET_WORDS: [&str; 13] = [
    "code",
    "cookie",
    "credential",
    "invit",
    "passphrase",
    "password",
    "pin",
    "private",
    "refresh",
    "secret",
    "session-token",
    "signing",
    "token",
];

/// What looks like one and isn't, of one command or of each that has it, with why.
const NONE: [(&str, &str); 6] = [
    (" --token-command <COMMAND>", "takes what prints a token"),
    (" --token-file <FILE>", "takes a file's name"),
    (" --token-variable <NAME>", "takes a variable's name"),
    ("vouch enroll --invite <->", "takes `-` alone, for stdin"),
    ("vouch login --client-secret <->", "takes `-` alone, for stdin"),
    ("vouch trust test --token <FILE>", "takes a file's name, or `-` for stdin"),
];

#[test]
fn no_option_takes_a_secret() {
    for mut root in [vouch::commands::Cli::command(), vouch::issuer::admin::Cli::command()] {
        root.build();
        let mut suspects = Vec::new();
        let looked_at = look(&root, &mut suspects);
        assert!(looked_at > 10, "{}: only {looked_at} arguments", root.get_name());
        suspects.retain(|suspect| !NONE.iter().any(|(none, _)| suspect.ends_with(none)));
        assert_eq!(suspects, [""; 0], "does it take a secret?");
    }
}

#[test]
fn an_option_that_takes_a_secret_would_be_found() {
    for (name, value, is_found) in [
        ("pin", "PIN", true),
        ("with", "NEW_PIN", true),
        ("session-token", "TOKEN", true),
        ("key", "SERIAL", false),
    ] {
        let option = Arg::new(name).long(name).value_name(value);
        let inner = clap::Command::new("login").arg(option);
        let mut root = clap::Command::new("vouch").subcommand(inner);
        root.build();
        let mut suspects = Vec::new();
        look(&root, &mut suspects);
        assert_eq!(!suspects.is_empty(), is_found, "{suspects:?}");
    }
}

/// Returns how many arguments with values there are, here and below.
fn look(command: &clap::Command, suspects: &mut Vec<String>) -> usize {
    let takes_value = |argument: &&Arg| argument.get_action().takes_values();
    let mut count = 0;
    for argument in command.get_arguments().filter(takes_value) {
        count += 1;
        let values = argument.get_value_names().unwrap_or_default().join(" ");
        let names = format!("{} {values}", argument.get_id()).to_lowercase().replace('_', "-");
        if SECRET_WORDS.iter().any(|word| names.contains(word)) {
            let name = command.get_bin_name().unwrap_or(command.get_name());
            suspects.push(format!("{name} {argument}"));
        }
    }
    count + command.get_subcommands().map(|inner| look(inner, suspects)).sum::<usize>()
}
