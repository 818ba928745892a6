//! The person's browser.

use std::io;
use std::process::{Command, Stdio};

/// What opens a page in the browser of the desktop, with what comes before the URL.
#[cfg(not(any(target_os = "macos", windows)))]
const OPENER: (&str, &[&str]) = ("xdg-open", &[]);
#[cfg(target_os = "macos")]
const OPENER: (&str, &[&str]) = ("/usr/bin/open", &[]);
// `start` of cmd.exe would read `&` and `%` in the URL.
#[cfg(windows)]
const OPENER: (&str, &[&str]) = ("rundll32.exe", &["url.dll,FileProtocolHandler"]);

/// Opens the page. That the browser was asked is all that can be known.
pub fn open(url: &str) -> io::Result<()> {
    let (program, arguments) = OPENER;
    let mut command = Command::new(program);
    command.args(arguments).arg(url);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Control-C at our terminal ends us, not the browser.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map(drop)
}
