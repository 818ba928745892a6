//! The answer to an enrolment gets lost: the issuer has the key, and nothing may be lost by it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;
use virtual_yubikey::{Finger, Options};

use super::server::{Fault, Request, Server};
use crate::canned::Answer;
use crate::journey::attestation_root;
use crate::mishaps::items;
use crate::virtual_key::VirtualKey;
use crate::world::{TestWorld, Told};

/// A real `vouch-server` behind a server that can lose its answers.
struct Organisation {
    relay: Server,
    folder: TempDir,
}

/// The process, which ends with whoever forwards to it.
struct Behind(Child, String);

impl Drop for Behind {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Organisation {
    fn start(roots: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let behind = OnceLock::new();
        let relay = Server::start(None, |url| {
            run(&folder, &["init", "--issuer", url]);
            let file = folder.path().join("vouch-server.toml");
            let text = std::fs::read_to_string(&file).unwrap();
            let text = text
                .replace("allow_software_keys = false", "allow_software_keys = true")
                .replace("roots = []", &format!("roots = {roots:?}"));
            std::fs::write(&file, text).unwrap();
            behind.set(serve(&folder)).map_err(|_| ()).unwrap();
            Box::new(move |request| forward(&behind.get().unwrap().1, request))
        });
        Self { relay, folder }
    }

    fn invite(&self, more: &[&str]) -> String {
        let arguments = [&["invite", "alice@example.com"], more].concat();
        run(&self.folder, &arguments)
    }
}

fn program(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouch-server"));
    command.args(arguments).current_dir(folder.path()).env_clear().stdin(Stdio::null());
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> String {
    let output = program(folder, arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().into()
}

fn serve(folder: &TempDir) -> Behind {
    let mut command = program(folder, &["run", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    Behind(child, url.trim().rsplit('/').next().unwrap().to_owned())
}

fn forward(address: &str, request: &Request) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    let head = request.head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    stream.write_all(format!("{head}{}", request.body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    Answer::new(head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

fn enroll(world: &TestWorld, organisation: &Organisation, code: &str) -> Told {
    let issuer = organisation.relay.url();
    let arguments = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&arguments, code)
}

#[test]
fn a_software_key_is_kept_and_the_same_command_goes_on_with_it() {
    let organisation = Organisation::start(&[]);
    let mut enrolled = 0;
    for (path, fault) in [
        ("/v1/enroll", Fault::Loses),
        ("/v1/enroll", Fault::Resets),
        ("/v1/enroll", Fault::Answers("", Answer::new(503, ""))),
        ("/v1/enroll/challenge", Fault::Resets),
    ] {
        let world = TestWorld::new();
        let code = organisation.invite(&["--allow-software-key"]);
        organisation.relay.go_wrong(path, fault.clone());
        let told = enroll(&world, &organisation, &code);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{fault:?}: {told}");
        assert!(told.stderr.contains("the new key is kept"), "{fault:?}: {told}");
        assert!(!told.stderr.contains(&code), "{told}");
        organisation.relay.go_well();
        enroll(&world, &organisation, &code).ok();
        world.vouch(&["login"]).ok();
        let items = items(&world);
        assert!(!items.iter().any(|name| name.starts_with("vouch:enrolling:")), "{items:?}");
        let list = world.vouch(&["keys", "list"]).ok().stdout;
        enrolled += 1;
        assert_eq!(list.lines().count(), enrolled, "one key for each invitation: {list}");
        assert_eq!(list.matches(", this session's\n").count(), 1, "{list}");
    }
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let organisation = Organisation::start(&[]);
    let world = TestWorld::new();
    let code = organisation.invite(&[]);
    assert_eq!(enroll(&world, &organisation, &code).exit, Some(6));
    assert_eq!(items(&world), [""; 0]);
}

#[test]
fn a_key_in_a_yubikey_is_gone_on_with() {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..Options::default() });
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let organisation = Organisation::start(&[attestation_root(&world, &key)]);
    let code = organisation.invite(&[]);
    let arguments = ["enroll", "--issuer", organisation.relay.url()];

    organisation.relay.go_wrong("/v1/enroll", Fault::Loses);
    let mut first = world.vouch_at_terminal(&arguments);
    first.expect("is new here. Trust it").answer("y");
    first.expect("invitation code: ").answer(&code);
    first.expect("change the PIN now? [Y/n] ").answer("");
    first.expect("new PIN for YubiKey 12345678: ").answer("654321");
    first.expect("the new PIN again: ").answer("654321");
    key.touch_when_it_blinks();
    let told = first.end().0;
    assert_eq!(told.exit, Some(5), "{told}");
    assert!(told.stderr.contains("it goes on with the key in slot 82"), "{told}");

    organisation.relay.go_well();
    let mut second = world.vouch_at_terminal(&arguments);
    second.expect("is new here. Trust it").answer("y");
    second.expect("invitation code: ").answer(&code);
    second.expect("PIN of YubiKey 12345678 (3 tries left): ").answer("654321");
    key.touch_when_it_blinks();
    second.expect("add a second YubiKey now").answer("");
    let told = second.end().0.ok();
    assert!(told.stderr.contains("going on with the key in slot 82 of YubiKey 12345678"), "{told}");
    assert_eq!(items(&world), [""; 0]);
    let config = std::fs::read_to_string(world.path("config/vouch/config.toml")).unwrap();
    assert!(config.contains("slot = \"82\""), "{config}");
}
