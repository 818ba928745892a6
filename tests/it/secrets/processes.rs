//! What the running processes were started with.

use std::collections::HashSet;
use std::fs;

/// What was seen, each once.
pub(super) type Seen = HashSet<Started>;

/// The arguments and the environment of one process.
#[derive(Eq, Hash, PartialEq)]
pub(super) struct Started {
    pub(super) name: String,
    pub(super) arguments: Vec<u8>,
    pub(super) environment: Vec<u8>,
}

impl Started {
    /// Tells whether `vouch exec` became it.
    pub(super) fn is_of_exec(&self) -> bool {
        self.environment.split(|byte| *byte == 0).any(|one| one.starts_with(b"VOUCH_EXEC="))
    }
}

/// Returns every process of this machine, as far as this user may look.
pub(super) fn running() -> Vec<Started> {
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    // A process may end while it is looked at.
    let read = |path: std::path::PathBuf| fs::read(path).unwrap_or_default();
    processes
        .filter(|process| process.join("cmdline").exists() && !process.ends_with("self"))
        .map(|process| Started {
            name: String::from_utf8_lossy(&read(process.join("comm"))).trim().into(),
            arguments: read(process.join("cmdline")),
            environment: read(process.join("environ")),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::process::{Command, Stdio};

    use super::*;
    use crate::secrets::search::Secrets;

    #[test]
    fn a_planted_argument_and_a_planted_variable_are_found() {
        let (argument, variable) = ("planted-as-an-argument", "planted-as-a-variable");
        let mut child = Command::new("cat")
            .args(["-", argument])
            .env("PLANTED", variable)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Until it answers it may still be on its way into the program.
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(b"?").unwrap();
        child.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
        let mut secrets = Secrets::default();
        secrets.learn("argument", argument);
        secrets.learn("variable", variable);
        let found = |bytes: fn(&Started) -> &[u8]| {
            running().iter().any(|process| !secrets.found(bytes(process)).is_empty())
        };
        assert!(found(|process| &process.arguments) && found(|process| &process.environment));
        drop(stdin);
        child.wait().unwrap();
    }
}
