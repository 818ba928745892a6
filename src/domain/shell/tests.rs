//! The texts themselves; that real shells read them so is tested with real shells.

use super::*;
use crate::domain::aws_variables::set;

/// What people who mean harm would put into a value, and what each shell is told of it.
const QUOTED: [(Shell, &str, &str); 11] = [
    (Shell::Bash, "a'b", r"export AWS_REGION='a'\''b';"),
    (Shell::Bash, "$(id) `id` \\ \" ! ;", "export AWS_REGION='$(id) `id` \\ \" ! ;';"),
    (Shell::Zsh, "a'b", r"export AWS_REGION='a'\''b';"),
    (Shell::Fish, r"a'b\c", r"set -gx AWS_REGION 'a\'b\\c';"),
    (Shell::Fish, r"\'; id; '", r"set -gx AWS_REGION '\\\'; id; \'';"),
    (Shell::Powershell, "a'b’c$d", "$Env:AWS_REGION = 'a''b’’c$d';"),
    (Shell::Cmd, "a&b^c|d'e", "set \"AWS_REGION=a&b^c|d'e\""),
    (Shell::Xonsh, r"a'b\c{d}$e", r"$AWS_REGION = 'a\'b\\c{d}$e'"),
    (Shell::Dotenv, "a/b+c=:@%,._-", "AWS_REGION=a/b+c=:@%,._-"),
    (Shell::Json, r#"a"b\c"#, r#"{"AWS_REGION":"a\"b\\c"}"#),
    (Shell::Nushell, r#"a"b\c"#, r#"{"AWS_REGION":"a\"b\\c"}"#),
];

#[test]
fn a_value_is_only_read() {
    for (shell, value, line) in QUOTED {
        let lines = shell.lines(&[set("AWS_REGION", value)]).unwrap();
        assert_eq!(lines.expose(), line, "{shell:?}");
    }
}

#[test]
fn what_cannot_be_quoted_is_refused_and_not_repeated() {
    let everywhere = ["a\nb", "a\rb", "a\0b", "a\u{1b}[2Jb", "a\tb", "a\u{85}b"];
    let cases = Shell::ALL.into_iter().flat_map(|shell| everywhere.map(|value| (shell, value)));
    let own = [
        (Shell::Cmd, "50%PATH%"),
        (Shell::Cmd, "a\"&calc&\""),
        (Shell::Cmd, "a!b"),
        (Shell::Dotenv, "a b"),
        (Shell::Dotenv, "a#b"),
        (Shell::Dotenv, "$(id)"),
        (Shell::Dotenv, "'a'"),
        (Shell::Dotenv, "ä"),
    ];
    for (shell, value) in cases.chain(own) {
        let error = shell.lines(&[set("AWS_REGION", value)]).unwrap_err();
        assert_eq!(error, ShellError::Unwritable { name: "AWS_REGION", shell });
        let words = error.to_string();
        assert!(words.starts_with("the value of AWS_REGION can't be written for "), "{words}");
    }
}

#[test]
fn what_is_taken_away_is_so_in_the_words_of_each() {
    let changes = [Change { name: "AWS_PROFILE", value: None }, set("AWS_REGION", "r")];
    for (shell, expected) in [
        (Shell::Bash, "unset AWS_PROFILE;\nexport AWS_REGION='r';"),
        (Shell::Cmd, "set \"AWS_PROFILE=\"\nset \"AWS_REGION=r\""),
        (Shell::Dotenv, "AWS_REGION=r"),
        (Shell::Fish, "set -e AWS_PROFILE;\nset -gx AWS_REGION 'r';"),
        (Shell::Json, r#"{"AWS_REGION":"r"}"#),
        (Shell::Nushell, r#"{"AWS_PROFILE":null,"AWS_REGION":"r"}"#),
        (Shell::Powershell, "$Env:AWS_PROFILE = $null;\n$Env:AWS_REGION = 'r';"),
        (Shell::Xonsh, "${...}.pop('AWS_PROFILE', None)\n$AWS_REGION = 'r'"),
        (Shell::Zsh, "unset AWS_PROFILE;\nexport AWS_REGION='r';"),
    ] {
        assert_eq!(shell.lines(&changes).unwrap().expose(), expected);
        let alone = shell.lines(&changes[..1]);
        let is_refused = alone.as_ref().is_err_and(|it| *it == ShellError::NothingToUnset(shell));
        assert_eq!(is_refused, [Shell::Dotenv, Shell::Json].contains(&shell), "{shell:?}");
    }
}

#[test]
fn programs_that_are_shells_are_known_by_name() {
    for shell in Shell::ALL {
        let evaluates = shell.evaluating("vouch env").is_some();
        let known = Shell::of_program(shell.name()) == Some(shell);
        assert_eq!(known, evaluates && shell != Shell::Nushell, "{shell:?}");
    }
    for (name, shell) in [
        ("-zsh", Some(Shell::Zsh)),
        ("sh", Some(Shell::Bash)),
        ("nu", Some(Shell::Nushell)),
        ("pwsh", Some(Shell::Powershell)),
        ("powershell.exe", Some(Shell::Powershell)),
        ("make", None),
        ("", None),
    ] {
        assert_eq!(Shell::of_program(name), shell, "{name}");
    }
}
