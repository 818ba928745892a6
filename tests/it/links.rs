//! What the binaries are made of: no card library where none belongs, no simulator in what ships.

use std::path::Path;
use std::process::Command;

const VOUCH: &str = env!("CARGO_BIN_EXE_vouch");
const FULL: &str = env!("CARGO_BIN_EXE_vouch-full");
const SERVER: &str = env!("CARGO_BIN_EXE_vouch-server");
const PIV: &str = env!("CARGO_BIN_EXE_vouch-piv");
const DEV: &str = env!("CARGO_BIN_EXE_vouch-dev");

#[test]
fn only_the_key_helper_links_the_card_library() {
    assert!(needed_libraries(PIV).contains("libpcsclite"), "the test itself must see the library");
    for binary in [VOUCH, FULL, SERVER, DEV] {
        assert!(!needed_libraries(binary).contains("libpcsclite"), "{binary}");
    }
}

#[test]
fn no_simulator_is_in_what_ships() {
    assert!(symbols(DEV).contains("simulator"), "the test itself must see the symbols");
    for binary in [VOUCH, FULL, SERVER, PIV] {
        let found: Vec<String> = symbols(binary)
            .lines()
            .filter(|line| line.contains("simulator"))
            .map(String::from)
            .collect();
        assert!(found.is_empty(), "{binary}: {found:?}");
    }
}

#[test]
fn the_laptop_carries_no_database_and_no_web_server() {
    for room in ["sqlx", "axum"] {
        assert!(symbols(SERVER).contains(room), "the test itself must see {room}");
        for binary in [VOUCH, FULL, PIV] {
            assert!(!symbols(binary).contains(room), "{binary} contains {room}");
        }
    }
}

#[test]
fn no_program_of_the_tests_is_in_what_ships() {
    let client = Path::new(VOUCH).with_file_name("client-of-the-aws-sdk");
    let client = client.to_str().expect("the target folder is text");
    assert!(symbols(client).contains("aws_config"), "the test itself must see the symbols");
    for binary in [VOUCH, SERVER, PIV, DEV] {
        assert!(!symbols(binary).contains("aws_config"), "{binary}");
    }
}

/// What a program carries, the loader prepares at every start of it, used or not.
#[test]
fn what_aws_tools_call_carries_no_network() {
    for crate_name in ["aws_sdk_sts", "dbus_message", "hyper", "reqwest", "rustls", "tokio"] {
        assert!(symbols(FULL).contains(crate_name), "the test itself must see {crate_name}");
        assert!(!symbols(VOUCH).contains(crate_name), "vouch contains {crate_name}");
    }
}

fn needed_libraries(binary: &str) -> String {
    run("readelf", &["--dynamic", binary])
}

fn symbols(binary: &str) -> String {
    run("nm", &["--demangle", binary])
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} (Debian package binutils): {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
