//! For whom it prints, and when it doesn't.

use std::collections::BTreeMap;
use std::process::Command;

use super::{HOSTILE, laptop_with, wanted};
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::laptop::logged_in;
use crate::terminal::Terminal;
use crate::world::Told;

fn env(laptop: &Laptop, more: &[&str]) -> Told {
    let arguments = [&["env"], &wanted()[..], more].concat();
    Told::from(laptop.vouch(&arguments).output().unwrap())
}

#[test]
fn other_programs_read_a_file_or_an_object() {
    let token = "IQoJb3JpZ2luX2VjE+/4=";
    let laptop = laptop_with(token);
    let lines = env(&laptop, &["--shell", "dotenv"]).ok().stdout;
    let lines: BTreeMap<_, _> = lines.lines().map(|line| line.split_once('=').unwrap()).collect();
    let object = env(&laptop, &["--shell", "json"]).ok().stdout;
    let object: BTreeMap<String, String> = serde_json::from_str(&object).unwrap();
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "ASIACANNED"),
        ("AWS_SECRET_ACCESS_KEY", "c4nned-secret"),
        ("AWS_SESSION_TOKEN", token),
        ("VOUCH_ENV", ROLE),
    ] {
        assert_eq!((lines[name], object[name].as_str()), (value, value));
    }
    // A POSIX shell reads the file too: nothing in it needs quotes.
    let file = laptop.daemon.folder().join("env");
    std::fs::write(&file, env(&laptop, &["--shell", "dotenv"]).ok().stdout).unwrap();
    let script = "set -a; . \"$0\"; printf %s \"$AWS_SESSION_TOKEN\"";
    let read = Command::new("sh").args(["-c", script]).arg(&file).output().unwrap();
    assert_eq!(Told::from(read).ok().stdout, token);
}

#[test]
fn what_cannot_be_written_for_a_reader_is_refused() {
    let laptop = laptop_with(HOSTILE);
    for (shell, exit) in [("dotenv", 7), ("cmd", 7), ("powershell", 0), ("json", 0)] {
        let told = env(&laptop, &["--shell", shell]);
        assert_eq!(told.exit, Some(exit), "{told}");
        if exit != 0 {
            let error =
                format!("error: the value of AWS_SESSION_TOKEN can't be written for {shell}\n");
            assert_eq!((told.stdout.as_str(), told.stderr), ("", error));
        }
    }
}

#[test]
fn a_file_takes_no_variable_away() {
    let laptop = Laptop::logged_in();
    for shell in ["dotenv", "json"] {
        let arguments = ["env", "--unset", "--shell", shell];
        let told = Told::from(laptop.vouch(&arguments).output().unwrap());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(2), ""), "{told}");
        assert_eq!(told.stderr, format!("error: {shell} takes no variable away\n"));
    }
}

#[test]
fn where_no_shell_runs_it_the_login_shell_counts_and_is_named() {
    let laptop = Laptop::logged_in();
    let from = |login: Option<&str>| {
        let mut command = laptop.vouch(&[&["env"], &wanted()[..]].concat());
        login.map(|login| command.env("SHELL", login));
        Told::from(command.output().unwrap())
    };
    // These tests are no shell.
    let told = from(Some("/usr/bin/fish")).ok();
    assert!(told.stdout.contains("set -gx AWS_ACCESS_KEY_ID 'ASIACANNED';\n"), "{told}");
    assert_eq!(told.stderr, "note: for fish, the login shell; --shell names another\n");
    for none in [None, Some(""), Some("/bin/false")] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(from(none), @r"
            exit: 2
            ----- stdout -----
            ----- stderr -----
            error: it can't be told which shell this is for

            hint: name it with --shell
            ");
        }
    }
}

#[test]
fn secrets_are_not_printed_on_a_terminal_unless_that_is_wanted() {
    let (world, dev) = logged_in();
    let role = dev.told.role_arn.as_str();
    let at_terminal = |options: &str| {
        let line = format!("vouch env --shell zsh {options} >/dev/tty");
        let mut command = world.command("setsid");
        command.args(["--ctty", "--wait", "sh", "-c", &line]);
        Terminal::start(command).end()
    };
    let (told, screen) = at_terminal(&format!("--role {role}"));
    assert!(!screen.contains("AWS_"), "{screen}");
    insta::assert_snapshot!(told, @r#"
    exit: 2
    ----- stdout -----
    ----- stderr -----
    error: the variables are secrets, and stdout is a terminal

    hint: type `eval "$(vouch env …)"`, or add --force to see them
    "#);
    let (told, screen) = at_terminal(&format!("--role {role} --force"));
    told.ok();
    assert!(screen.contains("export AWS_SESSION_TOKEN='"), "{screen}");
    let (told, screen) = at_terminal("--unset");
    told.ok();
    assert!(screen.contains("unset AWS_SESSION_TOKEN;"), "{screen}");
}

#[test]
fn the_region_of_one_profile_is_not_that_of_the_next() {
    let (mut world, dev) = logged_in();
    for (profile, region) in [("one", "eu-central-1"), ("two", "ap-south-1")] {
        let setup = ["setup", "aws", "--role", &dev.told.role_arn];
        world.vouch(&[&setup[..], &["--profile", profile, "--region", region]].concat()).ok();
    }
    world.set("AWS_REGION", "");
    let script = "for profile in one two; do eval \"$(vouch env --profile $profile)\"; \
                  echo $VOUCH_ENV $AWS_REGION $AWS_DEFAULT_REGION; done; \
                  vouch exec --profile one -- sh -c 'echo $VOUCH_ENV $VOUCH_EXEC $AWS_REGION'";
    let told = world.run("sh", &["-c", script]).ok();
    let lines = ["one eu-central-1 eu-central-1", "two ap-south-1 ap-south-1", "one eu-central-1"];
    assert_eq!(told.stdout.lines().collect::<Vec<_>>(), lines, "{told}");
    // A region that a person has set is kept to.
    world.set("AWS_REGION", "us-west-2");
    let told = world.run("sh", &["-c", "eval \"$(vouch env --profile one)\"; echo $AWS_REGION"]);
    assert_eq!(told.ok().stdout, "us-west-2\n");
}
