//! A program that prints a token.

use super::job::{Job, token};

/// Writes a script of the job and returns the options that name it.
fn script(job: &Job, text: &str) -> [String; 4] {
    let path = job.write("script", text);
    ["--source".into(), "command".into(), "--token-command".into(), format!("/bin/sh {path}")]
}

fn words(options: &[String; 4]) -> [&str; 4] {
    options.each_ref().map(String::as_str)
}

#[test]
fn it_is_run_without_a_shell_and_asked_nothing() {
    let mut job = Job::start();
    job.set("TOKEN", token(1));
    // Whatever it says on stderr is nobody's, as long as it prints a token.
    let options = script(&job, "cat; echo hello >&2; echo \"$TOKEN\"\n");
    assert!(job.asked(&words(&options)).contains(&token(1)));
    let quoted = format!("printf '%s\\n' \"{}\" '' ' ' $HOME ;", token(2));
    let told = job.command(&["--source", "command", "--token-command", &quoted]).output().unwrap();
    let told = crate::credential_aws::refused(&told, 7);
    assert!(told.contains("what `printf` prints can't be used: it is no ID token"), "{told}");
    let alone = format!("printf '%s\\n\\n' {}", token(3));
    let asked = job.asked(&["--source", "command", "--token-command", &alone]);
    assert!(asked.contains(&token(3)), "{asked}");
}

#[test]
fn one_that_fails_is_told_in_its_own_words() {
    let job = Job::start();
    let secret = token(1);
    for (text, exit, said) in [
        (
            format!("printf 'not\\nlogged in {secret}' >&2; exit 3\n"),
            1,
            "`/bin/sh` failed (exit status: 3): not logged in ***; run it by itself",
        ),
        ("exit 1\n".into(), 1, "`/bin/sh` failed (exit status: 1); run it by itself"),
        (format!("echo {secret}; kill -9 $$\n"), 1, "failed (signal: 9 (SIGKILL))"),
        ("".into(), 7, "what `/bin/sh` prints can't be used: it is empty"),
        ("echo t0ken\n".into(), 7, "it is no ID token"),
        ("printf '\\377'\n".into(), 7, "is not UTF-8 text"),
        ("yes t0ken\n".into(), 7, "prints more than 65536 bytes"),
    ] {
        let options = script(&job, &text);
        let told = job.refused(&words(&options), exit);
        assert!(told.contains(said), "{text}: {told}");
    }
}

#[test]
fn one_that_cannot_be_run_is_named() {
    let job = Job::start();
    let plain = job.write("plain", "");
    for (command, exit, said) in [
        ("no-such-program-of-anybody", 7, "there is no program `no-such-program-of-anybody`"),
        ("/nowhere/program", 7, "there is no program `/nowhere/program`"),
        (plain.as_str(), 7, "can't be run: Permission denied"),
        ("./plain", 2, "by a relative path: ./plain"),
        ("bin/plain a", 2, "by a relative path: bin/plain"),
        ("'plain", 2, "a quote or an escape without an end"),
        ("", 2, "names no program"),
        ("'' a", 2, "names no program"),
    ] {
        let told = job.refused(&["--source", "command", "--token-command", command], exit);
        assert!(told.contains(said), "{command}: {told}");
    }
}
