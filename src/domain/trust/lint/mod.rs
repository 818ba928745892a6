//! The linter: rules about trust policies, each with why it is one.
//!
//! Where it can, a rule asks the evaluator instead of looking at how a policy is written: a stranger
//! who is really let in can't be argued with.

mod action;
mod audience;
mod edits;
pub(in crate::domain) mod enforced;
mod facts;
mod finding;
mod fix;
mod github;
mod issuers;
mod keys;
mod malformed;
mod operators;
mod pattern_of_subject;
mod principal;
mod rule;
mod settle;
mod shape;
mod source;
mod stranger;
mod subject;
mod view;

pub use facts::{Carries, Facts};
pub use finding::{Edit, Finding};
pub use fix::fix;
pub use rule::{Rule, Severity};
pub use source::Form;

use super::{PolicyFault, TrustPolicy};
use crate::domain::document::Node;
use settle::Hides;
use source::Source;
use view::View;

/// Rules that belong together, and what looks for them.
struct Family {
    rules: &'static [&'static Rule],
    check: fn(&View<'_>, &mut Vec<Finding>),
}

const FAMILIES: &[Family] = &[
    Family { rules: audience::RULES, check: audience::check },
    Family { rules: subject::RULES, check: subject::check },
    Family { rules: pattern_of_subject::RULES, check: pattern_of_subject::check },
    Family { rules: github::RULES, check: github::check },
    Family { rules: enforced::RULES, check: enforced::check },
    Family { rules: operators::RULES, check: operators::check },
    Family { rules: keys::RULES, check: keys::check },
    Family { rules: principal::RULES, check: principal::check },
    Family { rules: action::RULES, check: action::check },
    Family { rules: shape::RULES, check: shape::check },
];

/// Returns every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let families = FAMILIES.iter().map(|family| family.rules);
    families.chain([malformed::RULES]).flatten().copied()
}

/// Judges the policies in a text; the findings in the order of the text.
pub fn lint_text(text: &str, form: Form, facts: &Facts) -> Vec<Finding> {
    let source = match Source::read(text, form) {
        Ok(source) => source,
        Err(unread) => return vec![malformed::unread(text, unread)],
    };
    if source.policies.is_empty() {
        return vec![malformed::no_policy()];
    }
    let mut findings = Vec::new();
    for policy in &source.policies {
        let mut found = lint(policy, facts);
        // A policy inside a text has no places of its own to be mended at.
        let inside = policy.members().first().is_some_and(|first| first.name_span == policy.span);
        if inside || form != Form::Json {
            found.iter_mut().for_each(|finding| finding.fix.clear());
        }
        findings.extend(found);
    }
    findings
}

/// Judges a policy; the findings in the order of the text.
pub fn lint(tree: &Node, facts: &Facts) -> Vec<Finding> {
    let settled = settle::settle(tree);
    let hides_statements =
        settled.unknowns.iter().any(|unknown| unknown.hides == Hides::Statements);
    let mut findings: Vec<Finding> = settled.unknowns.iter().map(malformed::unknown).collect();
    match TrustPolicy::read(&settled.tree) {
        Err(misread) if misread.fault == PolicyFault::NoStatement && hides_statements => {}
        Err(misread) => findings.push(malformed::misread(&misread)),
        Ok(policy) => {
            let view = View::of(&settled, &policy, facts);
            let absurd = shape::length(view.tree) > shape::ABSURD;
            let judged = FAMILIES.iter().filter(|family| !absurd || family.rules == shape::RULES);
            for family in judged {
                (family.check)(&view, &mut findings);
            }
        }
    }
    findings.sort_by_key(|finding| (finding.span.start, std::cmp::Reverse(finding.rule.severity)));
    findings
}

#[cfg(test)]
mod tests;
