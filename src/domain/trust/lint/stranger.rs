//! Asks the evaluator whether a policy lets a stranger in.
//!
//! A stranger has a token that the provider really issued, to somebody nobody thought of. What they
//! can choose or wait for (session name, time, address) is taken as chosen well: only conditions on
//! what the issuer says of them can keep them out.

use super::enforced;
use super::settle::is_unknown;
use super::view::{Provider, StatementView, View};
use crate::domain::trust::{Caller, Condition, Context, Effect, Statement, TrustPolicy};

/// What lets somebody in with a token.
pub(super) const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

/// Subjects of strangers, in the forms that issuers give them.
const SUBJECTS: [&str; 7] = [
    "mallory@stranger.invalid",
    "Stranger-00112233",
    "repo:stranger/stranger:ref:refs/heads/main",
    "project_path:stranger/stranger:ref_type:branch:ref:main",
    "organization:stranger:project:stranger:workspace:stranger:run_phase:apply",
    "system:serviceaccount:stranger:stranger",
    "https://stranger.invalid/stranger?a=b",
];

/// Audiences of tokens that were made for somebody else.
const AUDIENCES: [&str; 3] =
    ["https://stranger.invalid/app", "stranger.invalid", "Stranger-00112233"];

/// Tells whether the statement lets in somebody whom no condition thought of; returns their `sub`.
pub(super) fn subject(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
) -> Option<&'static str> {
    let decides = |key: &str| says_who(provider, key);
    SUBJECTS.into_iter().find(|stranger| {
        lets_in(view, statement, provider, decides, &stranger_context(provider, stranger))
    })
}

/// Tells whether the statement lets in a token of which this claim says that.
pub(super) fn lets_in_claim(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
    claim: &str,
    value: &str,
) -> bool {
    let decides = |key: &str| same_key(key, provider, claim);
    let mut context = Context::default();
    context.set(&provider.key(claim), value);
    lets_in(view, statement, provider, decides, &context)
}

/// Tells whether the statement lets in a token that was made for somebody else; returns its `aud`.
pub(super) fn audience(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
) -> Option<&'static str> {
    let decides = |key: &str| is_audience(provider, key);
    AUDIENCES.into_iter().find(|audience| {
        let mut context = Context::default();
        context.set(&provider.key("aud"), *audience);
        context.set(&provider.key("oaud"), *audience);
        lets_in(view, statement, provider, decides, &context)
    })
}

/// Tells whether the key says who has the token, by the issuer's word.
pub(super) fn says_who(provider: &Provider, key: &str) -> bool {
    let claim = provider.identity().any(|claim| same_key(key, provider, claim));
    let lower = key.to_ascii_lowercase();
    let asked_by_iam =
        |asked: &&str| lower == *asked.to_ascii_lowercase() || same_key(key, provider, asked);
    claim
        || enforced::keys(&provider.name).iter().any(asked_by_iam)
        || lower.starts_with("aws:requesttag/")
        || lower == "sts:sourceidentity"
        || lower == "sts:roleauthorizedbyidp"
}

/// Tells whether the key says for whom the token was made.
pub(super) fn is_audience(provider: &Provider, key: &str) -> bool {
    ["aud", "oaud"].iter().any(|claim| same_key(key, provider, claim))
}

fn same_key(key: &str, provider: &Provider, claim: &str) -> bool {
    key.rsplit_once(':').is_some_and(|(prefix, name)| {
        name.eq_ignore_ascii_case(claim)
            && (prefix.eq_ignore_ascii_case(&provider.name) || is_unknown(prefix))
    })
}

fn stranger_context(provider: &Provider, subject: &str) -> Context {
    let mut context = Context::default();
    for claim in provider.identity().chain(["aud"]) {
        context.set(&provider.key(claim), subject);
    }
    context.set("sts:SourceIdentity", subject);
    context.set("sts:RoleSessionName", subject);
    context.set("sts:RoleAuthorizedByIdp", "false");
    context
}

/// Evaluates what is left of the policy when only the conditions count that decide.
fn lets_in(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
    decides: impl Fn(&str) -> bool,
    context: &Context,
) -> bool {
    // What isn't known is taken as a restriction that holds.
    if statement.has_hidden {
        return false;
    }
    let mut context = context.clone();
    let subject = context.values(&provider.key("sub")).and_then(<[String]>::first);
    let tag = subject.map_or("stranger", String::as_str).to_owned();
    let denies = view.statements.iter().filter(|other| {
        let conditions = &other.written.conditions;
        let known = !other.has_hidden && conditions.iter().all(|c| decides(&c.key));
        other.written.effect == Effect::Deny && known
    });
    let mut statements: Vec<Statement> = denies.map(|other| other.written.clone()).collect();
    let mut allow = statement.written.clone();
    allow.conditions.retain(|condition| decides(&condition.key));
    statements.push(allow);
    for condition in statements.iter_mut().flat_map(|statement| &mut statement.conditions) {
        own_key(condition, provider);
        // A tag that the policy asks for is there, with the stranger's name in it.
        if condition.key.to_ascii_lowercase().starts_with("aws:requesttag/") {
            context.set(&condition.key, &tag);
        }
    }
    let policy = TrustPolicy { version: view.policy.version, statements };
    let caller = Caller::Federated(provider.written.clone());
    policy.evaluate(WEB_IDENTITY, &caller, &context).is_allowed()
}

/// Gives a key whose provider is an expression the name of the provider.
fn own_key(condition: &mut Condition, provider: &Provider) {
    if let Some((prefix, claim)) = condition.key.rsplit_once(':')
        && is_unknown(prefix)
    {
        condition.key = provider.key(claim);
    }
}
