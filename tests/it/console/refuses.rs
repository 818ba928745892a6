//! What keeps a browser out of the console, each before anything is sent that needn't be.

use super::{ROLE, command, run};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::world::Told;

#[test]
fn a_destination_elsewhere_is_refused_before_any_call() {
    let laptop = Laptop::logged_in();
    for destination in [
        "https://evil.example/",
        "https://console.aws.amazon.com@evil.example/",
        "//evil.example",
        "/\\evil.example",
        "http://console.aws.amazon.com/",
        "javascript:alert(1)",
        "",
    ] {
        let told = run(&laptop, &["--print", "--destination", destination]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(2), ""), "{destination}: {told}");
    }
    assert_eq!((laptop.calls(), laptop.canned.asked_sign_in().len()), ((0, 0), 0));
}

#[test]
fn credentials_go_to_no_other_machine_that_a_variable_names() {
    let laptop = Laptop::logged_in();
    for endpoint in
        ["https://signin.evil.example", "http://10.0.0.1", "https://u:s3cret@evil.example"]
    {
        let mut command = command(&laptop, &["--print"]);
        let told = Told::from(command.env("AWS_ENDPOINT_URL_SIGNIN", endpoint).output().unwrap());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
        assert!(told.stderr.contains("hint: unset AWS_ENDPOINT_URL_SIGNIN"), "{told}");
        assert!(!told.stderr.contains("s3cret"), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn a_partition_whose_console_is_not_known_is_named() {
    let laptop = Laptop::logged_in();
    let role = ROLE.replace("arn:aws:", "arn:aws-iso:");
    let output = laptop.vouch(&["console", "--print", "--role", &role]).output().unwrap();
    let told = Told::from(output);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
    assert!(told.stderr.contains("in the partition aws-iso are not public"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn what_aws_sign_in_does_wrong_is_told_with_an_exit_code_and_without_a_secret() {
    let laptop = Laptop::logged_in();
    for (answer, exit, words) in [
        (Answer::new(400, "c4nned-secret"), 6, "AWS sign-in refused the credentials (status 400)"),
        (Answer::new(403, ""), 6, "AWS sign-in refused the credentials (status 403)"),
        (Answer::new(503, ""), 5, "AWS sign-in is in trouble (status 503)"),
        (Answer::new(302, ""), 5, "a web page, or something else, came in its place"),
        (Answer::new(200, "<html>sign in</html>"), 5, "came in its place"),
        (Answer::new(200, r#"{"SigninToken":""}"#), 5, "came in its place"),
        (Answer::new(200, &"a".repeat(100 * 1024)), 5, "came in its place"),
    ] {
        laptop.canned.sign_in(&[answer]);
        let told = run(&laptop, &["--print"]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(exit), ""), "{told}");
        assert!(told.stderr.contains(words), "{told}");
        assert!(!told.stderr.contains("c4nned"), "{told}");
    }
    let mut command = command(&laptop, &["--print"]);
    let told = command.env("AWS_ENDPOINT_URL_SIGNIN", "http://127.0.0.1:1").output().unwrap();
    let told = Told::from(told);
    assert_eq!(told.exit, Some(5), "{told}");
    assert!(told.stderr.contains("AWS sign-in can't be reached: connection refused"), "{told}");
}

#[test]
fn without_a_browser_there_is_a_hint() {
    let laptop = Laptop::logged_in();
    for browser in ["", "/nowhere/browser", "/bin/false"] {
        let mut command = command(&laptop, &[]);
        let told = command.env("BROWSER", browser).env("PATH", "/nowhere").output().unwrap();
        let told = Told::from(told);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(1), ""), "{told}");
        assert!(told.stderr.contains("error: no browser can be started\n"), "{told}");
        assert!(told.stderr.contains("`--print`"), "{told}");
    }
}

#[test]
fn who_is_not_logged_in_is_told_so() {
    let laptop = Laptop::logged_in();
    std::fs::remove_file(laptop.state().join("sessions.json")).unwrap();
    let told = run(&laptop, &[]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    assert!(laptop.canned.asked_sign_in().is_empty());
}
