//! What can't be read is told with its place, and is never taken for allowed.

use super::test;

#[test]
fn a_file_that_is_no_list_of_requests_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for (text, told) in [
        ("", "<stdin>: line 1, column 1: not JSON: EOF while parsing a value"),
        ("[\n  {\"name\": }\n]", "<stdin>: line 2, column 12: not JSON: expected value"),
        ("[{}] trailing", "<stdin>: line 1, column 6: not JSON: trailing characters"),
        ("[]", "<stdin>: there is no request in it"),
        ("7", "line 1, column 1: expected a recorded request: an object, found a number"),
        ("{\"name\": \"a\"}", "line 1, column 1: `account` is missing"),
        ("{\"at\": \"noon\"}", "line 1, column 1: `account` is missing"),
    ] {
        for form in ["--json", "--quiet"] {
            let answer = test(folder.path(), &["--request", "-", form], text);
            assert_eq!(answer.exit, Some(7), "{answer}");
            assert!(answer.stderr.contains(told), "{told}\n{answer}");
            assert!(!answer.stdout.contains("\"allowed\": true"), "{answer}");
        }
    }
}

#[test]
fn one_that_cannot_be_read_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let requests = "[7, {\"name\": \"second\", \"account\": {\"id\": \"123456789012\"}}]";
    insta::assert_snapshot!(test(folder.path(), &["--request", "-"], requests), @"
    exit: 7
    ----- stdout -----
    1: refused: MalformedInput (400): line 1, column 2: expected a recorded request: an object, found a number
      the record can't be read
    second: refused: ValidationError (400): 3 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; Value null at 'webIdentityToken' failed to satisfy constraint: Member must not be null
      parameters
    ----- stderr -----
    error: <stdin>: the request 1 can't be read
      caused by: line 1, column 2: expected a recorded request: an object, found a number

    hint: `vouch trust test --help` says how a recorded request is written
    ");
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(test(folder.path(), &["--request", "absent.json"], ""), @"
    exit: 7
    ----- stdout -----
    ----- stderr -----
    error: there is no absent.json

    hint: check the file's name
    ");
}
