//! Programs that crash while they hold secrets: no core dump, also where everything asks for one.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::channel;

use virtual_yubikey::{Finger, Options};

use super::organisation::ROLE;
use super::recorder::Recorder;
use super::strangers::with_a_stranger;
use crate::dev::Dev;
use crate::journey::{attestation_root, enroll};
use crate::not_run::not_run;
use crate::virtual_key::VirtualKey;
use crate::world::{TestWorld, Told};

/// Asks for core dumps in the name of the process, and crashes it.
fn crash(process: u32) {
    let process = process.to_string();
    // A program that is being started has not said yet what it allows; ours have, when they are
    // waited for. This raises the limit again that they have lowered.
    run("prlimit", &["--pid", &process, "--core=unlimited:"]);
    run("kill", &["-ABRT", &process]);
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).status().unwrap();
    assert!(done.success(), "{program} {arguments:?}");
}

fn crashed(child: &mut Child) -> ExitStatus {
    crash(child.id());
    child.wait().unwrap()
}

/// Whether this machine makes a core dump of another program in that folder.
fn cores_are_dumped(world: &TestWorld) -> bool {
    let mut other = world.command("cat").stdin(Stdio::piped()).spawn().unwrap();
    let stdin = other.stdin.take();
    let process = other.id();
    crash(process);
    let status = other.wait().unwrap();
    drop(stdin);
    assert_eq!(status.signal(), Some(6));
    if !status.core_dumped() {
        not_run("the limit or kernel.core_pattern lets nothing dump core");
    }
    status.core_dumped()
}

#[track_caller]
fn assert_no_core(status: ExitStatus, what: &str) {
    assert_eq!((status.signal(), status.core_dumped()), (Some(6), false), "{what}");
}

#[test]
fn vouch_and_its_helper_leave_no_core_with_the_pin() {
    let mut world = TestWorld::new();
    if !cores_are_dumped(&world) {
        return;
    }
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..Options::default() });
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let dev = Dev::start(&mut world, &["--attestation-root", &root]);
    enroll(&world, &dev, &key);
    for crashing in ["vouch-piv", "vouch"] {
        let mut login = world.vouch_at_terminal(&["login"]);
        login.expect("(3 tries left): ").answer("654321");
        key.wait_blink();
        let vouch = login.process();
        match crashing {
            "vouch" => crash(vouch.parse().unwrap()),
            _ => crash(only_child(&vouch)),
        }
        let (told, _, status) = login.end_with_status();
        if crashing == "vouch" {
            assert_no_core(status, crashing);
        } else {
            // What the kernel told `vouch` of its child: a core dump would be named.
            assert!(told.stderr.contains("(signal: 6 (SIGABRT))"), "{told}");
        }
        key.touch();
    }
}

/// Returns the child of a process that has one.
fn only_child(process: &str) -> u32 {
    let children = format!("/proc/{process}/task/{process}/children");
    let children = std::fs::read_to_string(children).unwrap();
    let [child] = children.split_whitespace().collect::<Vec<_>>()[..] else {
        panic!("not one child: {children}");
    };
    child.parse().unwrap()
}

#[test]
fn vouch_leaves_no_core_with_an_id_token() {
    let (mut watched, _) = with_a_stranger();
    if !cores_are_dumped(&watched.world) {
        return;
    }
    let ((asked, asks), (gone, end)) = (channel(), channel::<()>());
    // It answers when `vouch` is gone.
    let sts = Recorder::start(move || {
        asked.send(()).unwrap();
        let _ = end.recv();
    });
    watched.world.set("AWS_ENDPOINT_URL_STS", sts.url());
    let mut command = watched.world.command("vouch");
    command.args(["credential", "aws", "--role", ROLE]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    asks.recv().unwrap();
    assert_no_core(crashed(&mut child), "vouch credential aws");
    drop(gone);
}

#[test]
fn vouch_server_and_vouch_dev_leave_no_core_with_the_signing_key() {
    let (mut watched, _) = with_a_stranger();
    if !cores_are_dumped(&watched.world) {
        return;
    }
    let [server, dev] = watched.organisation.children();
    assert_no_core(crashed(server), "vouch-server");
    assert_no_core(crashed(dev), "vouch-dev");
}

/// The helper lets no other process of its user look into it, as any other program would.
#[test]
fn no_other_process_of_the_user_reads_the_helpers_memory() {
    let folder = tempfile::tempdir().unwrap();
    let helper = folder.path().join("vouch-piv");
    std::fs::copy(env!("CARGO_BIN_EXE_vouch-piv"), &helper).unwrap();
    run("chmod", &["-R", "a+rx", &folder.path().display().to_string()]);
    for (program, is_read) in [("/bin/cat", true), (helper.to_str().unwrap(), false)] {
        let mut command = as_ordinary_user(program);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        // An answer (of the helper to what it doesn't understand) shows that it runs.
        stdin.write_all(b"hello\n").unwrap();
        BufReader::new(stdout).read_line(&mut String::new()).unwrap();
        for file in ["environ", "maps"] {
            let place = format!("/proc/{}/{file}", child.id());
            let told = Told::from(as_ordinary_user("/bin/cat").arg(place).output().unwrap());
            assert_eq!(told.exit == Some(0), is_read, "{program} {file} {told}");
            assert!(is_read || told.stderr.contains("Permission denied"), "{told}");
        }
        drop(stdin);
        child.wait().unwrap();
    }
}

/// Prepares a program that runs as somebody without rights: this user, unless it is root.
fn as_ordinary_user(program: &str) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", program]).current_dir("/");
    command
}
