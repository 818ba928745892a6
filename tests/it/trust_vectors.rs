//! The trust policies' evaluator agrees with vectors that others wrote.
//!
//! `tests/vectors/trust-conditions.json` is the whole corpus
//! [subvectors](https://pypi.org/project/subvectors/) 0.7.0 (CC0): tokens of CI systems against
//! conditions, some of them observed at AWS. Those of other clouds are put in IAM's words where
//! they can be; [`NOT_OURS`] says which can't and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use vouch::domain::trust::{Caller, Context, TrustPolicy};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/issuer.example";

/// The rules that IAM can't say.
const NOT_OURS: &[(&str, &str)] = &[
    ("gh-gcp-matches-tag-regex", "IAM has no regular expressions"),
    ("gitlab-gcp-int-literal-never-matches", "IAM compares a number with a text by its digits"),
    ("gitlab-gcp-int-negation-always-true", "IAM compares a number with a text by its digits"),
    ("gitlab-gcp-bool-literal-never-matches", "IAM compares a boolean with a text by its letters"),
];

#[derive(Deserialize)]
struct Corpus {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    suite: String,
    claims: BTreeMap<String, Claim>,
    #[serde(default)]
    conditions: Vec<Condition>,
    rule: Option<String>,
    #[serde(rename = "match")]
    matches: bool,
}

/// Operator, claim, values.
type Condition = (String, String, Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Claim {
    Many(Vec<String>),
    One(String),
}

fn key(claim: &str) -> String {
    format!("issuer.example:{claim}")
}

impl Vector {
    /// What IAM would be told; none if it can't be.
    fn policy(&self) -> Option<TrustPolicy> {
        let translated: Vec<Condition> = match &self.rule {
            None => self.conditions.clone(),
            Some(rule) => rule
                .split(" && ")
                .flat_map(|r| r.split(" and "))
                .map(term)
                .collect::<Option<_>>()?,
        };
        let mut conditions: Map<String, Value> = Map::new();
        for (operator, claim, values) in translated {
            let keys = conditions.entry(operator).or_insert_with(|| json!({}));
            let before = keys.as_object_mut().unwrap().insert(key(&claim), json!(values));
            assert!(before.is_none(), "{}: a claim twice", self.id);
        }
        let statement = json!({
            "Effect": "Allow",
            "Principal": {"Federated": PROVIDER},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": conditions,
        });
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
        Some(policy.to_string().parse().unwrap())
    }

    fn context(&self) -> Context {
        let mut context = Context::default();
        for (claim, value) in &self.claims {
            match value {
                Claim::Many(values) => context.set_list(&key(claim), values.clone()),
                Claim::One(value) => context.set(&key(claim), value),
            }
        }
        context
    }
}

/// Translates a term of Google's or of Azure's language, such as `assertion.sub == 'a'`.
fn term(text: &str) -> Option<Condition> {
    let text = text.trim();
    let rest = text.strip_prefix("assertion").or_else(|| text.strip_prefix("claims")).unwrap();
    let (claim, rest) = match rest.strip_prefix("['") {
        Some(rest) => rest.split_once("']").unwrap(),
        None => {
            let rest = rest.strip_prefix('.').unwrap();
            rest.split_at(rest.find([' ', '.']).unwrap())
        }
    };
    let quoted = |text: &str| {
        let text = text.strip_prefix('\'')?.strip_suffix('\'')?;
        (!text.contains('\'')).then(|| text.to_owned())
    };
    let condition =
        |operator: &str, value: String| (operator.to_owned(), claim.to_owned(), vec![value]);
    let rest = rest.trim();
    if let Some(list) = rest.strip_prefix("in [") {
        let values = list.strip_suffix(']')?.split(", ").map(quoted).collect::<Option<_>>()?;
        return Some(("StringEquals".into(), claim.into(), values));
    }
    if let Some(start) = rest.strip_prefix(".startsWith(") {
        return Some(condition("StringLike", quoted(start.strip_suffix(')')?)? + "*"));
    }
    let (operator, value) = rest.split_once(' ')?;
    let operator = match operator {
        "==" | "eq" => "StringEquals",
        "!=" => "StringNotEquals",
        "matches" => "StringLike",
        other => panic!("{other}"),
    };
    quoted(value).map(|value| condition(operator, value))
}

#[test]
#[expect(clippy::print_stdout, reason = "the count is for whoever reads the test's output")]
fn the_evaluator_agrees_with_the_corpus() {
    let corpus = include_str!("../vectors/trust-conditions.json");
    let corpus: Corpus = serde_json::from_str(corpus).unwrap();
    let suites: BTreeSet<&str> = corpus.vectors.iter().map(|v| v.suite.as_str()).collect();
    assert_eq!((corpus.vectors.len(), suites.len()), (163, 14));
    let caller = Caller::Federated(PROVIDER.into());
    let (mut agree, mut not_ours, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for vector in &corpus.vectors {
        let Some(policy) = vector.policy() else {
            not_ours.insert(vector.id.as_str());
            continue;
        };
        let judgement =
            policy.evaluate("sts:AssumeRoleWithWebIdentity", &caller, &vector.context());
        if judgement.is_allowed() == vector.matches {
            agree += 1;
        } else {
            wrong.push(format!("{}: {judgement:#?}", vector.id));
        }
    }
    println!(
        "{} vectors: {agree} agree, {} can't be put in IAM's words",
        corpus.vectors.len(),
        not_ours.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(not_ours, NOT_OURS.iter().map(|(id, _)| *id).collect());
    assert_eq!(agree, 159);
}
