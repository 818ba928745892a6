//! `--max-auth-age`: how long ago the key may have been touched.

use chrono::{TimeDelta, Utc};

use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::refused;

const TOO_OLD: &str = "vouch: the last touch is longer ago than 15m; touch again: `vouch login`\n";

#[test]
fn a_touch_that_is_too_old_asks_for_another_before_anybody_is_asked() {
    let laptop = Laptop::logged_in();
    for ago in [16, -60] {
        laptop.touched(Some(Utc::now() - TimeDelta::minutes(ago)));
        assert_eq!(refused(&laptop.run(&["--max-auth-age", "15m"]), 3), TOO_OLD);
    }
    assert_eq!(laptop.calls(), (0, 0));
    laptop.credentials(&["--max-auth-age", "1d"]);
    laptop.credentials(&[]);
}

#[test]
fn credentials_in_the_cache_are_as_old_as_the_touch() {
    let laptop = Laptop::logged_in();
    let first = laptop.credentials(&["--max-auth-age", "15m"]);
    assert_eq!(laptop.credentials(&["--max-auth-age", "15m"]), first);
    assert_eq!(laptop.calls(), (1, 1));
    laptop.touched(Some(Utc::now() - TimeDelta::minutes(16)));
    assert_eq!(refused(&laptop.run(&["--max-auth-age", "15m"]), 3), TOO_OLD);
    assert_eq!(laptop.calls(), (1, 1));
}

#[test]
fn where_an_older_version_wrote_the_state_the_session_knows() {
    let laptop = Laptop::logged_in();
    laptop.touched(None);
    let state = std::fs::read_to_string(laptop.state().join("sessions.json")).unwrap();
    assert!(!state.contains("auth_time"), "{state}");
    laptop.credentials(&["--max-auth-age", "15m"]);
    laptop.credentials(&["--max-auth-age", "15m"]);
    assert_eq!(laptop.calls(), (1, 1));
    // It was made when the laptop was, so nothing is younger than a second for long.
    laptop.touched(Some(Utc::now() - TimeDelta::minutes(16)));
    refused(&laptop.run(&["--max-auth-age", "15m"]), 3);
}
