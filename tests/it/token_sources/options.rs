//! Which options go together.

use super::job::Job;

#[test]
fn what_is_meant_for_another_source_is_refused() {
    let job = Job::start();
    for (arguments, words) in [
        (&["--source", "env"][..], "--token-variable NAME"),
        (&["--source", "command"], "--token-command"),
        (&["--source", "session", "--audience", "a"], "--audience says nothing to"),
        (&["--source", "github", "--token-file", "a"], "--token-file says nothing to"),
        (&["--source", "file", "--token-variable", "A"], "--token-variable says nothing to"),
        (&["--source", "env", "--token-command", "a"], "--token-command says nothing to"),
    ] {
        let told = job.refused(arguments, 2);
        assert!(told.contains(words), "{told}");
    }
    for arguments in [&["--token-file", "a"][..], &["--audience", "a"], &["--source", "other"]] {
        let output = job.command(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
