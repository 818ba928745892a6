//! Other users of the machine, and clients that are slow.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use super::{command, serving};
use crate::credential_aws::laptop::Laptop;
use crate::endpoint::Serving;
use crate::not_run::not_run;

/// A user who may log in to the same machine.
const STRANGER: &str = "65534";

#[test]
fn another_user_without_the_token_gets_nothing() {
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can be two users");
    }
    let laptop = Laptop::logged_in();
    let serving = Serving::start(command(&laptop, &["--json", "--token-in-file"]));
    let file = serving.told["token_file"].as_str().unwrap();
    let id = serving.id();
    let script = format!(
        "cat '{file}' && exit 1
        cat /proc/{id}/environ && exit 1
        grep -a {token} /proc/[0-9]*/cmdline 2>/dev/null && exit 1
        exec 3<>/dev/tcp/127.0.0.1/{port} || exit 2
        printf 'GET /credentials HTTP/1.1\\r\\nHost: 127.0.0.1:{port}\\r\\n\\r\\n' >&3
        cat <&3",
        token = &serving.token[1..],
        port = serving.port,
    );
    let mut stranger = Command::new("setpriv");
    stranger.args(["--reuid", STRANGER, "--regid", STRANGER, "--clear-groups"]);
    // Its own arguments name the token that it looks for; the script comes on stdin.
    let mut child = stranger
        .args(["bash", "-s"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert!(said.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{said}");
    assert!(!said.contains("c4nned"), "{said}");
    assert_eq!(serving.get().status, 200);
}

#[test]
fn who_is_slow_keeps_nobody_waiting_and_is_cut_off() {
    let laptop = Laptop::logged_in();
    let serving = serving(&laptop);
    let half = &serving.good()[..40];
    let mut slow: Vec<TcpStream> = (0..50).map(|_| serving.connect()).collect();
    for stream in &mut slow[25..] {
        stream.write_all(half.as_bytes()).unwrap();
    }
    assert_eq!(serving.get().status, 200);
    for mut stream in slow {
        let mut bytes = Vec::new();
        // It may be told that it was slow. It is never given anything.
        let _ = stream.read_to_end(&mut bytes);
        assert!(!String::from_utf8_lossy(&bytes).contains("c4nned"));
    }
    assert_eq!(serving.get().status, 200);
}
