//! What is generated from the command line's description is what stands in the repository.
//! `make generated` writes it anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::CommandFactory as _;
use vouch::commands::Cli;
use vouch::domain::sts::{Source, StsError};

#[test]
fn the_reference_is_what_the_program_says() {
    check("docs/reference/vouch.md", &reference(Cli::command()));
    check("docs/reference/vouch-server.md", &reference(vouch::issuer::admin::Cli::command()));
}

#[test]
fn the_completions_are_what_the_program_prints() {
    for (shell, file) in [("bash", "vouch.bash"), ("zsh", "_vouch"), ("fish", "vouch.fish")] {
        check(&format!("completions/{file}"), &vouch(&["completions", shell]));
    }
}

#[test]
fn the_manual_page_is_what_the_program_prints() {
    check("docs/reference/vouch.1", &vouch(&["man"]));
}

#[test]
fn the_page_of_refusals_is_what_the_local_aws_says() {
    let mut page = REFUSALS.to_owned();
    for error in StsError::samples() {
        let wording = error.wording();
        let source = match wording.source {
            Source::Documented => "documented",
            Source::Observed => "observed",
            Source::Ours => "ours",
        };
        let (subject, code, status) = (error.subject(), wording.code, wording.status);
        page.push_str(&format!("| {subject} | `{code}` | {status} | {error} | {source} |\n"));
    }
    check("docs/reference/sts-answers.md", &page);
}

const REFUSALS: &str = "# What the local AWS refuses, and in which words

`vouch-dev` answers as AWS STS does. This page is written from the code (`src/domain/sts/error/`) by
`make generated`; it tells of each text where it comes from: *observed* in recorded answers of AWS,
*documented* by AWS, or *ours*, where AWS's wording isn't known and the code is the likely one.

What STS also answers and this one never does: `IDPRejectedClaim`, `RegionDisabledException`,
`Throttling`, `ServiceUnavailable`.

| what is wrong | code | status | text | words |
|---|---|---|---|---|
";

fn vouch(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vouch"))
        .args(arguments)
        .env_remove("VOUCH_ISSUER")
        .output()
        .expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the output is text")
}

/// The help of every command, as a page.
fn reference(mut root: clap::Command) -> String {
    root.build();
    let name = root.get_name().to_owned();
    let mut page =
        format!("# {name}\n\nGenerated from the program; `make generated` writes it anew.\n");
    section(&mut page, &mut root);
    page
}

fn section(page: &mut String, command: &mut clap::Command) {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    let help = command.clone().term_width(100).render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    page.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", help.join("\n").trim_end()));
    for inner in command.get_subcommands_mut().filter(|inner| !inner.is_hide_set()) {
        section(page, inner);
    }
}

fn check(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("VOUCH_WRITE_GENERATED").is_some() {
        fs::write(&file, text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let written = fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{path}: {error}; run `make generated`"));
    assert!(written == text, "{path} is not what the program says; run `make generated`");
}
