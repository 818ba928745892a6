//! Logins and logouts that cross each other, or a call.

use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use super::locks::{only_lock, wait_for_waiters};
use crate::mishaps::{enrolled, items};
use crate::secrets::recorder::Recorder;
use crate::world::{TestWorld, Told};

fn vouch(world: &TestWorld, arguments: &[&str]) -> Command {
    let mut command = world.command("setsid");
    command.args(["--wait", "vouch"]).args(arguments);
    command
}

fn start(world: &TestWorld, arguments: &[&str]) -> Child {
    vouch(world, arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn told(child: Child) -> Told {
    Told::from(child.wait_with_output().unwrap())
}

fn audited(world: &TestWorld, event: &str, outcome: &str) -> usize {
    let log = std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
    log.matches(&format!(r#""event":"{event}","outcome":"{outcome}""#)).count()
}

#[test]
fn of_two_logins_at_once_one_session_stays() {
    let (world, dev) = enrolled();
    world.vouch(&["login"]).ok();
    let lock = world.path("state/vouch/sessions.lock");
    let held = std::fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    let logins = [start(&world, &["login"]), start(&world, &["login"])];
    wait_for_waiters(&lock, 2);
    drop(held);
    for login in logins {
        told(login).ok();
    }
    let names = items(&world);
    let sessions = names.iter().filter(|name| name.starts_with("vouch:session:")).count();
    assert_eq!(sessions, 1, "{names:?}");
    // The first one, and one of the two.
    assert_eq!(audited(&world, "login", "issued"), 3);
    assert_eq!(audited(&world, "logout", "done"), 2);
    let status = world.vouch(&["status", "--json"]).ok().stdout;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["sessions"].as_array().unwrap().len(), 1);
    world.vouch(&["credential", "aws", "--role", &dev.told.role_arn]).ok();
}

#[test]
fn of_two_logouts_at_once_both_end_well() {
    let (world, _dev) = enrolled();
    world.vouch(&["login"]).ok();
    let lock = world.path("state/vouch/sessions.lock");
    let held = std::fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    let logouts = [start(&world, &["logout"]), start(&world, &["logout"])];
    wait_for_waiters(&lock, 2);
    drop(held);
    for logout in logouts {
        told(logout).ok();
    }
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
    assert!(items(&world).iter().all(|name| name.starts_with("vouch:key:")), "{:?}", items(&world));
}

#[test]
fn a_logout_while_aws_is_asked_leaves_no_credentials_behind() {
    let (mut world, dev) = enrolled();
    world.vouch(&["login"]).ok();
    let logout = Mutex::new(vouch(&world, &["logout"]));
    let sts = Recorder::giving_credentials(move || {
        let mut logout = logout.lock().unwrap();
        assert!(logout.stderr(Stdio::null()).status().unwrap().success());
    });
    world.set("AWS_ENDPOINT_URL_STS", sts.url());
    world.vouch(&["credential", "aws", "--role", &dev.told.role_arn]).ok();
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
    assert!(items(&world).iter().all(|name| name.starts_with("vouch:key:")), "{:?}", items(&world));
}

#[test]
fn a_login_while_credentials_are_waited_for_is_taken_up() {
    let (world, dev) = enrolled();
    world.vouch(&["login"]).ok();
    let arguments = ["credential", "aws", "--role", &dev.told.role_arn];
    world.vouch(&arguments).ok();
    for name in items(&world).iter().filter(|name| name.starts_with("vouch:1:")) {
        world.run("secret-tool", &["clear", "vouch-item", name]).ok();
    }
    let lock = only_lock(&world.path("state/vouch"));
    let held = std::fs::File::open(&lock).unwrap();
    held.lock().unwrap();
    let waiting = start(&world, &arguments);
    wait_for_waiters(&lock, 1);
    world.vouch(&["login"]).ok();
    drop(held);
    let told = told(waiting).ok();
    assert!(told.stdout.starts_with("{\"Version\":1,"), "{told}");
}
