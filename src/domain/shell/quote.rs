//! Quotes: what is between them is only read.

use zeroize::Zeroizing;

/// In single quotes every character stands for itself
/// ([POSIX, 2.2.2](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02)),
/// so the quote itself is put outside of them.
pub(super) fn posix(value: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("'{}'", value.replace('\'', r"'\''")))
}

/// In single quotes a backslash stands before itself and before the quote: [fish](https://fishshell.com/docs/current/language.html#quotes)
/// and Python.
pub(super) fn with_backslash(value: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'")))
}

/// In single quotes the quote itself is doubled; each of the typographic ones counts as one
/// ([about_Quoting_Rules](https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules)).
pub(super) fn powershell(value: &str) -> Zeroizing<String> {
    let mut quoted = Zeroizing::new(String::from("'"));
    for character in value.chars() {
        if matches!(character, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(character);
        }
        quoted.push(character);
    }
    quoted.push('\'');
    quoted
}
