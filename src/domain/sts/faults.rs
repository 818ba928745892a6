//! What is wrong with a request's parameters, in AWS's words.

use std::ops::RangeInclusive;

use super::error::StsError;

/// The longest and the shortest session of a role, in seconds.
pub(in crate::domain) const ROLE_DURATION: RangeInclusive<u32> = 900..=43_200;
/// What STS gives for a role when no duration is asked for, in seconds.
pub(in crate::domain) const ROLE_DEFAULT: u32 = 3600;

/// `[\w+=,.@-]*`, of which AWS takes only ASCII.
pub(in crate::domain) const NAME: Characters = Characters {
    pattern: r"[\w+=,.@-]*",
    fits: |character| character.is_ascii_alphanumeric() || "_+=,.@-".contains(character),
};
/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`.
pub(in crate::domain) const TAG: Characters = Characters {
    pattern: r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*",
    fits: |character| {
        character.is_alphanumeric()
            || (character.is_whitespace() && !character.is_control())
            || "_.:/=+-@".contains(character)
    },
};
/// The characters of a session policy.
pub(in crate::domain) const POLICY: Characters = Characters {
    pattern: r"[\u0009\u000A\u000D\u0020-\u00FF]+",
    fits: |character| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{FF}'),
};

/// The characters that a parameter may have.
pub(in crate::domain) struct Characters {
    pub(in crate::domain) pattern: &'static str,
    pub(in crate::domain) fits: fn(char) -> bool,
}

/// What is wrong so far.
#[derive(Default)]
pub(in crate::domain) struct Faults(Vec<String>);

impl Faults {
    /// Refuses if anything is wrong.
    pub(super) fn end(self) -> Result<(), StsError> {
        self.found().map_or(Ok(()), |found| Err(StsError::Parameters(found)))
    }

    /// Returns what is wrong, if anything is.
    pub(in crate::domain) fn found(self) -> Option<Vec<String>> {
        if self.0.is_empty() { None } else { Some(self.0) }
    }

    pub(in crate::domain) fn add(&mut self, value: &str, name: &str, rule: &str) {
        self.0
            .push(format!("Value {value}at '{name}' failed to satisfy constraint: Member {rule}"));
    }

    /// A parameter that must be there.
    pub(in crate::domain) fn required<'a>(
        &mut self,
        name: &str,
        value: Option<&'a str>,
        lengths: RangeInclusive<usize>,
    ) -> &'a str {
        match value {
            None => self.add("null ", name, "must not be null"),
            Some(value) => self.text(name, value, lengths),
        }
        value.unwrap_or_default()
    }

    pub(in crate::domain) fn text(
        &mut self,
        name: &str,
        value: &str,
        lengths: RangeInclusive<usize>,
    ) {
        if let Some(rule) = length_rule(value.chars().count(), &lengths) {
            self.add(&format!("'{value}' "), name, &rule);
        }
    }

    /// A parameter whose value isn't repeated (ours: AWS repeats it).
    pub(in crate::domain) fn secret(
        &mut self,
        name: &str,
        value: Option<&str>,
        lengths: RangeInclusive<usize>,
    ) {
        let length = value.map(|value| value.chars().count());
        match length.map(|length| length_rule(length, &lengths)) {
            None => self.add("null ", name, "must not be null"),
            Some(None) => {}
            Some(Some(rule)) => self.add("", name, &rule),
        }
    }

    /// A list of at most so many members.
    pub(in crate::domain) fn count(&mut self, name: &str, count: usize, most: usize) {
        if count > most {
            let rule = format!("must have length less than or equal to {most}");
            self.add("", name, &rule);
        }
    }

    pub(in crate::domain) fn characters(&mut self, name: &str, value: &str, allowed: &Characters) {
        if !value.chars().all(allowed.fits) {
            let rule = format!("must satisfy regular expression pattern: {}", allowed.pattern);
            self.add(&format!("'{value}' "), name, &rule);
        }
    }

    /// Reads a duration in seconds.
    pub(super) fn duration(
        &mut self,
        value: Option<&str>,
        default: u32,
        range: RangeInclusive<u32>,
    ) -> u32 {
        value.map_or(default, |value| self.number("durationSeconds", value, range))
    }

    /// Reads a number.
    pub(in crate::domain) fn number(
        &mut self,
        name: &str,
        value: &str,
        range: RangeInclusive<u32>,
    ) -> u32 {
        let number = value.parse::<u32>().unwrap_or(0);
        let rule = if number < *range.start() {
            format!("must have value greater than or equal to {}", range.start())
        } else if number > *range.end() {
            format!("must have value less than or equal to {}", range.end())
        } else {
            return number;
        };
        self.add(&format!("'{value}' "), name, &rule);
        number
    }

    /// Checks the parameters of session policies.
    pub(in crate::domain) fn session_policies(&mut self, policy: Option<&str>, arns: &[String]) {
        if let Some(policy) = policy {
            self.text("policy", policy, 1..=2048);
            self.characters("policy", policy, &POLICY);
        }
        self.count("policyArns", arns.len(), 10);
        for (index, arn) in arns.iter().enumerate() {
            self.text(&format!("policyArns.{}.member.arn", index + 1), arn, 20..=2048);
        }
    }
}

fn length_rule(length: usize, lengths: &RangeInclusive<usize>) -> Option<String> {
    let (least, most) = (lengths.start(), lengths.end());
    if length < *least {
        Some(format!("must have length greater than or equal to {least}"))
    } else if length > *most {
        Some(format!("must have length less than or equal to {most}"))
    } else {
        None
    }
}
