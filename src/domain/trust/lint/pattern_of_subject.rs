//! Rules about patterns for subjects: what else fits them than what was meant.

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::stranger;
use super::subject::names_subjects;
use super::view::{ConditionView, Provider, StatementView, View};
use crate::domain::document::Node;
use crate::domain::trust::Comparison;

/// A wildcard where strangers choose.
static UNANCHORED: Rule = Rule {
    id: "subject-unanchored",
    severity: Severity::Error,
    title: "a pattern for `sub` has its wildcard where strangers choose what stands there",
    why: "The part of a subject that says whose it is (the domain of an address, the owner of a repository) must be written out to its end. `*` fits everything, separators included.",
    attack: "`*example.com` fits `mallory@stranger-example.com`; `repo:acme*` fits the repository `acme-stranger/any`. Mallory registers the name and gets in.",
    remedy: "Write the separator before or after the wildcard: `*@example.com`, `repo:acme/*`; better, name the subjects.",
};

/// Everybody of a domain.
static DOMAIN: Rule = Rule {
    id: "subject-domain-wildcard",
    severity: Severity::Warning,
    title: "a pattern for `sub` lets in everybody with an address in a domain",
    why: "It is right only if the issuer proves that the address is the person's, and if everybody there is meant: new people, guests and robots too.",
    attack: "An issuer with self-service takes the address that Mallory types, and sends a token for `ceo@example.com`.",
    remedy: "Name the people, or let the issuer decide with `\"Bool\": {\"sts:RoleAuthorizedByIdp\": \"true\"}` and its grants.",
};

/// A wildcard that is none.
static LITERAL: Rule = Rule {
    id: "wildcard-literal",
    severity: Severity::Warning,
    title: "`*` or `?` in a value that is compared letter by letter",
    why: "Only `StringLike` and `ArnLike` know wildcards. With `StringEquals` the star is a star, and no subject has one: nobody gets in.",
    attack: "Nobody gets in; then somebody in a hurry takes the condition out.",
    remedy: "Name the subjects, or use `StringLike` if a pattern is meant.",
};

pub(super) static RULES: &[&Rule] = &[&UNANCHORED, &DOMAIN, &LITERAL];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, provider) in view.admitting() {
        let naming = statement.conditions.iter().filter(|c| names_subjects(c, provider));
        for (condition, (node, text)) in naming.flat_map(|c| c.texts().map(move |text| (c, text))) {
            let is_pattern = condition.operator.comparison == Comparison::StringLike;
            findings.extend(match is_pattern {
                true => pattern(view, statement, provider, condition, node, text),
                false => literal(node, text),
            });
        }
    }
}

fn literal(node: &Node, text: &str) -> Option<Finding> {
    let plain = text.replace("${*}", "").replace("${?}", "");
    plain.contains(['*', '?']).then(|| {
        Finding::new(&LITERAL, &node.span, format!("`{text}` fits only itself, letter by letter"))
    })
}

fn pattern(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
    condition: &ConditionView<'_>,
    node: &Node,
    text: &str,
) -> Option<Finding> {
    if !text.contains(['*', '?']) || text.contains("${") {
        return None;
    }
    let (rule, subject) = example(text)?;
    let (_, claim) = condition.claim()?;
    // What lets everybody in is told as such, and what a `Deny` keeps out isn't told.
    if stranger::subject(view, statement, provider).is_some()
        || !stranger::lets_in_claim(view, statement, provider, claim, &subject)
    {
        return None;
    }
    Some(Finding::new(rule, &node.span, format!("`{text}` lets in `{subject}`")))
}

