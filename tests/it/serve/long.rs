//! A program that outlives its credentials: clocks of everybody go on while it runs.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::dev::Dev;
use crate::network_misbehaves::faketime;
use crate::tools;
use crate::world::TestWorld;

/// Asks who it is whenever it is told to, and says with which key.
const PROGRAM: &str = "
import sys, boto3
session = boto3.Session()
sts = session.client('sts')
for line in sys.stdin:
    arn = sts.get_caller_identity()['Arn']
    print(session.get_credentials().access_key, arn, flush=True)
";

#[test]
fn a_program_goes_on_over_the_end_of_its_credentials() {
    let mut world = TestWorld::new();
    let clock = world.path("clock");
    fs::write(&clock, "+0s").unwrap();
    world.set("LD_PRELOAD", faketime());
    world.set("FAKETIME_TIMESTAMP_FILE", &clock);
    world.set("FAKETIME_NO_CACHE", "1");
    world.set("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let dev = Dev::start(&mut world, &[]);
    let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();

    let mut command = world.command("vouch");
    command.args(["exec", "--server", "--role", &dev.told.role_arn, "--"]);
    command.args([&tools::require_boto3(), "-c", PROGRAM]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut ask = || {
        writeln!(stdin, "who").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let (key, arn) = line.trim().split_once(' ').unwrap_or_else(|| panic!("{line}"));
        assert!(arn.ends_with("assumed-role/VouchDeveloper/alice@example.com"), "{arn}");
        key.to_owned()
    };
    let first = ask();
    assert_eq!(ask(), first);
    // Their hour is over, the session of eight is not.
    fs::write(&clock, "+70m").unwrap();
    let second = ask();
    assert_ne!(second, first);
    fs::write(&clock, "+140m").unwrap();
    assert_ne!(ask(), second);
    drop(stdin);
    assert!(child.wait().unwrap().success());
}
