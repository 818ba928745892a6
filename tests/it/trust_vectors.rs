//! The trust policies' evaluator agrees with vectors that others wrote.
//!
//! `tests/vectors/trust-conditions.json` is taken from the corpus
//! [subvectors](https://pypi.org/project/subvectors/) (CC0): tokens of CI systems against
//! conditions, some of them observed at AWS.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use vouch::domain::trust::{Caller, Context, TrustPolicy};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/issuer.example";

#[derive(Deserialize)]
struct Corpus {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    claims: BTreeMap<String, Claim>,
    conditions: Vec<(String, String, Vec<String>)>,
    #[serde(rename = "match")]
    matches: bool,
}

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
    fn policy(&self) -> TrustPolicy {
        let mut conditions: Map<String, Value> = Map::new();
        for (operator, claim, values) in &self.conditions {
            let keys = conditions.entry(operator).or_insert_with(|| json!({}));
            keys[key(claim)] = json!(values);
        }
        let statement = json!({
            "Effect": "Allow",
            "Principal": {"Federated": PROVIDER},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": conditions,
        });
        let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
        policy.to_string().parse().unwrap()
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

#[test]
fn the_evaluator_agrees_with_the_corpus() {
    let corpus = include_str!("../vectors/trust-conditions.json");
    let corpus: Corpus = serde_json::from_str(corpus).unwrap();
    assert_eq!(corpus.vectors.len(), 93);
    let caller = Caller::Federated(PROVIDER.into());
    let differs = |vector: &&Vector| {
        let decision =
            vector.policy().evaluate("sts:AssumeRoleWithWebIdentity", &caller, &vector.context());
        decision.is_allowed() != vector.matches
    };
    let wrong: Vec<&str> =
        corpus.vectors.iter().filter(differs).map(|vector| vector.id.as_str()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
