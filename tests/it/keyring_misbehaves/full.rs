//! The kernel's keyring of an ordinary user: 20,000 bytes.

use chrono::TimeDelta;

use crate::canned::Answer;
use crate::credential_aws::given;
use crate::credential_aws::laptop::Laptop;
use crate::not_run::not_run;

/// As long as AWS's can be.
const TOKEN: usize = 1_200;
/// `nobody`: a bus wants a user that has a name.
const USER: u32 = 65_534;

/// The laptop of an ordinary user, and AWS's long session tokens.
fn ordinary() -> Option<Laptop> {
    if !rustix::process::geteuid().is_root() {
        not_run("only root can be another user, whose keyring may be filled");
        return None;
    }
    let laptop = Laptop::logged_in_as(USER);
    laptop.canned.sts(&[credentials(60)]);
    Some(laptop)
}

fn credentials(minutes: i64) -> Answer {
    Answer::credentials_with(TimeDelta::minutes(minutes), &"s".repeat(TOKEN))
}

fn roles(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|index| format!("arn:aws:iam::123456789012:role/Role{index}"))
}

#[test]
fn twenty_roles_are_asked_for_once_each() {
    let Some(laptop) = ordinary() else { return };
    for _ in 0..2 {
        for role in roles(20) {
            given(&laptop.command_for(&role, &[]).output().unwrap());
        }
        assert_eq!(laptop.calls(), (20, 20));
    }
    // So it was not for want of a limit.
    let keys = std::fs::read_to_string("/proc/key-users").unwrap();
    let user = keys.lines().find(|line| line.trim_start().starts_with(&USER.to_string())).unwrap();
    let bytes = user.split_whitespace().last().unwrap();
    let (used, quota) = bytes.split_once('/').unwrap();
    let (used, quota): (u32, u32) = (used.parse().unwrap(), quota.parse().unwrap());
    assert!(quota <= 20_000 && used > quota - 3_000, "{user}");
    forget_all(&laptop);
}

/// Without a desktop's keyring those that end soonest make room. Of two that end in the same second
/// either may, so here each ends a minute after the one before.
#[test]
fn a_kernels_keyring_alone_keeps_the_roles_that_end_last() {
    let Some(laptop) = ordinary() else { return };
    laptop.canned.sts(&(60..80).map(credentials).collect::<Vec<_>>());
    let run = |role: &str| {
        let mut command = laptop.command_for(role, &[]);
        given(&command.env("VOUCH_KEYRING", "keyutils").output().unwrap());
    };
    move_session_to_kernel(&laptop);
    for role in roles(20) {
        run(&role);
    }
    assert_eq!(laptop.calls(), (20, 20));
    for role in roles(20).skip(15) {
        run(&role);
    }
    assert_eq!(laptop.calls(), (20, 20));
    forget_all(&laptop);
}

fn move_session_to_kernel(laptop: &Laptop) {
    let name = laptop.session.item_name();
    let item = crate::keyring::act(&laptop.daemon, &["read", &name]);
    let secret = item.strip_prefix("found ").unwrap();
    let kept = crate::keyring::act_with(&laptop.daemon, "keyutils", &["write", &name, secret]);
    assert_eq!(kept, "kept by keyutils");
}

fn forget_all(laptop: &Laptop) {
    let forgotten = crate::keyring::act_with(&laptop.daemon, "keyutils", &["delete_all", "vouch:"]);
    assert_eq!(forgotten, "done");
}
