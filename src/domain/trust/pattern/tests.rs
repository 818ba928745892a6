//! What fits, and in how many steps.

use proptest::prelude::*;

use super::*;

#[test]
fn wildcards_span_everything_and_anchor_both_ends() {
    for (pattern, text, fits) in [
        ("", "", true),
        ("*", "", true),
        ("*", "a/b:c", true),
        ("?", "", false),
        ("?", "é", true),
        ("a", "A", false),
        ("a", "ab", false),
        ("ab*ab", "ab", false),
        ("ab*ab", "abab", true),
        ("*@example.com", "me@example.com", true),
        ("*@example.com", "me@example.com.evil.test", false),
        ("repo:*:ref", "repo:a:b:ref", true),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-b-b-d", false),
        ("a**", "a", true),
        ("a?*", "a", false),
        ("*a?", "aaab", true),
        ("*a?c*", "aabc", true),
        ("*a?c*", "aacb", true),
        ("*a?c*", "abbc", false),
    ] {
        assert_eq!(Pattern::wild(pattern).matches(text, Case::Matters), fits, "{pattern} {text}");
    }
    for (pattern, text) in [("STS:Assume*", "sts:AssumeRole"), ("É*", "éA"), ("ΑΣ", "ας")] {
        assert_eq!(Pattern::wild(pattern).matches(text, Case::Ignored), text != "ας", "{text}");
    }
}

/// What others get stuck on: each takes about as many steps as there are characters.
#[test]
fn a_hostile_pattern_takes_no_more_steps_than_a_friendly_one() {
    for (pattern, text) in [
        ("*a".repeat(500), "a".repeat(499)),
        ("*a".repeat(2000), "a".repeat(20_000)),
        (format!("{}b", "*a".repeat(2000)), "a".repeat(20_000)),
        (format!("*{}b*", "a".repeat(60)), "a".repeat(20_000)),
        (format!("*{}b*", "?".repeat(60)), "a".repeat(20_000)),
        ("*a?".repeat(1000), "ab".repeat(10_000)),
    ] {
        let mut steps = 0;
        Pattern::wild(&pattern).matches_counting(&text, Case::Matters, &mut steps);
        let most = 3 * (pattern.len() + text.len());
        assert!(steps <= most, "{steps} steps of {most}: {}...", &pattern[..8]);
    }
    // 4096 characters between two stars, as long as a policy may be.
    let (pattern, text) = (format!("*{}b*", "a".repeat(4090)), "a".repeat(20_000));
    let mut steps = 0;
    assert!(!Pattern::wild(&pattern).matches_counting(&text, Case::Matters, &mut steps));
    assert!(steps <= 65 * (pattern.len() + text.len()), "{steps}");
}

/// The definition, as slow as it may be.
fn slow(pattern: &[Piece], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((Piece::AnyMany, rest)), None) => slow(rest, text),
        (Some((Piece::AnyMany, rest)), Some((_, after))) => {
            slow(rest, text) || slow(pattern, after)
        }
        (Some((Piece::AnyOne, rest)), Some((_, after))) => slow(rest, after),
        (Some((Piece::Literal(literal), rest)), Some((character, after))) => {
            literal == character && slow(rest, after)
        }
        _ => false,
    }
}

proptest! {
    #[test]
    fn it_agrees_with_the_definition(pattern in "[ab*?]{0,10}", text in "[ab]{0,12}") {
        let characters: Vec<char> = text.chars().collect();
        let expected = slow(&Pattern::wild(&pattern).0, &characters);
        prop_assert_eq!(Pattern::wild(&pattern).matches(&text, Case::Matters), expected);
    }

    /// Over the limit of one word of bits.
    #[test]
    fn long_parts_are_found(before in "[ab]{0,80}", part in "[ab]{60,140}", after in "[ab]{0,80}") {
        let holed: String =
            part.chars().enumerate().map(|(i, c)| if i % 7 == 3 { '?' } else { c }).collect();
        let text = format!("{before}{part}{after}");
        let (found, absent) = (format!("*{holed}*"), format!("*{holed}c*"));
        prop_assert!(Pattern::wild(&found).matches(&text, Case::Matters));
        prop_assert!(!Pattern::wild(&absent).matches(&text, Case::Matters));
    }
}
