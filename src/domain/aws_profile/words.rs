//! Words of a line as Python's `shlex.split` makes them.

/// Splits a line, or returns `None` where a quote or an escape has no end.
///
/// Not what a shell does: `#` begins no comment, and inside of double quotes a backslash escapes
/// nothing but itself and the quote
/// ([parsing rules](https://docs.python.org/3/library/shlex.html#parsing-rules)).
pub fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(characters.next()?),
            '\'' | '"' => {
                let quoted = quoted(&mut characters, character)?;
                word.get_or_insert_default().push_str(&quoted);
            }
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Some(words)
}

/// Returns what stands before the closing quote.
fn quoted(characters: &mut impl Iterator<Item = char>, quote: char) -> Option<String> {
    let mut text = String::new();
    loop {
        match characters.next()? {
            end if end == quote => return Some(text),
            '\\' if quote == '"' => {
                let escaped = characters.next()?;
                if escaped != '\\' && escaped != quote {
                    text.push('\\');
                }
                text.push(escaped);
            }
            plain => text.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each expectation is what Python 3.11 answered.
    #[test]
    fn as_python_splits() {
        for (line, expected) in [
            ("profile a", Some(vec!["profile", "a"])),
            ("  profile\t a ", Some(vec!["profile", "a"])),
            ("profile a #b", Some(vec!["profile", "a", "#b"])),
            ("#", Some(vec!["#"])),
            ("''", Some(vec![""])),
            ("a'b c'\"d e\"f", Some(vec!["ab cd ef"])),
            ("a\\ b", Some(vec!["a b"])),
            (r#""a\$b\"c\\d""#, Some(vec![r#"a\$b"c\d"#])),
            (r"'a\b'", Some(vec![r"a\b"])),
            ("a\u{a0}b\u{b}c", Some(vec!["a\u{a0}b\u{b}c"])),
            ("", Some(vec![])),
            ("'a", None),
            ("\"a", None),
            ("a\\", None),
        ] {
            let expected = expected.map(|words| words.into_iter().map(String::from).collect());
            assert_eq!(split(line), expected, "{line}");
        }
    }
}
