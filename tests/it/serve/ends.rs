//! How it ends.

use super::{command, serving, with_signals};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::endpoint::Serving;

#[test]
fn it_ends_well_when_it_is_asked_to_and_takes_the_token_along() {
    let laptop = Laptop::logged_in();
    for signal in ["INT", "TERM", "HUP"] {
        let mut serving = Serving::start(command(&laptop, &["--json", "--token-in-file"]));
        let file = std::path::PathBuf::from(serving.told["token_file"].as_str().unwrap());
        assert!(file.exists());
        assert_eq!(serving.end_by(signal), Some(0), "{signal}");
        assert!(!file.exists(), "{signal}");
    }
}

#[test]
fn it_ends_at_once_while_aws_is_waited_for() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[super::keeps::dead()]);
    let mut serving = serving(&laptop);
    laptop.canned.hold_sts();
    let asked = serving.connect();
    std::io::Write::write_all(&mut &asked, serving.good().as_bytes()).unwrap();
    laptop.canned.wait_for_sts(2);
    assert_eq!(serving.end_by("TERM"), Some(0));
    laptop.canned.let_sts_go_on();
}

#[test]
fn what_it_was_started_to_ignore_it_ignores() {
    let laptop = Laptop::logged_in();
    // As `nohup` does.
    let mut serving = Serving::start(with_signals(&laptop, "--ignore-signal=HUP", &["--json"]));
    serving.signal("HUP");
    assert_eq!(serving.get().status, 200);
    assert_eq!(serving.end_by("TERM"), Some(0));
}

#[test]
fn the_file_of_one_that_was_killed_is_written_anew() {
    let laptop = Laptop::logged_in();
    let mut first = Serving::start(command(&laptop, &["--json", "--token-in-file"]));
    assert_eq!(first.end_by("KILL"), None);
    let file = std::path::PathBuf::from(first.told["token_file"].as_str().unwrap());
    assert!(file.exists(), "nobody was there to remove it");
    laptop.canned.sts(&[Answer::sts_error(403, "AccessDenied", "asked again")]);
    let port = first.port.to_string();
    let arguments = ["--json", "--token-in-file", "--port", &port];
    let mut second = Serving::start(command(&laptop, &arguments));
    assert_eq!(second.told["token_file"].as_str(), file.to_str());
    assert_ne!(second.token, first.token);
    assert_eq!(second.get().status, 200);
    assert_eq!(second.end_by("INT"), Some(0));
    assert!(!file.exists());
}
