//! The last half hour of a session.

use super::{ends_in, seen_at_terminal};
use crate::laptop::logged_in;

#[test]
fn a_session_that_ends_soon_is_a_hint_and_no_failure() {
    let (world, dev) = logged_in();
    let issuer = dev.told.issuer.as_str();
    assert_eq!(world.vouch(&["status"]).ok().stderr, "");
    ends_in(&world, 13 * 60 - 1);
    let hint =
        format!("\nhint: the session at {issuer} ends in 12 min: `vouch login` begins a new one\n");
    assert_eq!(world.vouch(&["status"]).ok().stderr, hint);
    // What programs read has it as a number, and --quiet is quiet.
    for arguments in [
        &["status", "--json"][..],
        &["status", "--format", "shell"],
        &["status", "--format", "prompt"],
        &["--quiet", "status"],
    ] {
        let told = world.vouch(arguments).ok();
        assert_eq!(told.stderr, "", "{told}");
        assert!(told.stdout.contains("alice"), "{told}");
    }
}

#[test]
fn a_script_may_want_more_than_is_left() {
    let (world, _dev) = logged_in();
    ends_in(&world, 13 * 60 - 1);
    for format in ["json", "shell", "text"] {
        let arguments = ["status", "--format", format, "--fail-within"];
        world.vouch(&[&arguments[..], &["10m"]].concat()).ok();
        let told = world.vouch(&[&arguments[..], &["30m"]].concat());
        assert_eq!(told.exit, Some(3), "{told}");
        assert!(!told.stdout.contains("alice"), "{told}");
        assert!(told.stderr.contains(" ends in 12 min\n\nhint: run `vouch login`\n"), "{told}");
    }
    let told = world.vouch(&["status", "--format", "prompt", "--fail-within", "30m"]);
    assert_eq!((told.exit, told.stdout.as_str(), told.stderr.as_str()), (Some(3), "", ""));
}

#[test]
fn a_person_at_a_terminal_is_warned_once_and_programs_are_not() {
    let (world, dev) = logged_in();
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let host = issuer.strip_prefix("http://").unwrap();
    let token = format!("vouch token --audience {host} --role {role}");
    let setup = format!("vouch setup aws --role {role} --region eu-central-1 --profile vouch");
    let warning = |minutes| format!("the session at {issuer} ends in {minutes} min\r\n");
    for command in [&token, &setup] {
        ends_in(&world, 3600);
        let (told, seen) = seen_at_terminal(&world, command);
        told.ok();
        assert!(!seen.contains("ends in"), "{seen}");
        ends_in(&world, 13 * 60 - 1);
        let (told, seen) = seen_at_terminal(&world, command);
        told.ok();
        assert_eq!(seen.matches(&warning(12)).count(), 1, "{seen}");
    }
    // Not a person: stderr is a pipe. Not for a person: an AWS tool runs it.
    let arguments: Vec<&str> = token.split(' ').skip(1).collect();
    assert_eq!(world.vouch(&arguments).ok().stderr, "");
    let credential = format!("vouch credential aws --role {role}");
    let (told, seen) = seen_at_terminal(&world, &credential);
    told.ok();
    assert_eq!(seen, "");
}
