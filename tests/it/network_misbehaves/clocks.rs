//! A laptop whose clock is wrong by an hour, the real servers' being right; and an issuer's that is
//! wrong.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::server::Fault;
use super::site::Town;
use crate::canned::Answer;
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
        let login = world.vouch(&["login"]).ok();
        let (begin, end) = ("warning: this machine's clock is ", format!(" {wrong} the issuer's;"));
        let told = login.stderr.lines().find_map(|line| line.strip_prefix(begin)).unwrap();
        let seconds: i64 = told.split_once(" s").unwrap().0.parse().unwrap();
        assert!((3540..=3660).contains(&seconds) && told.contains(&end), "{by}: {told}");
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

/// A token that says when the issuer made it.
fn issued(at: DateTime<Utc>) -> Fault {
    let claims = URL_SAFE_NO_PAD.encode(format!(r#"{{"iat":{}}}"#, at.timestamp()));
    let body = format!(r#"{{"id_token":"e30.{claims}.t0ken","expires_in":300}}"#);
    Fault::Answers("", Answer::new(200, &body))
}

#[test]
fn a_refusal_for_the_time_says_whose_clock_is_wrong() {
    let town = Town::new();
    for (issuer, expected) in [
        (TimeDelta::hours(-1), Some("behind")),
        (TimeDelta::hours(1), Some("ahead of")),
        (TimeDelta::zero(), None),
    ] {
        for code in ["ExpiredTokenException", "InvalidIdentityToken", "AccessDenied"] {
            let site = town.site(None);
            site.issuer_goes_wrong("/oauth/token", issued(Utc::now() + issuer));
            site.sts_goes_wrong(Fault::Answers("", Answer::sts_error(400, code, "no")));
            let told = site.failed_credential();
            assert!(told.starts_with("exit 6, issuer asked 1, STS asked 1\n"), "{told}");
            let named = expected.filter(|_| code != "AccessDenied");
            match named {
                Some(way) => assert!(
                    told.contains(": the issuer's clock is 3")
                        && told.contains(&format!("{way} AWS's; ")),
                    "{told}"
                ),
                None => assert!(!told.contains("clock is"), "{told}"),
            }
        }
    }
}

#[test]
fn a_clock_that_is_right_is_not_spoken_of() {
    let town = Town::new();
    let site = town.site(None);
    let told = site.vouch(&["login"]).ok();
    assert!(!told.stderr.contains("clock"), "{told}");
}