/// Returns a subject that the pattern fits and that wasn't meant, if there is one.
fn example(pattern: &str) -> Option<(&'static Rule, String)> {
    if let Some((local, domain)) = pattern.rsplit_once('@')
        && !pattern.contains(':')
    {
        return Some(match unanchored_domain(domain) {
            Some(domain) => (&UNANCHORED, format!("{}@{domain}", filled(local, "mallory"))),
            None if !local.contains(['*', '?']) => return None,
            None => (&DOMAIN, format!("{}@{}", filled(local, "somebody"), filled(domain, "any"))),
        });
    }
    let owner = owner(pattern);
    if !owner.contains(['*', '?']) {
        return None;
    }
    // No separator at all: an address is meant, or a name.
    let is_name = !pattern.contains([':', '/']);
    let stranger = match pattern.starts_with('*') {
        true if is_name => "mallory@stranger-",
        false if is_name => "@stranger.invalid",
        _ => "-stranger",
    };
    let (before, after) = pattern.split_once(['*', '?']).unwrap_or((pattern, ""));
    let wild = if pattern[before.len()..].starts_with('?') { "x" } else { stranger };
    Some((&UNANCHORED, format!("{before}{wild}{}", filled(after, "any"))))
}

/// Returns a stranger's domain that fits, if the pattern doesn't end in a whole domain.
fn unanchored_domain(domain: &str) -> Option<String> {
    let (_, rest) = domain.rsplit_once(['*', '?'])?;
    let whole = rest.strip_prefix('.').is_some_and(|rest| rest.contains('.'));
    if whole {
        return None;
    }
    let stranger = if rest.is_empty() { "stranger.invalid" } else { "stranger-" };
    Some(domain.replacen('*', stranger, 1).replace(['*', '?'], "x"))
}

/// Returns the part of a subject that says whose it is: up to the owner's end.
fn owner(pattern: &str) -> &str {
    let Some((first, rest)) = pattern.split_once(':') else {
        return pattern.split('/').next().unwrap_or(pattern);
    };
    let skipped = match first {
        "system" => rest.split_once(':').map_or(0, |(kind, _)| kind.len() + 1),
        _ => 0,
    };
    let owner = rest[skipped..].split([':', '/']).next().unwrap_or_default();
    &pattern[..first.len() + 1 + skipped + owner.len()]
}

fn filled(pattern: &str, with: &str) -> String {
    pattern.replace('*', with).replace('?', "x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_as_loose_as_what_else_fits_it() {
        for (pattern, rule, subject) in [
            ("*@example.com", "subject-domain-wildcard", "somebody@example.com"),
            ("alice+*@example.com", "subject-domain-wildcard", "alice+somebody@example.com"),
            ("*@*.example.com", "subject-domain-wildcard", "somebody@any.example.com"),
            ("*@*example.com", "subject-unanchored", "mallory@stranger-example.com"),
            ("alice@*", "subject-unanchored", "alice@stranger.invalid"),
            ("alice@example.co?", "subject-unanchored", "alice@example.cox"),
            ("*example.com", "subject-unanchored", "mallory@stranger-example.com"),
            ("alice*", "subject-unanchored", "alice@stranger.invalid"),
            ("repo:acme*", "subject-unanchored", "repo:acme-stranger"),
            ("repo:*/app:*", "subject-unanchored", "repo:-stranger/app:any"),
            (
                "system:serviceaccount:*:app",
                "subject-unanchored",
                "system:serviceaccount:-stranger:app",
            ),
            ("organization:acm?:*", "subject-unanchored", "organization:acmx:any"),
        ] {
            let (found, example) = example(pattern).unwrap_or_else(|| panic!("{pattern}"));
            assert_eq!((found.id, example.as_str()), (rule, subject), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_names_the_owner_is_left_alone() {
        for pattern in [
            "repo:acme/*",
            "repo:acme@123/app@456:*",
            "repo:acme/app:ref:refs/heads/*",
            "project_path:acme/*:ref_type:branch:ref:main",
            "organization:acme:project:*",
            "system:serviceaccount:build:*",
            "alice@example.com",
        ] {
            assert_eq!(example(pattern), None, "{pattern}");
        }
    }
}
