//! How a client started the credential process: it is noted by a script that then becomes vouch.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Writes the script. Its first argument is `$0`, which only a shell replaces.
pub(super) fn write_script(script: &Path, vouch: &Path, log: &Path) {
    let text = format!(
        "#!/bin/sh
# Notes how it was started, and becomes vouch.
shell=$1
shift
stdin=$(readlink /proc/$$/fd/0)
stdout=$(readlink /proc/$$/fd/1)
stderr=$(readlink /proc/$$/fd/2)
printf '%s\\t%s\\t%s\\t%s\\n' \"$shell\" \"$stdin\" \"$stdout\" \"$stderr\" >>'{}'
exec '{}' \"$@\"
",
        log.display(),
        vouch.display()
    );
    fs::write(script, text).unwrap();
    fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
}

/// One start of the process.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Call {
    /// What runs it.
    pub(super) shell: &'static str,
    /// What its stdin is.
    pub(super) stdin: &'static str,
    /// Where its stderr goes.
    pub(super) stderr: &'static str,
}

/// The files that the client itself was given.
pub(super) struct Given<'a> {
    pub(super) stdin: &'a Path,
    pub(super) stderr: &'a Path,
}

impl Call {
    /// Reads the notes.
    pub(super) fn read(log: &Path, given: &Given<'_>) -> Vec<Self> {
        let text = fs::read_to_string(log).unwrap_or_default();
        text.lines().map(|line| Self::of(line, given)).collect()
    }

    fn of(line: &str, given: &Given<'_>) -> Self {
        let [shell, stdin, stdout, stderr] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let is = |file: &Path, shown: &str| file == Path::new(shown);
        Self {
            shell: match shell {
                "$0" => "no shell",
                "sh" => "`sh`",
                "/bin/sh" => "`/bin/sh`",
                other => panic!("{other}"),
            },
            stdin: match stdin {
                shown if is(given.stdin, shown) => "inherited",
                "/dev/null" => "empty",
                shown if shown.starts_with("socket:") => "a socket",
                shown if shown.starts_with("pipe:") => "a pipe",
                other => panic!("{other}"),
            },
            stderr: match stderr {
                shown if shown == stdout => "read as stdout",
                shown if is(given.stderr, shown) => "passed on",
                "/dev/null" => "thrown away",
                shown if shown.starts_with("socket:") || shown.starts_with("pipe:") => "kept",
                other => panic!("{other}"),
            },
        }
    }
}
