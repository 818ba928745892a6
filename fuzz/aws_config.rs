//! A config file made of bytes that libFuzzer chooses, judged as in `tests/it/files_stay_whole`.

#![no_main]
#![expect(clippy::disallowed_methods, reason = "what libFuzzer's macro makes writes a file")]

#[path = "../tests/it/files_stay_whole/grammar.rs"]
mod grammar;
#[path = "../tests/it/files_stay_whole/oracle.rs"]
mod oracle;
#[path = "../tests/it/files_stay_whole/pieces.rs"]
mod pieces;
#[path = "../tests/it/files_stay_whole/sdk.rs"]
mod sdk;

use libfuzzer_sys::fuzz_target;

// The first byte says how the rest becomes a file, and whose profile is edited.
fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let text = match first % 4 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        1 => grammar::noise(rest),
        _ => grammar::file(rest),
    };
    let profile = ["vouch", "default", "a"][usize::from(first / 4) % 3];
    let profile = profile.parse().expect("a profile's name");
    oracle::survives(&text, &profile);
    if let Err(why) = oracle::repair(&text, &profile) {
        panic!("{text:?}: {why}");
    }
    if let Err(why) = oracle::check(&text, &profile) {
        panic!("{text:?}: {why}");
    }
});
