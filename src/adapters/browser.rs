//! The person's browser.

use std::io;
use std::process::{Child, Command, Stdio};

/// Ways to open an address that are tried in turn, each a program with its arguments.
#[derive(Debug)]
pub struct Browsers(Vec<Vec<String>>);

impl Browsers {
    /// Returns those that `BROWSER` names, commands between colons with `%s` for the address, and
    /// then the system's own.
    pub fn of(variable: Option<&str>) -> Self {
        let words = |command: &str| command.split_whitespace().map(str::to_owned).collect();
        let named = variable.unwrap_or_default().split(':').map(words);
        let own = OPENERS.iter().map(|command| words(command));
        Self(named.chain(own).filter(|command: &Vec<String>| !command.is_empty()).collect())
    }

    /// Starts the next one that can be started with the address; the others are left for a next
    /// time. Returns `None` when there is none any more.
    ///
    /// The address is in an argument, which every user of the machine may read.
    pub fn start_next(&mut self, address: &str) -> Option<Child> {
        while !self.0.is_empty() {
            let command = self.0.remove(0);
            match start(&command, address) {
                Ok(child) => return Some(child),
                Err(error) => tracing::debug!(%error, program = command[0], "no browser"),
            }
        }
        None
    }
}

/// Opens the page in the browser that the person has chosen. That the browser was asked is all that can be
/// known.
pub fn open(url: &str) -> io::Result<()> {
    let browser = Browsers::of(None).start_next(url).map(drop);
    browser.ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// What opens an address with what the person has chosen: within WSL, the browser of Windows.
#[cfg(not(any(target_os = "macos", windows)))]
const OPENERS: [&str; 3] = ["wslview", "xdg-open", "x-www-browser"];
#[cfg(target_os = "macos")]
const OPENERS: [&str; 1] = ["/usr/bin/open"];
#[cfg(windows)]
const OPENERS: [&str; 1] = ["rundll32 url.dll,FileProtocolHandler"];

fn start(command: &[String], address: &str) -> io::Result<Child> {
    let mut arguments: Vec<String> =
        command[1..].iter().map(|argument| argument.replace("%s", address)).collect();
    if !command[1..].iter().any(|argument| argument.contains("%s")) {
        arguments.push(address.into());
    }
    let mut program = Command::new(&command[0]);
    program.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Control-C is for us: the browser may have been started by this very command.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut program, 0);
    program.spawn()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_person_names_comes_first() {
        let browsers = Browsers::of(Some("firefox --new-window:: lynx %s "));
        assert_eq!(browsers.0[..2], [vec!["firefox", "--new-window"], vec!["lynx", "%s"]]);
        assert_eq!(browsers.0.len(), 2 + OPENERS.len());
        assert_eq!(Browsers::of(None).0.len(), OPENERS.len());
    }
}
