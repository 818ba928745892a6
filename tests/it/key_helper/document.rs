//! The protocol's page says what the programs do.

use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;
use vouch::domain::key_protocol::{Answer, Device, Generated, Hello, Request, Signed, SlotKey};

#[test]
fn every_line_of_the_page_is_of_the_protocol() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/key-helper.md");
    let page = fs::read_to_string(page).unwrap();
    let mut answered = None;
    let mut seen = Vec::new();
    for line in page.lines().map(str::trim) {
        if line.starts_with(r#"{"hello""#) {
            let hello: Hello = serde_json::from_str(line).unwrap();
            assert_eq!(hello.protocol, vouch::domain::key_protocol::PROTOCOL);
        } else if line.starts_with(r#"{"request""#) {
            let request: Request<'_> = serde_json::from_str(line).unwrap();
            let (name, check): (_, fn(&str)) = match request {
                Request::List {} => ("list", check::<Vec<Device>>),
                Request::Inspect { .. } => ("inspect", check::<SlotKey>),
                Request::Generate { .. } => ("generate", check::<Generated>),
                Request::Sign { .. } => ("sign", check::<Signed>),
                Request::ChangePin { .. } => ("change_pin", check::<()>),
            };
            seen.push(name);
            answered = Some(check);
        } else if line.starts_with(r#"{"answer""#) {
            answered.take().expect("an answer follows a request")(line);
        }
    }
    assert_eq!(seen, ["list", "inspect", "generate", "sign", "change_pin"]);
}

fn check<T: DeserializeOwned>(line: &str) {
    let answer = serde_json::from_str::<Answer<T>>(line);
    assert!(matches!(answer, Ok(Answer::Done { .. })), "{line}");
}
