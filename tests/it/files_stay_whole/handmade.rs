//! The files made by hand, and those of the SDKs' own tests.

use vouch::domain::aws_profile::{Origin, ProfileName, Refusal, conflicts, remove, section, set};

use super::oracle::{self, Verdict, settings};
use super::vectors::{self, Case, Outcome};
use crate::setup_aws::laptop::{Laptop, ROLE};

const REGION: &str = "region = eu-central-1";

fn command() -> String {
    format!("credential_process = {}", settings("A").command)
}

#[test]
fn each_is_written_as_expected_and_nothing_else_of_it_changes() {
    let cases = vectors::all(&command(), REGION);
    assert!(cases.len() >= 200, "{}", cases.len());
    for case in cases {
        oracle::repair(&case.config, &case.profile)
            .unwrap_or_else(|why| panic!("{}: {why}", case.name));
        let outcome = written(&case);
        match (&case.outcome, &outcome) {
            (Outcome::Refused(why), Err(said)) => {
                assert!(said.contains(why), "{}: {said}", case.name)
            }
            (Outcome::Appended, Ok(text)) => assert_eq!(*text, appended(&case), "{}", case.name),
            (Outcome::Becomes(expected), Ok(text)) => assert_eq!(text, expected, "{}", case.name),
            (expected, outcome) => panic!("{}: {outcome:?}, not {expected:?}", case.name),
        }
    }
}

/// Returns the text with the profile in it, or what is said.
fn written(case: &Case) -> Result<String, String> {
    let Case { profile, config, .. } = case;
    for (origin, text) in [(Origin::Config, config), (Origin::Credentials, &case.credentials)] {
        match conflicts(origin, text, profile) {
            Ok(conflicts) if conflicts.is_empty() => {}
            Ok(conflicts) => return Err(conflicts[0].to_string()),
            Err(why) => return Err(why.to_string()),
        }
    }
    match oracle::check(config, profile).unwrap_or_else(|why| panic!("{}: {why}", case.name)) {
        Verdict::Edited(text) => Ok(text),
        Verdict::Refused(refusal) => {
            // What can't be read can't be taken out either.
            if matches!(refusal, Refusal::Unreadable(_)) {
                assert_eq!(remove(config, profile), Err(refusal.clone()), "{}", case.name);
            }
            Err(refusal.to_string())
        }
    }
}

fn appended(case: &Case) -> String {
    let Case { profile, config, .. } = case;
    let mut ours = section(profile, &settings("A"));
    if !config.is_empty() {
        ours.insert(0, '\n');
        if !config.ends_with('\n') {
            ours.insert(0, '\n');
            ours.pop();
        }
    }
    if config.lines().next().is_some_and(|_| config.split('\n').next().unwrap().ends_with('\r')) {
        ours = ours.replace('\n', "\r\n");
    }
    format!("{config}{ours}")
}

#[test]
fn what_the_sdks_test_their_own_parser_with_stays_whole() {
    let texts = vectors::of_aws_runtime();
    assert!(texts.len() >= 65, "{}", texts.len());
    let mut edited = 0;
    for text in texts {
        for profile in ["vouch", "foo", "default"] {
            let profile: ProfileName = profile.parse().unwrap();
            let verdict =
                oracle::repair(&text, &profile).and_then(|()| oracle::check(&text, &profile));
            match verdict.unwrap_or_else(|why| panic!("{text:?}: {why}")) {
                Verdict::Edited(_) => edited += 1,
                Verdict::Refused(refusal) => {
                    assert_eq!(set(&text, &profile, &settings("A")), Err(refusal))
                }
            }
        }
    }
    assert!(edited > 100, "{edited}");
}

/// The program itself, on the disk: written, written again, put back.
#[test]
fn each_is_put_back_byte_for_byte() {
    let laptop = Laptop::new();
    let mut written = 0;
    for case in vectors::all(laptop.line().trim_end(), REGION) {
        let arguments = ["--role", ROLE, "--profile", case.profile.as_str()];
        laptop.write_config(&case.config);
        laptop.write_credentials(&case.credentials);
        let run = laptop.setup(&arguments);
        if let Outcome::Refused(why) = &case.outcome {
            let said = run.fails(7);
            assert!(said.contains(why), "{}: {said}", case.name);
            assert_eq!(laptop.config(), case.config, "{}", case.name);
            assert_eq!(laptop.files(), ["config", "credentials"], "{}", case.name);
            continue;
        }
        run.succeeds();
        let edited = laptop.config();
        if let Outcome::Becomes(expected) = &case.outcome {
            assert_eq!(&edited, expected, "{}", case.name);
        }
        if edited != case.config {
            written += 1;
            laptop.setup(&arguments).succeeds();
            assert_eq!(laptop.config(), edited, "{}: a second run", case.name);
            laptop.setup(&["--undo"]).succeeds();
        }
        assert_eq!(laptop.config(), case.config, "{}", case.name);
        assert_eq!(laptop.files(), ["config", "credentials"], "{}", case.name);
    }
    assert!(written > 150, "{written}");
}
