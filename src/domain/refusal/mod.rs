//! What AWS's refusals mean: for each its cause, how to check it, and what mends it.
//!
//! AWS's messages name neither the claim nor the policy at fault. How the local AWS words them is in
//! `domain::sts::error`; this catalogue also knows the words that AWS used earlier.

mod catalogue;
mod chained;
mod last;

use std::fmt;

pub use catalogue::CATALOGUE;
pub use chained::ChainedStep;
pub use last::LastRefusal;

/// A refusal, what it means and what to do.
#[derive(Debug, Eq, PartialEq)]
pub struct Entry {
    /// AWS's code, without `Exception` at its end.
    pub code: &'static str,
    /// What the message contains; empty for every other message of the code.
    pub text: &'static str,
    /// Where on the way to AWS it went wrong.
    pub step: Step,
    /// Why AWS says it.
    pub cause: &'static str,
    /// How to see that it is so.
    pub check: &'static str,
    /// What mends it.
    pub remedy: &'static str,
}

/// The steps from a login to an answer of AWS, in their order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Step {
    /// A token was issued, and it is one.
    Token,
    /// Its claims are such as AWS reads.
    Claims,
    /// The issuer is a provider of the account, its audience listed, its keys within reach.
    Provider,
    /// The role's trust policy lets the claims in, and the role gives what is asked for.
    Trust,
    /// The role's own policies allow what is done with the credentials.
    Permission,
    /// None of them: the call itself breaks a rule, or AWS is out of order.
    Beside,
}

impl Step {
    /// The five steps, in order.
    pub const ALL: [Self; 5] =
        [Self::Token, Self::Claims, Self::Provider, Self::Trust, Self::Permission];

    /// Returns the question that the step answers.
    pub fn question(self) -> &'static str {
        match self {
            Self::Token => "was a token issued?",
            Self::Claims => "are its claims right?",
            Self::Provider => "is the provider registered, its keys within reach?",
            Self::Trust => "do aud and sub match the role's trust policy?",
            Self::Permission => "does the permission policy allow the action?",
            Self::Beside => "does AWS take the call itself?",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beside => formatter.write_str("-"),
            step => write!(formatter, "{}", *step as usize + 1),
        }
    }
}

/// Returns what is known of a refusal, however much of it was pasted: the message, or the code.
pub fn find(pasted: &str) -> Option<&'static Entry> {
    let pasted = pasted.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let has = |text: &str| pasted.contains(&text.to_lowercase());
    let by_text = CATALOGUE.iter().find(|entry| !entry.text.is_empty() && has(entry.text));
    by_text.or_else(|| CATALOGUE.iter().find(|entry| entry.text.is_empty() && has(entry.code)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::sts::StsError;

    #[test]
    fn every_refusal_has_its_entry() {
        for error in StsError::samples() {
            let pasted = format!(
                "An error occurred ({}) when calling the AssumeRoleWithWebIdentity operation: {error}",
                error.code()
            );
            let entry = find(&pasted).unwrap_or_else(|| panic!("{pasted}"));
            assert!(error.code().starts_with(entry.code), "{pasted}: {entry:?}");
            assert!(find(&error.to_string()).is_some() || entry.text.is_empty(), "{error}");
        }
    }

    #[test]
    fn every_entry_is_found_by_its_own_words() {
        let mut seen = BTreeSet::new();
        for entry in CATALOGUE {
            assert!(seen.insert((entry.code, entry.text)), "{entry:?} is there twice");
            let pasted = format!("{}: {}", entry.code, entry.text);
            assert_eq!(find(&pasted), Some(entry), "another entry hides this one");
            for words in [entry.cause, entry.check, entry.remedy] {
                assert!(!words.is_empty() && !words.contains(['\n', '|']), "{entry:?}");
            }
        }
    }

    #[test]
    fn the_words_of_yesterday_and_of_others_are_known() {
        for (pasted, step) in [
            ("No OpenIDConnect provider found in your account for https://a", Step::Provider),
            ("Incorrect token audience", Step::Provider),
            (
                "AccessDenied: User: arn:aws:sts::1:assumed-role/R/a is not authorized to perform: s3:ListBucket on resource: b",
                Step::Permission,
            ),
            ("not authorized to perform\n  sts:TagSession", Step::Trust),
            ("(ExpiredTokenException)", Step::Claims),
            ("RegionDisabledException", Step::Beside),
        ] {
            assert_eq!(find(pasted).map(|entry| entry.step), Some(step), "{pasted}");
        }
        let denied = "is not authorized to perform: sts:AssumeRole on resource: b with an explicit deny in a service control policy";
        assert_eq!(find(denied).map(|entry| entry.text), Some("with an explicit deny"));
        assert_eq!(find("the weather is fine"), None);
    }
}
