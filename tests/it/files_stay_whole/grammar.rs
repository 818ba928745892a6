//! Config files as people, tools and accidents make them, each from bytes that choose what comes
//! next: those of a generator that makes a failure small again, or those of a fuzzer.

use super::pieces::*;

/// Bytes that choose. When they are used up, the first and plainest of everything is chosen.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn below(&mut self, count: usize) -> usize {
        usize::from(self.0.next().copied().unwrap_or(0)) % count
    }

    fn of(&mut self, pieces: &[&'static str]) -> &'static str {
        pieces[self.below(pieces.len())]
    }

    /// Once in so many times.
    fn seldom(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    fn word(&mut self, alphabet: &str, longest: usize) -> String {
        let characters: Vec<char> = alphabet.chars().collect();
        let length = self.below(longest) + 1;
        (0..length).map(|_| characters[self.below(characters.len())]).collect()
    }
}

/// Makes a whole file.
pub(crate) fn file(bytes: &[u8]) -> String {
    let choices = &mut Choices(bytes.iter());
    let unfinished = choices.seldom(4);
    let (usual, other) = if choices.seldom(4) { ("\r\n", "\n") } else { ("\n", "\r\n") };
    let mixed = choices.seldom(12);
    let mut lines = Vec::new();
    if choices.seldom(3) {
        lines.extend(choices.of(&STARTS).split('\n').map(String::from));
    }
    for _ in 0..choices.below(6) {
        lines.push(header(choices));
        for _ in 0..choices.below(6) {
            entry(choices, &mut lines);
        }
    }
    let mut text = String::new();
    for line in lines {
        let ending = if mixed && choices.seldom(3) { other } else { usual };
        text.extend([line.as_str(), ending]);
    }
    if unfinished {
        text.truncate(text.trim_end_matches(['\n', '\r']).len());
    }
    text
}

fn header(choices: &mut Choices<'_>) -> String {
    match choices.below(16) {
        0..10 => choices.of(&SPELLINGS).replace('@', &name(choices)),
        10..13 => choices.of(&OTHER_HEADERS).into(),
        _ => choices.of(&OUR_HEADERS).into(),
    }
}

fn name(choices: &mut Choices<'_>) -> String {
    match choices.below(10) {
        0..3 => choices.of(&NAMES).into(),
        3..9 => choices.word("abcxyz0129-_", 6),
        _ => choices.word("aé ü!'\"#\\;]", 5),
    }
}

/// Adds one or more lines: a property with its continuations, a block, a comment, a blank.
fn entry(choices: &mut Choices<'_>, lines: &mut Vec<String>) {
    let more = |choices: &mut Choices<'_>, lines: &mut Vec<String>, pieces: &[&'static str]| {
        for _ in 0..choices.below(4) {
            lines.push(choices.of(pieces).into());
        }
    };
    match choices.below(16) {
        0..6 => lines.push(property(choices)),
        6..8 => lines.push(choices.of(&OURS).into()),
        8..11 => lines.push(choices.of(&NEUTRAL).into()),
        11..13 => {
            lines.push(choices.of(&BLOCKS).into());
            more(choices, lines, &NESTED);
        }
        13 => {
            lines.push(property(choices));
            more(choices, lines, &CONTINUATIONS);
        }
        14 => lines.extend(choices.of(&TOOLS).lines().map(String::from)),
        _ => lines.push(choices.of(&NASTY).into()),
    }
}

fn property(choices: &mut Choices<'_>) -> String {
    let key = match choices.below(10) {
        0..7 => choices.of(&KEYS).into(),
        7..9 => choices.word("abcXYZ_", 6),
        _ => choices.word("ab .é", 5),
    };
    let sign = choices.of(&SIGNS);
    let value = match choices.below(8) {
        0..6 => choices.of(&VALUES).into(),
        6 => choices.word(" !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~", 12),
        _ => choices.word("aé\u{85}\u{2028}\u{a0}\u{1c}ß漢\u{200d}🐱", 6),
    };
    format!("{key}{sign}{value}")
}

/// Makes lines of single characters that mean something, and now and then a long one.
pub(crate) fn noise(bytes: &[u8]) -> String {
    let choices = &mut Choices(bytes.iter());
    if choices.seldom(200) {
        let piece = choices.of(&["a", " ", "#", "[", "=", "\u{a0}", "é", "\n", "a=\n", " a\n"]);
        return format!("[a]\nb = {}\n[c]\n", piece.repeat(20 * (1 + choices.below(250))));
    }
    choices.word("[[]] ==:#;\t\r\n\n\n\u{feff}\u{85}\u{a0}\0aabcp\"'\\", 60)
}
