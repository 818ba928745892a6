//! A hundred thousand generated files.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestError, TestRng, TestRunner};

use super::grammar;
use super::oracle::{self, Verdict};

#[test]
fn half_of_a_hundred_thousand_files_stay_whole() {
    let edited = tried(50_000, grammar::file, "vouch");
    assert!(edited > 15_000, "too many of the files were refused, not edited: {edited}");
}

#[test]
fn the_other_half_too_around_the_default_profile_and_in_noise() {
    let edited = tried(35_000, grammar::file, "default");
    assert!(edited > 10_000, "too many of the files were refused, not edited: {edited}");
    tried(15_000, grammar::noise, "a");
}

/// Tries so many files, and tells how many of them were edited.
fn tried(cases: u32, make: fn(&[u8]) -> String, profile: &str) -> u32 {
    let profile = profile.parse().unwrap();
    let config = ProptestConfig { cases, failure_persistence: None, ..Default::default() };
    let edited = std::cell::Cell::new(0);
    // The same files each time: what is new is looked for by the fuzz target.
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&vec(any::<u8>(), 0..160), |bytes| {
        let text = make(&bytes);
        oracle::survives(&text, &profile);
        // Reading each file so many times more would take as long again.
        let repaired =
            if bytes.len().is_multiple_of(4) { oracle::repair(&text, &profile) } else { Ok(()) };
        match repaired.and_then(|()| oracle::check(&text, &profile)) {
            Ok(Verdict::Edited(_)) => edited.set(edited.get() + 1),
            Ok(Verdict::Refused(_)) => {}
            Err(why) => return Err(TestCaseError::fail(format!("{text:?}: {why}"))),
        }
        Ok(())
    });
    match outcome {
        Ok(()) => edited.get(),
        Err(TestError::Fail(why, _)) => panic!("{why}"),
        Err(error) => panic!("{error}"),
    }
}
