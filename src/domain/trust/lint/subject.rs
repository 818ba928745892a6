//! Rules about `sub`: whose token it is.

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::stranger;
use super::view::{ConditionView, Provider, StatementView, View};
use crate::domain::trust::Comparison;

/// No condition says who.
static MISSING: Rule = Rule {
    id: "subject-missing",
    severity: Severity::Error,
    title: "no condition says whose token it must be",
    why: "Everybody who gets a token of the provider gets the role. What the caller chooses, such as the session name, keeps nobody out. These say who: `sub`, `email`, `aws:RequestTag/...`, `sts:SourceIdentity`, `sts:RoleAuthorizedByIdp`, and the claims of GitHub, GitLab and others that AWS knows.",
    attack: "Mallory, who has a login at the issuer for something harmless, asks STS for this role with her own token.",
    remedy: "Add `\"StringEquals\": {\"ISSUER:sub\": [\"alice@example.com\"]}` with the people who are meant.",
};

/// A condition on who that holds for everybody.
static OPEN: Rule = Rule {
    id: "subject-open",
    severity: Severity::Error,
    title: "the conditions on who it is let everybody in",
    why: "`*`, `**`, `?*` and the like fit every subject. The finding names a made-up subject that the policy really lets in.",
    attack: "As with `subject-missing`: whoever gets any token of the provider gets the role.",
    remedy: "Name the people with `StringEquals` and a list, or write a pattern that only their subjects fit.",
};

/// Only negated operators say who.
static NEGATED: Rule = Rule {
    id: "subject-negated",
    severity: Severity::Error,
    title: "who gets in is said only by naming who doesn't",
    why: "A negated operator lets in everybody whom it doesn't name, those who come later included.",
    attack: "`StringNotEquals` keeps `bob@example.com` out, who enrols again as `bob2@example.com`.",
    remedy: "Name who gets in with `StringEquals`; keep the others out with a `Deny` besides, if need be.",
};

/// The loosest of several statements counts.
static LOOSER: Rule = Rule {
    id: "statement-looser",
    severity: Severity::Error,
    title: "one statement lets in everybody whom another keeps out",
    why: "It is enough that one statement allows. The conditions of another `Allow` don't narrow it down.",
    attack: "A reviewer reads the strict first statement and trusts it; an old second statement lets Mallory in.",
    remedy: "Take the loose statement away, or give it the conditions of the strict one.",
};

pub(super) static RULES: &[&Rule] = &[&MISSING, &OPEN, &NEGATED, &LOOSER];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, provider) in view.admitting() {
        let Some(stranger) = stranger::subject(view, statement, provider) else { continue };
        findings.push(open(statement, provider, stranger));
        findings.extend(looser(view, statement, provider));
    }
}

fn open(statement: &StatementView<'_>, provider: &Provider, stranger: &str) -> Finding {
    let number = statement.number;
    let says_who = |c: &&ConditionView<'_>| stranger::says_who(provider, &c.written.key);
    let saying: Vec<_> = statement.conditions.iter().filter(says_who).collect();
    let Some(first) = saying.first() else {
        let message = format!(
            "statement {number} lets in everybody who has a token of {}: it has no condition on `sub`",
            provider.shown()
        );
        return Finding::new(&MISSING, statement.place(), message);
    };
    let negated = saying.iter().all(|condition| condition.operator.comparison.is_negated());
    let rule = if negated { &NEGATED } else { &OPEN };
    let message = format!("statement {number} lets in `{stranger}`, whom nobody named");
    Finding::new(rule, &first.by_key.name_span, message)
}

fn looser(view: &View<'_>, loose: &StatementView<'_>, provider: &Provider) -> Option<Finding> {
    let is_strict = |(other, its): &(&StatementView<'_>, &Provider)| {
        other.number != loose.number
            && its.name == provider.name
            && stranger::subject(view, other, its).is_none()
    };
    let (strict, _) = view.admitting().find(is_strict)?;
    let message =
        format!("statement {} undoes what statement {} keeps out", loose.number, strict.number);
    Some(Finding::new(&LOOSER, &loose.node.span, message))
}

/// Tells whether the condition says who may come in, with patterns or without.
pub(super) fn names_subjects(condition: &ConditionView<'_>, provider: &Provider) -> bool {
    use Comparison as C;
    let positive = matches!(
        condition.operator.comparison,
        C::StringEquals | C::StringEqualsIgnoreCase | C::StringLike
    );
    positive && (condition.is(provider, "sub") || condition.is(provider, "email"))
}
