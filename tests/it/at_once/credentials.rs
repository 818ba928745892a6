//! Fifty processes that want the same credentials.

use super::fifty;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::{given, refused};

#[test]
fn fifty_processes_at_once_ask_aws_once() {
    let laptop = Laptop::logged_in();
    let outputs = fifty(&laptop);
    let first = given(&outputs[0]);
    for output in outputs {
        assert_eq!(given(&output), first);
    }
    assert_eq!(laptop.calls(), (1, 1));
}

#[test]
fn fifty_processes_of_nobody_ask_neither_the_network_nor_a_keyring() {
    let laptop = Laptop::logged_in();
    std::fs::remove_file(laptop.state().join("sessions.json")).unwrap();
    laptop.daemon.freeze();
    for output in fifty(&laptop) {
        assert_eq!(refused(&output, 3), "vouch: not logged in; run `vouch login`\n");
    }
    assert_eq!(laptop.canned.connections(), 0);
}
