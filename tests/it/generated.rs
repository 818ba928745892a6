//! What is generated from the command line's description is what stands in the repository.
//! `make generated` writes it anew.

use std::fs;
use std::path::Path;
use std::process::Command;

use clap::CommandFactory as _;
use vouch::commands::Cli;
use vouch::domain::refusal::CATALOGUE;
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

#[test]
fn the_page_of_errors_is_the_catalogue() {
    let mut page = ERRORS.to_owned();
    for entry in CATALOGUE {
        let (code, step) = (entry.code, entry.step);
        let text = if entry.text.is_empty() { "any other" } else { entry.text };
        let (cause, check, remedy) = (entry.cause, entry.check, entry.remedy);
        page.push_str(&format!("| `{code}` | {text} | {step} | {cause} | {check} | {remedy} |\n"));
    }
    check("docs/reference/aws-errors.md", &page);
}

const ERRORS: &str = "# What AWS's errors mean

`vouch explain` tells this of one error, and shows the claims of the token that was refused; with the
role's trust policy it shows which condition fails and what to change. This page is written from the
code (`src/domain/refusal/`) by `make generated`. Which words come from where, and which the local AWS
uses, is in [sts-answers.md](sts-answers.md).

The steps: 1 a token was issued, 2 its claims are right, 3 the provider is registered and its keys are
within reach, 4 the role's trust policy lets the claims in, 5 the role's own policies allow the action;
`-` is none of them: the call itself is at fault, or AWS is.

| code | the message contains | step | why | check | fix |
|---|---|---|---|---|---|
";

const REFUSALS: &str = "# What the local AWS refuses, and in which words

`vouch-dev` answers as AWS STS does. This page is written from the code (`src/domain/sts/error/`) by
`make generated`; it tells of each text where it comes from: *observed* in recorded answers of AWS,
*documented* by AWS, or *ours*, where AWS's wording isn't known and the code is the likely one.

What STS also answers and this one never does: `IDPRejectedClaim`, `RegionDisabledException`,
`Throttling`, `ServiceUnavailable`.

| what is wrong | code | status | text | words |
|---|---|---|---|---|
";

#[test]
fn the_list_of_the_doctors_checks_is_what_it_checks() {
    use vouch::commands::doctor::{CHECKS, Check};
    let mut page = DOCTOR.to_owned();
    for Check { id, wants, worst, remedy } in CHECKS {
        page.push_str(&format!("| `{id}` | {worst} | {wants} | {remedy} |\n"));
    }
    check("docs/reference/doctor.md", &page);
}

const DOCTOR: &str = "# What `vouch doctor` checks

This page is written from the code (`src/commands/doctor/catalogue.rs`) by `make generated`.

`vouch doctor --json` prints a list of findings, each with `id` (a name of the table, which stays),
`state` (`good`, `warning` or `bad`), `words` (what was found), `remedy` (what to do; null where it is
good) and `exit` (the code with which a command would fail; null unless it is bad). The first that is
bad gives the exit code of `vouch doctor`. What can't be asked, because something else is missing, is
left out. `--fix` mends `files.permissions`.

It runs the `credential_process` of one profile, twice, as the AWS CLI does: of the one that AWS_PROFILE
names, else of `vouch`, else of the first. AWS STS is asked for nothing but the time.

| id | at worst | what must be so | what to do |
|---|---|---|---|
";

#[test]
fn the_catalogue_of_the_linter_is_its_rules() {
    check("docs/reference/trust-lint.md", &catalogue());
}

/// Every rule of the linter, as a page.
fn catalogue() -> String {
    use vouch::domain::trust::lint::{Rule, rules};
    let mut page = String::from(
        "# The rules of `vouch trust lint`\n\n\
         Generated from the program; `make generated` writes it anew. Each rule has a file that it finds\n\
         and one that it leaves alone in `tests/trust-lint/RULE/`.\n\n\
         An `error` lets somebody in who shouldn't be, lets nobody in, or is refused by AWS. A `warning` does\n\
         less than it seems, or more than most people want. A `note` is worth knowing. The command fails\n\
         (exit 6) from `warning` on, or from what `--deny` says; `--allow RULE` passes a rule over.\n\n\
         | rule | severity | finds |\n|---|---|---|\n",
    );
    for Rule { id, severity, title, .. } in rules() {
        page.push_str(&format!("| [`{id}`](#{id}) | {severity} | {title} |\n"));
    }
    for Rule { id, severity, title, why, attack, remedy } in rules() {
        page.push_str(&format!(
            "\n## {id}\n\n**{severity}**: {title}.\n\n{why}\n\n*Example:* {attack}\n\n*Fix:* {remedy}\n"
        ));
    }
    page
}

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
