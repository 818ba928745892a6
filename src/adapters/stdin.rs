//! Standard input, read only by the commands that are told to.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use zeroize::Zeroizing;

use crate::domain::secret::Secret;

/// The longest line that is read.
const LONGEST: u64 = 4096;

/// Reads the first line, without its end.
pub fn first_line() -> io::Result<Secret> {
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().take(LONGEST).read_line(&mut line)?;
    Ok(Secret::new(line.trim_end_matches(['\r', '\n'])))
}

/// Tells whether a person types there.
pub fn is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Reads everything. What is longer than so many bytes, or no UTF-8, is refused.
pub fn text(longest: u64) -> io::Result<String> {
    let mut text = String::new();
    io::stdin().lock().take(longest + 1).read_to_string(&mut text)?;
    if text.len() as u64 > longest {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too long"));
    }
    Ok(text)
}
