//! Which program ran this one: its number and its name. Arguments aren't looked at, they may be secret.
//!
//! Linux tells it in `/proc`; on macOS `ps` is asked; Windows tells it only through calls that aren't
//! safe, so there nothing is known.

use super::outage::plain;
use crate::domain::exchange_record::Program;

/// The program that ran this one, and the one behind it where that is only a shell.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AskingProgram {
    /// The parent.
    pub program: Option<Program>,
    /// The parent of a parent that is a shell.
    pub behind: Option<Program>,
}

/// The longest name that is kept, in characters.
#[cfg(unix)]
const LONGEST: usize = 64;

/// Finds out. What can't be known is left out.
#[cfg(unix)]
pub fn find() -> AskingProgram {
    let parent = std::os::unix::process::parent_id();
    let Some(found) = look_up(parent) else {
        return AskingProgram { program: Some(Program { pid: parent, name: None }), behind: None };
    };
    let program = found.program(parent);
    let behind =
        program.is_shell().then(|| look_up(found.parent).map(|it| it.program(found.parent)));
    AskingProgram { program: Some(program), behind: behind.flatten() }
}

/// Nothing is known.
#[cfg(not(unix))]
pub fn find() -> AskingProgram {
    let _ = plain;
    AskingProgram::default()
}

/// What the operating system says of a process.
#[cfg(unix)]
#[derive(Debug, Eq, PartialEq)]
struct Found {
    parent: u32,
    name: String,
}

#[cfg(unix)]
impl Found {
    fn program(&self, pid: u32) -> Program {
        let name: String = plain(&self.name).chars().take(LONGEST).collect();
        Program { pid, name: Some(name) }
    }
}

/// `/proc/PID/stat`: `PID (NAME) STATE PARENT ...`
/// ([proc_pid_stat(5)](https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html)).
#[cfg(target_os = "linux")]
fn look_up(pid: u32) -> Option<Found> {
    let path = format!("/proc/{pid}/stat");
    let text = super::files::read_text_up_to(path.as_ref(), 4096).ok()??;
    of_stat(&text)
}

/// A name may have brackets and blanks in it; what follows it has none.
#[cfg(target_os = "linux")]
fn of_stat(text: &str) -> Option<Found> {
    let (before, after) = text.rsplit_once(") ")?;
    let (_, name) = before.split_once(" (")?;
    let parent = after.split(' ').nth(1)?.parse().ok()?;
    Some(Found { parent, name: name.into() })
}

/// Takes some milliseconds, where the network is asked besides.
#[cfg(all(unix, not(target_os = "linux")))]
fn look_up(pid: u32) -> Option<Found> {
    let mut ps = std::process::Command::new("/bin/ps");
    ps.args(["-o", "ppid=", "-o", "ucomm=", "-p", &pid.to_string()]).env_clear();
    let output = ps.stdin(std::process::Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (parent, name) = text.trim().split_once(char::is_whitespace)?;
    Some(Found { parent: parent.parse().ok()?, name: name.trim().into() })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_parent_of_this_process_is_found_with_its_name() {
        let found = find().program.unwrap();
        assert_eq!(found.pid, std::os::unix::process::parent_id());
        assert!(found.name.is_some_and(|name| !name.is_empty()));
    }

    #[test]
    fn a_name_with_brackets_and_blanks_is_read_whole() {
        for (text, name, parent) in [
            ("12 (aws) S 7 12 1 0", "aws", 7),
            ("12 (a) b (c) R 1 2", "a) b (c", 1),
            ("12 (tmux: server) S 1 1", "tmux: server", 1),
        ] {
            assert_eq!(of_stat(text), Some(Found { parent, name: name.into() }), "{text}");
        }
        for text in ["", "12", "12 (aws", "12 (aws) S", "12 (aws) S x"] {
            assert_eq!(of_stat(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_that_would_write_on_the_terminal_does_not() {
        let found = Found { parent: 1, name: format!("a\x1b[2J{}", "b".repeat(100)) };
        let name = found.program(7).name.unwrap();
        assert!(name.starts_with("a [2J") && name.chars().count() == LONGEST, "{name:?}");
    }
}
