//! A clock that is wrong.

use chrono::{NaiveDateTime, TimeDelta, Utc};

use super::wire::ENTRY;
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;

#[test]
fn a_step_is_signed_at_the_time_of_aws() {
    let laptop = Laptop::logged_in();
    let ahead = TimeDelta::hours(-2);
    let answers = [Answer::credentials(TimeDelta::hours(3)).behind(ahead), Answer::assumed(2)];
    laptop.canned.sts(&answers);
    laptop.credentials(&["--via", ENTRY]);
    let head = laptop.canned.asked_sts()[1].head.to_ascii_lowercase();
    let date = head.lines().find_map(|line| line.strip_prefix("x-amz-date: ")).unwrap();
    let signed = NaiveDateTime::parse_from_str(date, "%Y%m%dt%H%M%Sz").unwrap().and_utc();
    let late = signed - Utc::now();
    assert!(late > TimeDelta::minutes(60) && late < TimeDelta::minutes(125), "{date}");
}
