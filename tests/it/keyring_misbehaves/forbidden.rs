//! The kernel's keyring forbidden, as by a container's filter, or left by the session that began it.

use super::desk::Desk;
use crate::dev::Dev;
use crate::kernel_keyring;
use crate::keyring;
use crate::world::{TestWorld, Told};

/// Runs a program without the system calls of the kernel's keyring: each answers with the error.
const WITHOUT_KEYCTL: &str = r"
import ctypes, os, platform, struct, sys
arch, calls = {
    'x86_64': (0xC000003E, (248, 249, 250)),
    'aarch64': (0xC00000B7, (217, 218, 219)),
}[platform.machine()]
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000 | int(sys.argv[1])
steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, arch), (RETURN, 0, 0, ALLOW), (LOAD, 0, 0, 0)]
for call in calls:
    steps += [(EQUAL, 0, 1, call), (RETURN, 0, 0, ERRNO)]
steps.append((RETURN, 0, 0, ALLOW))
code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
program = struct.pack('HP', len(steps), ctypes.addressof(code))
prctl = ctypes.CDLL(None, use_errno=True).prctl
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or prctl(SECCOMP, FILTER, program, 0, 0):
    sys.exit('no filter: ' + os.strerror(ctypes.get_errno()))
os.execvp(sys.argv[2], sys.argv[2:])
";
/// EPERM, which container runtimes answer, and ENOSYS, which kernels without keys do.
const ERRORS: [&str; 2] = ["1", "38"];

fn without_keyctl(desk: &Desk, error: &str, program: &[&str]) -> Told {
    desk.world.run("python3", &[&["-c", WITHOUT_KEYCTL, error], program].concat())
}

#[test]
fn the_filter_forbids_what_it_should() {
    let desk = Desk::logged_in();
    for error in ERRORS {
        let told = without_keyctl(&desk, error, &["keyctl", "show", "@u"]);
        assert_ne!(told.exit, Some(0), "{told}");
        without_keyctl(&desk, error, &["true"]).ok();
    }
}

#[test]
fn where_the_kernels_keyring_is_forbidden_the_desktops_takes_the_cache() {
    let _turn = kernel_keyring::alone();
    for error in ERRORS {
        let mut desk = Desk::logged_in();
        desk.world.set("VOUCH_KEYRING", "auto");
        let vouch = |words: &[&str]| without_keyctl(&desk, error, &[&["vouch"], words].concat());
        vouch(&["login"]).ok();
        let credential = ["credential", "aws", "--role", &desk.dev.told.role_arn];
        let first = vouch(&credential).ok();
        assert_eq!(first.stderr, "");
        assert!(desk.item("1").starts_with("vouch:1:"));
        assert_eq!(vouch(&credential).ok().stdout, first.stdout);
        vouch(&["logout"]).ok();
        assert_eq!(vouch(&["status"]).exit, Some(3));
    }
}

#[test]
fn where_every_keyring_is_forbidden_nothing_is_signed_and_that_is_said() {
    for error in ERRORS {
        let mut desk = Desk::logged_in();
        desk.world.set("VOUCH_KEYRING", "keyutils");
        let told = without_keyctl(&desk, error, &["vouch", "login"]);
        insta::assert_snapshot!("forbidden_login", told);
        let role = &desk.dev.told.role_arn;
        let told = without_keyctl(&desk, error, &["vouch", "credential", "aws", "--role", role]);
        insta::assert_snapshot!("forbidden_credential", told);
        desk.world.set("VOUCH_KEYRING", "secret-service");
        desk.all_is_well();
    }
}

/// A session that doesn't hold the user's keyring, as of a systemd unit; one that was revoked.
#[test]
fn a_process_without_a_session_keyring_has_the_users() {
    let _turn = kernel_keyring::alone();
    let revoked = ["sh", "-c", "keyctl revoke @s && exec \"$@\"", "sh"];
    for inner in [&[][..], &revoked] {
        let mut world = TestWorld::new();
        world.set("VOUCH_KEYRING", "keyutils");
        let dev = Dev::start(&mut world, &[]);
        let bare = |words: &[&str]| {
            world.run("keyctl", &[&["session", "-"], inner, &["vouch"], words].concat())
        };
        let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
        world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
        bare(&["login"]).ok();
        let credential = ["credential", "aws", "--role", &dev.told.role_arn];
        let first = bare(&credential).ok();
        assert_eq!(bare(&credential).ok().stdout, first.stdout);
        assert_eq!(world.vouch(&credential).ok().stdout, first.stdout);
        bare(&["logout"]).ok();
        assert_eq!(world.vouch(&["status"]).exit, Some(3));
        forget_key(&world);
    }
}

fn forget_key(world: &TestWorld) {
    let config = std::fs::read_to_string(world.path("config/vouch/config.toml")).unwrap();
    let id = config.lines().find_map(|line| line.strip_prefix("id = \"")).unwrap();
    let name = format!("vouch:key:{}", id.trim_end_matches('"'));
    assert_eq!(keyring::act_with(world.keyring(), "keyutils", &["delete", &name]), "done");
}
