//! The commands that ask the issuer beside `login` and `credential aws`, and those that don't.

use super::faults::{of_any, table};
use super::server::Fault;
use super::site::{ROLE, Town};

#[test]
fn a_session_is_ended_here_whatever_the_issuer_does() {
    let town = Town::new();
    // An empty success is how a revocation is confirmed.
    for (name, fault) in of_any().into_iter().filter(|(name, _)| *name != "nothing") {
        let site = town.site(None);
        site.issuer_goes_wrong("", fault);
        let told = site.vouch(&["logout"]).ok();
        assert!(told.stderr.contains(" on this machine; the issuer could not be told: "), "{told}");
        assert_eq!(site.vouch(&["status"]).exit, Some(3), "{name}");
    }
}

#[test]
fn status_asks_nobody() {
    let town = Town::new();
    let site = town.site(None);
    site.issuer_goes_wrong("", Fault::Hangs);
    site.vouch(&["status"]).ok();
    assert_eq!(site.issuer.asked().len(), 0);
}

#[test]
fn the_doctor_says_why_the_issuer_does_not_answer() {
    let town = Town::new();
    for (fault, words) in [
        (Fault::Refuses, "can't be reached: connection refused"),
        (Fault::Resets, "can't be reached: the connection broke off"),
    ] {
        let site = town.site(None);
        site.issuer_goes_wrong("", fault);
        let told = site.vouch(&["doctor"]);
        assert!(told.stdout.contains(words), "{told}");
    }
}

#[test]
fn tokens_and_keys_are_asked_for_once() {
    let told = table(of_any(), |town, fault| {
        let site = town.site(None);
        site.issuer_goes_wrong("", fault);
        for arguments in [&["token", "--audience", "a"][..], &["keys", "list"]] {
            let told = site.vouch(arguments);
            assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
            assert!(told.stderr.contains("\nhint: "), "{told}");
        }
        format!("asked {}", site.issuer.asked().len())
    });
    assert_eq!(told.matches("asked 2").count(), of_any().len() - 1, "{told}");
}

const OPTIONS: [&str; 4] = ["--role", ROLE, "--region", "eu-central-1"];

#[test]
fn no_program_is_started_and_no_variable_printed_without_credentials() {
    let exec = [&["exec"], &OPTIONS[..], &["--", "echo", "started"]].concat();
    let env = [&["env", "--shell", "bash"], &OPTIONS[..]].concat();
    for broken in ["the issuer", "STS"] {
        table(of_any(), |town, fault| {
            let site = town.site(None);
            match broken {
                "STS" => site.sts_goes_wrong(fault),
                _ => site.issuer_goes_wrong("", fault),
            }
            let expected = site.credential().stderr;
            for arguments in [&exec, &env] {
                let told = site.vouch(arguments);
                assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
                let said = told.stderr.replacen("error: ", "vouch: ", 1);
                assert_eq!(said.replace("\n\nhint: ", "; "), expected);
            }
            String::new()
        });
    }
}

#[test]
fn a_program_starts_with_credentials_that_outlast_an_outage() {
    let town = Town::new();
    let site = town.site(None);
    site.credential().ok();
    site.issuer_goes_wrong("", Fault::Refuses);
    let told = site.vouch(&[&["exec"], &OPTIONS[..], &["--", "echo", "started"]].concat()).ok();
    assert_eq!(told.stdout, "started\n");
    assert!(told.stderr.starts_with("note: the credentials end in "), "{told}");
}

#[test]
fn who_i_am_is_told_by_the_one_that_answers() {
    let whoami = [&["whoami"], &OPTIONS[..]].concat();
    let told = table(of_any(), |town, fault| {
        let site = town.site(None);
        site.credential().ok();
        site.sts_goes_wrong(fault);
        let told = site.vouch(&whoami);
        assert!(told.stdout.contains("\nAWS     not known: AWS STS at "), "{told}");
        assert!(told.stderr.starts_with("error: AWS STS at "), "{told}");
        format!("exit {}", told.exit.unwrap())
    });
    assert_eq!(told.matches("exit 5").count(), of_any().len(), "{told}");
}
