//! Some thousand generated files, read by the real botocore before and after.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use vouch::domain::aws_profile::{
    Origin, ProfileName, Refusal, Unreadable, clear, conflicts, mend, present, set,
};

use super::oracle::{looks_like, settings};
use super::{grammar, sdk, vectors};
use crate::tools;

const FILES: usize = 4000;

#[test]
fn botocore_reads_every_other_profile_as_before_and_ours_as_meant() {
    let profile: ProfileName = "vouch".parse().unwrap();
    let texts = texts();
    let edited: Vec<(&String, String)> = texts
        .iter()
        .filter_map(|text| Some((text, set(text, &profile, &settings("A")).ok()?)))
        .collect();
    assert!(edited.len() > FILES / 4, "most were refused: {}", edited.len());
    let pairs: Vec<&str> =
        edited.iter().flat_map(|(before, after)| [before.as_str(), after]).collect();
    for (read, texts) in readings(&pairs).chunks(2).zip(pairs.chunks(2)) {
        let (mut before, mut after) = (read[0].clone(), read[1].clone());
        let ours = after["config"]["profiles"][profile.as_str()].clone();
        assert_eq!(ours["credential_process"], settings("A").command.as_str(), "{texts:?}");
        assert_eq!(ours["region"], "eu-central-1", "{texts:?}");
        let command = settings("A").command;
        let words: Vec<&str> = command.as_str().split(' ').collect();
        assert_eq!(after["config"]["words"]["vouch"], serde_json::json!(words), "{texts:?}");
        forget(&mut before, &profile);
        forget(&mut after, &profile);
        assert_eq!(after, before, "{texts:?}");
    }
}

#[test]
fn our_reading_is_botocores() {
    let texts = texts();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut unreadable = 0;
    for (read, text) in readings(&texts).iter().zip(&texts) {
        let ours = conflicts(Origin::Config, text, &"x".parse().unwrap());
        assert_eq!(read["crash"], Value::Null, "{text:?}");
        match (ours, read["unreadable"] == true) {
            (Ok(_), false) => same_profiles(&read["config"], text),
            (Err(_), true) => unreadable += 1,
            // Stricter on purpose: Python ends a line there, and the SDKs don't.
            (Err(Unreadable::LoneReturn { .. }), false) => {}
            // Likewise: botocore looks at these only if a section follows.
            (Err(Unreadable::Nested { .. }), false) if text.contains("[DEFAULT]") => {}
            (ours, theirs) => panic!("{text:?}: {ours:?}, but unreadable to botocore: {theirs}"),
        }
    }
    assert!(unreadable > FILES / 20, "too few were unreadable: {unreadable}");
}

/// What botocore couldn't read and we have mended, it can read; and what is cleared reads as before
/// in every other profile.
#[test]
fn what_is_mended_and_cleared_is_readable() {
    let profile: ProfileName = "vouch".parse().unwrap();
    let texts = texts();
    let mended: Vec<String> = texts.iter().filter_map(|text| mend(text).ok()).collect();
    let repaired = texts.iter().filter(|text| mend(text).is_ok_and(|mended| mended != **text));
    assert!(repaired.count() > 50, "too few were mended");
    let pairs: Vec<(&str, String)> = mended
        .iter()
        .filter_map(|text| Some((text.as_str(), clear(Origin::Config, text, &profile).ok()?.text)))
        .collect();
    let all: Vec<&str> = pairs.iter().flat_map(|(before, after)| [*before, after]).collect();
    for (read, texts) in readings(&all).chunks(2).zip(all.chunks(2)) {
        let (mut before, mut after) = (read[0].clone(), read[1].clone());
        assert_ne!(before["unreadable"], true, "{texts:?}");
        forget(&mut before, &profile);
        forget(&mut after, &profile);
        assert_eq!(after, before, "{texts:?}");
    }
}

fn same_profiles(config: &Value, text: &str) {
    // Python gives the keys of this section to every other.
    if text.contains("[DEFAULT]") {
        return;
    }
    let profiles = config["profiles"].as_object().unwrap();
    let sdk = sdk::profiles(text);
    let known = sdk.clone().unwrap_or_default();
    for name in profiles.keys().chain(known.keys()).chain([&"vouch".to_owned()]) {
        let Ok(profile) = name.parse::<ProfileName>() else { continue };
        let ours = match present(text, &profile) {
            Ok(ours) => ours,
            Err(Refusal::SeveralSections { .. }) => continue,
            Err(why) => panic!("{text:?}: {why}"),
        };
        let Some(theirs) = profiles.get(name) else {
            // The header is one that the SDKs alone know.
            let alone = sdk.is_err() || known.contains_key(name);
            assert!(alone || ours == Default::default(), "{text:?}: {ours:?}");
            continue;
        };
        let value = |key: &str| theirs.get(key).and_then(Value::as_str).map(in_one_line);
        let nested = |key: &str| theirs.get(key).is_some_and(Value::is_object);
        if !nested("credential_process") {
            assert_eq!(
                ours.command.as_deref().map(in_one_line),
                value("credential_process"),
                "{text:?}"
            );
        }
        if !nested("region") {
            assert_eq!(ours.region.as_deref().map(in_one_line), value("region"), "{text:?}");
        }
    }
}

fn in_one_line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes our profile away, and what botocore took it for before its header was mended.
fn forget(read: &mut Value, profile: &ProfileName) {
    let config = read["config"].as_object_mut().unwrap();
    config.retain(|section, _| section == "profiles" || !looks_like(section, profile));
    for table in ["profiles", "words"] {
        config[table].as_object_mut().unwrap().remove(profile.as_str());
    }
}

/// Files of all three kinds: generated, made by hand, and those of the SDKs' own tests.
fn texts() -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let bytes = vec(any::<u8>(), 0..160);
    let cases = vectors::all("credential_process = /bin/vouch credential aws", "region = a-1");
    let handmade = cases.into_iter().map(|case| case.config);
    let generated =
        (0..FILES).map(|_| grammar::file(&bytes.new_tree(&mut runner).unwrap().current()));
    handmade.chain(vectors::of_aws_runtime()).chain(generated).collect()
}

/// Returns what botocore makes of each text, all in one process.
fn readings(texts: &[&str]) -> Vec<Value> {
    let program =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/files_stay_whole/read_with_botocore.py");
    let mut python = Command::new(tools::require_boto3())
        .args(["-X", "utf8", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines: String =
        texts.iter().map(|text| serde_json::to_string(text).unwrap() + "\n").collect();
    let mut stdin = python.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let answers: Vec<Value> = BufReader::new(python.stdout.take().unwrap())
        .lines()
        .map(|line| serde_json::from_str(&line.unwrap()).unwrap())
        .collect();
    writer.join().unwrap();
    assert!(python.wait().unwrap().success());
    assert_eq!(answers.len(), texts.len());
    answers
}
