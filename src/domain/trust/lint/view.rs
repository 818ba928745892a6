//! A policy as the rules look at it: what it says and where.

use std::ops::Range;

use super::facts::Facts;
use super::issuers::{self, CLAIMS};
use super::settle::{Settled, is_unknown};
use super::stranger::WEB_IDENTITY;
use crate::domain::document::{Member, Node};
use crate::domain::trust::{Condition, Effect, Operator, Statement, TrustPolicy};

/// What stands for the name of a provider that is an expression, where nothing tells it.
const NAMELESS: &str = "\u{1}provider";

/// A policy and where each part of it is written.
pub(super) struct View<'a> {
    pub(super) tree: &'a Node,
    pub(super) policy: &'a TrustPolicy,
    pub(super) statements: Vec<StatementView<'a>>,
    pub(super) facts: &'a Facts,
}

/// A statement.
pub(super) struct StatementView<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    pub(super) node: &'a Node,
    pub(super) written: &'a Statement,
    pub(super) conditions: Vec<ConditionView<'a>>,
    /// Whether it has conditions that aren't known.
    pub(super) has_hidden: bool,
    /// The OpenID Connect providers that it names.
    pub(super) providers: Vec<Provider>,
}

/// A condition.
pub(super) struct ConditionView<'a> {
    pub(super) operator: Operator,
    pub(super) by_operator: &'a Member,
    pub(super) by_key: &'a Member,
    pub(super) written: &'a Condition,
}

/// An OpenID Connect provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Provider {
    /// As the policy writes it.
    pub(super) written: String,
    /// Its name in condition keys.
    pub(super) name: String,
}

impl<'a> View<'a> {
    pub(super) fn of(settled: &'a Settled, policy: &'a TrustPolicy, facts: &'a Facts) -> Self {
        let tree = &settled.tree;
        let nodes = tree.member("Statement").map(Node::elements).unwrap_or_default();
        let pairs = nodes.iter().zip(&policy.statements).enumerate();
        let statements = pairs
            .map(|(index, (node, written))| statement(index + 1, node, written, settled, facts));
        Self { tree, policy, statements: statements.collect(), facts }
    }

    /// Returns the statements that let somebody in with a token, with each provider they name.
    pub(super) fn admitting(&self) -> impl Iterator<Item = (&StatementView<'a>, &Provider)> {
        let allowing =
            self.statements.iter().filter(|statement| statement.written.effect == Effect::Allow);
        allowing
            .filter(|statement| statement.written.actions.include(WEB_IDENTITY))
            .flat_map(|statement| statement.providers.iter().map(move |p| (statement, p)))
    }
}

impl StatementView<'_> {
    /// Tells whether it speaks of tokens alone.
    pub(super) fn is_for_tokens(&self) -> bool {
        let principals = &self.written.principals;
        let others = principals.everyone || !principals.aws.is_empty();
        !self.providers.is_empty() && !others
    }

    /// Returns where something is missing: the conditions, else the whole statement.
    pub(super) fn place(&self) -> &Range<usize> {
        let conditions = self.node.members().iter().find(|member| member.name == "Condition");
        conditions.map_or(&self.node.span, |member| &member.name_span)
    }
}

fn statement<'a>(
    number: usize,
    node: &'a Node,
    written: &'a Statement,
    settled: &Settled,
    facts: &Facts,
) -> StatementView<'a> {
    let conditions = conditions(node, written);
    let federated = written.principals.federated.iter();
    let providers = federated.filter_map(|text| provider(text, &conditions, facts)).collect();
    let unknown_key = conditions.iter().any(|condition: &ConditionView<'_>| {
        let key = &condition.written.key;
        is_unknown(key) && !condition.claim().is_some_and(|(_, claim)| CLAIMS.contains(&claim))
    });
    let has_hidden = unknown_key || settled.hides_conditions(&node.span);
    StatementView { number, node, written, conditions, has_hidden, providers }
}

/// The conditions, in the order in which the policy's reader takes them.
fn conditions<'a>(node: &'a Node, written: &'a Statement) -> Vec<ConditionView<'a>> {
    let operators = node.member("Condition").map(Node::members).unwrap_or_default();
    let members = operators.iter().flat_map(|by_operator| {
        by_operator.node.members().iter().map(move |by_key| (by_operator, by_key))
    });
    members
        .zip(&written.conditions)
        .map(|((by_operator, by_key), written)| ConditionView {
            operator: written.operator,
            by_operator,
            by_key,
            written,
        })
        .collect()
}

/// Reads a `Federated` principal; nothing if it is no OpenID Connect provider.
fn provider(text: &str, conditions: &[ConditionView<'_>], facts: &Facts) -> Option<Provider> {
    let found = |name: &str| Some(Provider { written: text.into(), name: name.into() });
    if let Some((_, name)) = text.split_once("oidc-provider/") {
        let name = name.trim_start_matches("https://");
        let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "-._~/:%@".contains(c)));
        let name = &name[..end.unwrap_or(name.len())];
        if !name.is_empty() {
            return found(name);
        }
    }
    if text.contains("saml-provider/") {
        return None;
    }
    if !is_unknown(text) {
        return found(text.trim_start_matches("https://").trim_end_matches('/'));
    }
    let mut prefixes = conditions.iter().filter_map(ConditionView::claim).map(|(name, _)| name);
    let named = prefixes.find(|name| name.contains('.') && !is_unknown(name));
    let told = facts.issuer.as_ref().map(|issuer| issuer.without_scheme());
    found(named.or(told).unwrap_or(NAMELESS))
}

impl Provider {
    /// Returns the full key of a claim.
    pub(super) fn key(&self, claim: &str) -> String {
        format!("{}:{claim}", self.name)
    }

    /// Returns the provider's name for people.
    pub(super) fn shown(&self) -> &str {
        if is_unknown(&self.name) { "the provider" } else { &self.name }
    }

    /// Returns the claims that AWS knows of this provider.
    pub(super) fn claims(&self) -> impl Iterator<Item = &'static str> {
        issuers::claims(&self.name)
    }

    /// Returns the claims that say who has the token.
    pub(super) fn identity(&self) -> impl Iterator<Item = &'static str> {
        issuers::identity(&self.name)
    }
}

impl ConditionView<'_> {
    /// Returns the key's provider and claim, if the key has the form of one.
    pub(super) fn claim(&self) -> Option<(&str, &str)> {
        split_key(&self.written.key)
    }

    /// Tells whether the key is the claim of the provider. A key whose provider is an expression
    /// counts as of every provider.
    pub(super) fn is(&self, provider: &Provider, claim: &str) -> bool {
        self.claim().is_some_and(|(prefix, name)| {
            name.eq_ignore_ascii_case(claim)
                && (prefix.eq_ignore_ascii_case(&provider.name) || is_unknown(prefix))
        })
    }

    /// Returns the values that are texts, with where they stand.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&Node, &str)> {
        let texts = self.by_key.node.elements().iter();
        texts.filter_map(|node| Some((node, node.text().filter(|text| !is_unknown(text))?)))
    }
}

/// Takes a key of a provider's claim apart; nothing for AWS's own keys.
fn split_key(key: &str) -> Option<(&str, &str)> {
    let (prefix, claim) = key.rsplit_once(':')?;
    let own = ["aws", "sts", "saml", "iam"].iter().any(|own| prefix.eq_ignore_ascii_case(own));
    (!own).then_some((prefix, claim))
}
