//! Rules about `sub`: whose token it is.

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::stranger;
use super::view::{ConditionView, Provider, StatementView, View};

/// No condition says who.
pub(super) static MISSING: Rule = Rule {
    id: "subject-missing",
    severity: Severity::Error,
    title: "no condition says whose token it must be",
    why: "Everybody who gets a token of the provider gets the role. What the caller chooses, such as the session name, keeps nobody out. These say who: `sub`, `email`, `aws:RequestTag/...`, `sts:SourceIdentity`, `sts:RoleAuthorizedByIdp`, and the claims of GitHub, GitLab and others that AWS knows.",
    attack: "Mallory, who has a login at the issuer for something harmless, asks STS for this role with her own token.",
    remedy: "Add `\"StringEquals\": {\"ISSUER:sub\": [\"alice@example.com\"]}` with the people who are meant.",
};

/// A condition on who that holds for everybody.
pub(super) static OPEN: Rule = Rule {
    id: "subject-open",
    severity: Severity::Error,
    title: "the conditions on who it is let everybody in",
    why: "`*`, `**`, `?*` and the like fit every subject. The finding names a made-up subject that the policy really lets in.",
    attack: "As with `subject-missing`: whoever gets any token of the provider gets the role.",
    remedy: "Name the people with `StringEquals` and a list, or write a pattern that only their subjects fit.",
};

pub(super) static RULES: &[&Rule] = &[&MISSING, &OPEN];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, provider) in view.admitting() {
        findings.extend(open(view, statement, provider));
    }
}

fn open(view: &View<'_>, statement: &StatementView<'_>, provider: &Provider) -> Option<Finding> {
    let stranger = stranger::subject(view, statement, provider)?;
    let says_who = |c: &&ConditionView<'_>| stranger::says_who(provider, &c.written.key);
    let condition = statement.conditions.iter().find(says_who);
    Some(match condition {
        None => Finding::new(
            &MISSING,
            statement.place(),
            format!(
                "statement {} lets in everybody who has a token of {}: it has no condition on `sub`",
                statement.number,
                provider.shown()
            ),
        ),
        Some(condition) => Finding::new(
            &OPEN,
            &condition.by_key.name_span,
            format!("statement {} lets in `{stranger}`, whom nobody named", statement.number),
        ),
    })
}
