//! A laptop whose clock is wrong by an hour, the real servers' being right.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::dev::Dev;
use crate::world::TestWorld;

/// libfaketime, which turns the clock of one program.
pub(crate) fn faketime() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let found =
        folders.map(|it| it.path().join("faketime/libfaketime.so.1")).find(|it| it.is_file());
    found.expect("libfaketime is missing: apt-get install libfaketime")
}

/// Lets only vouch live at another time: not the issuer, STS and the keyring.
fn turned(world: &mut TestWorld, by: &str) {
    world.set("LD_PRELOAD", faketime());
    world.set("FAKETIME", by);
    // Time limits are of time that passes.
    world.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

#[test]
fn everything_works_with_a_clock_that_is_wrong() {
    for (by, hours, wrong) in [("+1h", 0, "ahead of"), ("-1h", -1, "behind")] {
        let mut world = TestWorld::new();
        let dev = Dev::start(&mut world, &[]);
        turned(&mut world, by);
        let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
        let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
        world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
        world.vouch(&["login"]).ok();
        world.vouch(&["status"]).ok();
        let first = world.vouch(&["credential", "aws", "--role", role]).ok();
        let json: serde_json::Value = serde_json::from_str(&first.stdout).unwrap();
        let end: DateTime<Utc> = json["Expiration"].as_str().unwrap().parse().unwrap();
        // Never longer than they live, and an hour of the laptop's own where its clock is behind.
        let left = (end - Utc::now()).num_minutes() - 60 * hours;
        assert!((50..=60).contains(&left), "{by}: {left} minutes: {end}");
        world.vouch(&["credential", "aws", "--role", role]).ok();
        world.vouch(&["keys", "list"]).ok();
        let doctor = world.vouch(&["doctor"]);
        let clock = doctor.stdout.lines().find(|line| line.contains("the issuer's")).unwrap();
        let seconds = clock.split(' ').find_map(|word| word.parse::<i64>().ok()).unwrap();
        assert!((3540..=3660).contains(&seconds) && clock.contains(wrong), "{by}: {clock}");
        world.vouch(&["logout"]).ok();
    }
}
