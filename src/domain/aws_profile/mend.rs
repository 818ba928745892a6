//! Mending a file that botocore can't read, so that the SDKs read every profile as before.

use std::collections::HashMap;
use std::ops::Range;

use super::botocore::{Kind, Unreadable};
use super::clear;
use super::document::Document;
use super::lines;
use super::sdk;

const MARK: char = '\u{feff}';

/// Returns the text as botocore can read it, or why that is beyond mending.
///
/// A byte order mark goes. Of a key that stands several times in a section the last one counts, as
/// it does to the SDKs; the others become comments. The lines of a section's second part move to the
/// first one's end, and its header becomes a comment.
pub fn mend(text: &str) -> Result<String, Unreadable> {
    let mut mended = text.strip_prefix(MARK).unwrap_or(text).to_owned();
    while let Err(why) = Document::parse(&mended) {
        let better = match &why {
            Unreadable::DuplicateSection { first, line, .. } => {
                joined(&mended, first - 1, line - 1)
            }
            Unreadable::DuplicateKey { .. } => last_ones(&mended),
            _ => None,
        };
        // Those who could read it before must be able to after.
        let sdks_read = |text: &str| sdk::unread(text).is_none();
        let is_better = |text: &String| *text != mended && (sdks_read(text) || !sdks_read(&mended));
        mended = better.filter(is_better).ok_or(why)?;
    }
    Ok(mended)
}

/// Moves the properties of the second of two sections behind those of the first.
fn joined(text: &str, first: usize, second: usize) -> Option<String> {
    let mut document = Document::parse_with_duplicates(text).ok()?;
    let own = |start: usize| {
        let mut sections = document.sections(|_, _| true);
        let section = sections.find(|section| section.start == start)?;
        Some(start + 1..end_of_properties(&document, &section))
    };
    if is_spelt_otherwise(&document, first, second) {
        return None;
    }
    let (first, second) = (own(first)?, own(second)?);
    // What is indented belongs to the line above it, and that would be another one.
    let is_plain = |index: usize| !document.lines[index].text.starts_with(char::is_whitespace);
    let begins = |index: &usize| {
        matches!(document.kinds[*index], Kind::Property { .. }) || *index == second.start
    };
    if !second.clone().filter(begins).all(is_plain) {
        return None;
    }
    document.lines[second.start - 1].text.insert_str(0, "# ");
    let mut moved: Vec<_> = document.lines.drain(second).collect();
    let before = document.lines.clone();
    for line in &mut moved {
        if line.ending == lines::Ending::None {
            line.ending = lines::style(&before);
        }
    }
    document.lines.splice(first.end..first.end, moved);
    super::edit::end_as(&mut document.lines, &lines::split(text));
    Some(lines::join(&document.lines))
}

/// Tells whether the section stands between the two in a spelling that only the SDKs take for the
/// same: which of the values counts would change.
fn is_spelt_otherwise(document: &Document, first: usize, second: usize) -> bool {
    let words = |header: &str| header.split_whitespace().collect::<Vec<_>>().join(" ");
    let Kind::Header(meant) = &document.kinds[first] else { return false };
    document.kinds[first..second].iter().any(|kind| {
        matches!(kind, Kind::Header(header) if header != meant && words(header) == words(meant))
    })
}

/// Returns the line after the last one that means anything.
fn end_of_properties(document: &Document, section: &Range<usize>) -> usize {
    let means = |index: &usize| {
        document.is_attached(*index) || matches!(document.kinds[*index], Kind::Property { .. })
    };
    section.clone().rev().find(means).map_or(section.start + 1, |last| last + 1)
}

/// Makes comments of every key but the last of its name in its section, if the SDKs read the same
/// names there.
fn last_ones(text: &str) -> Option<String> {
    let document = Document::parse_with_duplicates(text).ok()?;
    let mut gone = Vec::new();
    for section in document.sections(|_, _| true) {
        let mut last: HashMap<&str, usize> = HashMap::new();
        for (lines, key, _) in document.properties(section) {
            gone.extend(last.insert(key, lines.start).map(|earlier| [earlier, lines.start]));
        }
    }
    let name = |index: &usize| sdk::property(&document.lines[*index].text).map(|(name, _)| name);
    let is_alike = |pair: &[usize; 2]| {
        let [first, second] = [name(&pair[0]), name(&pair[1])];
        first.zip(second).is_some_and(|(first, second)| first.eq_ignore_ascii_case(second))
    };
    if !gone.iter().all(is_alike) {
        return None;
    }
    let gone: Vec<usize> = gone.into_iter().map(|[earlier, _]| earlier).collect();
    Some(clear::without(document, &gone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_told_apart_as_the_sdks_do() {
        for (trap, text, expected) in [
            ("nothing", "[a]\nb = c\n", "[a]\nb = c\n"),
            ("a mark", "\u{feff}[a]\nb = c", "[a]\nb = c"),
            ("a key", "[a]\nb = c\nB = d\n", "[a]\n# b = c\nB = d\n"),
            (
                "a key with more lines",
                "[a]\nb = c\n  d\n\n  e\nx = y\nb = d\n",
                "[a]\n# b = c\n#   d\n\n#   e\nx = y\nb = d\n",
            ),
            ("three times", "[a]\nb=1\nb=2\nb=3\n", "[a]\n# b=1\n# b=2\nb=3\n"),
            (
                "a section",
                "[a]\nb = c\n\n# about x\n[x]\ny = z\n[a] # more\n\nd = e\n  f\n\n# end\n",
                "[a]\nb = c\n\nd = e\n  f\n\n# about x\n[x]\ny = z\n# [a] # more\n\n# end\n",
            ),
            (
                "a section and a key of it, without a final newline",
                "[a]\r\nb = c\r\n[a]\r\nb = d",
                "[a]\r\n# b = c\r\nb = d\r\n# [a]",
            ),
            ("an empty section", "[a]\nb = c\n[a]\n# x\n", "[a]\nb = c\n# [a]\n# x\n"),
        ] {
            assert_eq!(mend(text).unwrap(), expected, "{trap}");
            assert_eq!(mend(expected).unwrap(), expected, "{trap}: a second run");
        }
    }

    #[test]
    fn the_rest_is_left_to_the_person() {
        for text in [
            "a = b\n",
            "[a]\nb\n",
            "[a]\ns3 =\n  b\n",
            "[a]\rb = c",
            "\u{feff}[a]\nb\n",
            "[a]\nb = c\n[a]\n  d = e\n",
            "[a b]\nc = 1\n[a  b]\nc = 2\n[a b]\nc = 3\n",
            "[DEFAULT]\na = b\n[DEFAULT]\na = c\n",
            "[a]\nb = c\nb : d = e\n",
        ] {
            let plain = text.trim_start_matches(MARK);
            assert_eq!(mend(text), Err(Document::parse(plain).err().unwrap()), "{text:?}");
        }
    }
}
