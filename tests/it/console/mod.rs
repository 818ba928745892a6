//! `vouch console`: the AWS console in the browser.

mod attacks;
mod browser;
mod refuses;

use std::process::Command;

use crate::canned::{self, Request};
use crate::credential_aws::laptop::Laptop;
use crate::world::Told;

pub(crate) use attacks::rows as attacks;

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

/// Prepares `vouch console`, whose sign-in endpoint is the canned one.
fn command(laptop: &Laptop, arguments: &[&str]) -> Command {
    let mut command = laptop.vouch(&[&["console", "--role", ROLE][..], arguments].concat());
    command.env("AWS_ENDPOINT_URL_SIGNIN", laptop.canned.url());
    command
}

fn run(laptop: &Laptop, arguments: &[&str]) -> Told {
    Told::from(command(laptop, arguments).output().unwrap())
}

/// Returns a field of the form that was posted.
fn field(request: &Request, name: &str) -> Option<String> {
    let fields = url::form_urlencoded::parse(request.body.as_bytes());
    fields.into_owned().find(|(is, _)| is == name).map(|(_, value)| value)
}

#[test]
fn the_browser_is_sent_into_the_console_once_and_no_argument_holds_a_secret() {
    let laptop = Laptop::logged_in();
    let folder = laptop.daemon.folder();
    let browser = browser::that_asks_twice(folder);
    let mut command = command(&laptop, &["--destination", "s3", "--region", "eu-central-1"]);
    let told = Told::from(command.env("BROWSER", &browser).output().unwrap()).ok();
    assert_eq!((told.stdout.as_str(), told.stderr.as_str()), ("", "opening the browser\n"));

    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let first = read("answer-3");
    assert!(first.starts_with("HTTP/1.1 303 See Other\r\n"), "{first}");
    let location = format!(
        "location: {}/federation?Action=login&Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3%2F\
         home%3Fregion%3Deu-central-1&SigninToken=s1gnin%2Bt0ken\r\n",
        laptop.canned.url()
    );
    assert!(first.contains(&location), "{first}");
    assert!(first.contains("\r\nreferrer-policy: no-referrer\r\n"), "{first}");
    assert!(first.contains("\r\ncache-control: no-store\r\n"), "{first}");
    let second = read("answer-4");
    assert!(second.starts_with("HTTP/1.1 410 Gone\r\n"), "{second}");
    assert!(second.ends_with("vouch: this was shown once, and is over\n"), "{second}");

    let processes = read("processes");
    assert!(processes.contains("asks-twice\nhttp://127.0.0.1:"), "the search sees arguments");
    for secret in ["t0ken", "c4nned-s", "r3fresh"] {
        assert!(!processes.contains(secret), "{secret} is in an argument or an environment");
    }
}

#[test]
fn credentials_go_to_aws_in_the_body_of_one_post() {
    let laptop = Laptop::logged_in();
    run(&laptop, &["--print"]).ok();
    let asked = laptop.canned.asked_sign_in();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].head.starts_with("POST /federation HTTP/1.1\r\n"), "{}", asked[0].head);
    assert_eq!(field(&asked[0], "Action").as_deref(), Some("getSigninToken"));
    let session: serde_json::Value =
        serde_json::from_str(&field(&asked[0], "Session").unwrap()).unwrap();
    let expected = serde_json::json!({
        "sessionId": "ASIACANNED",
        "sessionKey": "c4nned-secret",
        "sessionToken": "c4nned-session",
    });
    assert_eq!(session, expected);
    assert_eq!(field(&asked[0], "SessionDuration"), None, "chained credentials would be refused");
    run(&laptop, &["--print"]).ok();
    assert_eq!(laptop.calls(), (1, 1), "the credentials are those of the cache");
}

#[test]
fn the_url_is_printed_for_another_machine_with_a_warning() {
    let laptop = Laptop::logged_in();
    let told = run(&laptop, &["--print"]).ok();
    let begin = format!("{}/federation?Action=login&Destination=https%3A", laptop.canned.url());
    assert!(told.stdout.starts_with(&begin), "{told}");
    assert!(told.stdout.ends_with("&SigninToken=s1gnin%2Bt0ken\n"), "{told}");
    let note = "note: whoever opens this URL within 15 minutes is signed in as you\n";
    assert_eq!(told.stderr, note);
    let told = run(&laptop, &["--print", "--logout-first"]).ok();
    let begin = format!(
        "{}/oauth?Action=logout&redirect_uri=http%3A%2F%2F127.0.0.1%3A",
        laptop.canned.url()
    );
    assert!(told.stdout.starts_with(&begin), "{told}");
}

#[test]
fn a_length_that_aws_refuses_is_given_up_and_told() {
    let laptop = Laptop::logged_in();
    run(&laptop, &["--print", "--duration", "2h"]).ok();
    let asked = laptop.canned.asked_sign_in();
    assert_eq!(field(&asked[0], "SessionDuration").as_deref(), Some("7200"));

    let token = canned::Answer::new(200, r#"{"SigninToken":"s1gnin+t0ken"}"#);
    laptop.canned.sign_in(&[canned::Answer::new(400, ""), token]);
    let told = run(&laptop, &["--print", "--duration", "2h"]).ok();
    assert!(told.stderr.starts_with("note: AWS took no `--duration` for these "), "{told}");
    let asked = laptop.canned.asked_sign_in();
    assert_eq!((asked.len(), field(&asked[2], "SessionDuration")), (3, None));
}

#[test]
fn a_browser_that_cannot_be_started_is_followed_by_the_next() {
    let laptop = Laptop::logged_in();
    let folder = laptop.daemon.folder();
    let browser = browser::that_asks_twice(folder);
    let named = format!("/nowhere/browser:/bin/false %s:{} %s", browser.display());
    let told = Told::from(command(&laptop, &[]).env("BROWSER", named).output().unwrap());
    told.ok();
    assert!(folder.join("answer-3").exists());
}
