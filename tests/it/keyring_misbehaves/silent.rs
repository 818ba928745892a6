//! A keyring that answers late, or never.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::desk::{COMMANDS, Desk};

/// Within what a keyring that hangs is told, as is promised.
const PROMISE: Duration = Duration::from_secs(5);
/// How often that is tried on a machine that is busy with other things.
const TRIES: usize = 4;

/// Returns the last answer of a command that must give it within the promise.
fn in_time(run: impl Fn() -> String) -> String {
    let mut took = Vec::new();
    for _ in 0..TRIES {
        let begun = Instant::now();
        let said = run();
        took.push(begun.elapsed());
        if begun.elapsed() < PROMISE {
            return said;
        }
    }
    panic!("it took {took:?}");
}

#[test]
fn a_keyring_that_hangs_is_told_within_five_seconds() {
    let desk = Desk::logged_in();
    desk.world.keyring().freeze();
    let said = std::thread::scope(|scope| {
        let desk = &desk;
        let running = COMMANDS.map(|command| scope.spawn(move || in_time(|| desk.told(command))));
        running.map(|thread| thread.join().unwrap()).concat()
    });
    insta::assert_snapshot!("hangs", said);
    desk.world.keyring().thaw();
    desk.all_is_well();
}

/// The library that was used before gave each call two seconds, and a slow disk made a login fail.
#[test]
fn a_keyring_that_takes_its_time_is_waited_for() {
    let desk = Desk::logged_in();
    for arguments in [&["token", "--audience", "a"][..], &["login"], &["logout"]] {
        let answered = (0..TRIES).any(|_| {
            desk.world.keyring().freeze();
            std::thread::scope(|scope| {
                let (done, is_done) = mpsc::channel::<()>();
                let desk = &desk;
                scope.spawn(move || {
                    // The pause is the fault itself, and nothing is waited for by it.
                    let _ = is_done.recv_timeout(Duration::from_millis(2_500));
                    desk.world.keyring().thaw();
                });
                let told = desk.world.vouch(arguments);
                drop(done);
                told.exit != Some(8)
            })
        });
        assert!(answered, "{arguments:?}");
    }
}
