//! Policy variables: `${key}` in the values of a condition.

use super::context::Context;
use super::pattern::{Pattern, Piece};
use super::policy::Version;

/// Why a variable has no value. The condition then neither lets in nor keeps out by itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum VariableFault {
    /// The request lacks the key, or has many values for it.
    NoSingleValue(String),
    /// `${` without `}`.
    NotClosed,
}

/// Whether `*` and `?` of the policy are wildcards. Those of a variable's value never are: a
/// person who can choose their name must not be able to write a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Wildcards {
    Literal,
    Wild,
}

/// Replaces the variables of a policy's value
/// ([Policy variables](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html)).
pub(super) fn resolve(
    text: &str,
    version: Version,
    wildcards: Wildcards,
    context: &Context,
) -> Result<Pattern, VariableFault> {
    let plain = |character| match wildcards {
        Wildcards::Literal => Piece::Literal(character),
        Wildcards::Wild => Piece::wild(character),
    };
    if version == Version::V2008 {
        return Ok(Pattern(text.chars().map(plain).collect()));
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, next) = after.split_once('}').ok_or(VariableFault::NotClosed)?;
        pieces.extend(before.chars().map(plain));
        pieces.extend(value(name, context)?.chars().map(Piece::Literal));
        rest = next;
    }
    pieces.extend(rest.chars().map(plain));
    Ok(Pattern(pieces))
}

/// Returns the text with its variables replaced, for people; none if it has none, or one without a
/// value.
pub(super) fn meaning(text: &str, version: Version, context: &Context) -> Option<String> {
    if version == Version::V2008 || !text.contains("${") {
        return None;
    }
    let (mut meant, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        let (name, next) = after.split_once('}')?;
        meant.push_str(before);
        meant.push_str(&value(name, context).ok()?);
        rest = next;
    }
    meant.push_str(rest);
    Some(meant)
}

/// Returns what stands for `${name}`: a literal `*`, `?` or `$`, the key's value, or the default
/// of `${key, 'default'}`.
fn value(name: &str, context: &Context) -> Result<String, VariableFault> {
    if matches!(name, "*" | "?" | "$") {
        return Ok(name.into());
    }
    let (key, fallback) = match name.split_once(',') {
        None => (name, None),
        Some((key, text)) => {
            let text = text.trim();
            (key, text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')))
        }
    };
    match (context.values(key.trim()), fallback) {
        (Some([value]), _) => Ok(value.clone()),
        (None, Some(text)) => Ok(text.into()),
        _ => Err(VariableFault::NoSingleValue(key.trim().into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::trust::pattern::Case;

    fn context() -> Context {
        let mut context = Context::default();
        context.set("vouch.example.com:sub", "a*");
        context.set_list("aws:TagKeys", vec!["a".into(), "b".into()]);
        context
    }

    fn literal(text: &str) -> Result<Option<String>, VariableFault> {
        resolve(text, Version::V2012, Wildcards::Literal, &context()).map(|p| p.literal())
    }

    #[test]
    fn variables_are_replaced_without_regard_to_the_keys_case() {
        for (text, expected) in [
            ("none", "none"),
            ("${vouch.example.com:sub}", "a*"),
            ("x-${VOUCH.example.com:SUB}-y", "x-a*-y"),
            ("${*}${?}${$}", "*?$"),
            ("${aws:absent, 'other'}", "other"),
            ("${vouch.example.com:sub, 'other'}", "a*"),
        ] {
            assert_eq!(literal(text), Ok(Some(expected.into())), "{text}");
            let meant = meaning(text, Version::V2012, &context());
            assert_eq!(meant, (text != expected).then(|| expected.into()), "{text}");
            assert_eq!(meaning(text, Version::V2008, &context()), None);
        }
    }

    #[test]
    fn a_variable_without_one_value_is_a_fault() {
        for text in ["${aws:absent}", "${aws:TagKeys}", "${aws:TagKeys, 'x'}"] {
            assert!(matches!(literal(text), Err(VariableFault::NoSingleValue(_))), "{text}");
            assert_eq!(meaning(text, Version::V2012, &context()), None);
        }
        assert_eq!(literal("${open"), Err(VariableFault::NotClosed));
    }

    #[test]
    fn the_older_language_has_no_variables() {
        let text = "${vouch.example.com:sub}";
        let pattern = resolve(text, Version::V2008, Wildcards::Literal, &context()).unwrap();
        assert_eq!(pattern.literal().as_deref(), Some(text));
    }

    #[test]
    fn a_star_in_a_name_is_no_wildcard() {
        let text = "${vouch.example.com:sub}?";
        let pattern = resolve(text, Version::V2012, Wildcards::Wild, &context()).unwrap();
        assert!(pattern.matches("a*b", Case::Matters));
        assert!(!pattern.matches("abc", Case::Matters));
    }
}
