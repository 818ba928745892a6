//! Standard input, read only by the commands that are told to.

use std::io::{self, BufRead as _, Read as _};

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
