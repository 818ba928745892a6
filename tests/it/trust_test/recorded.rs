//! Recorded requests get the answers that the local AWS gives over HTTP.

use std::time::Duration;

use serde_json::{Value, json};
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::domain::sts::StsError;

use super::cases::{Asked, CASES};
use super::test;
use crate::simulator::{World, trust_policy};

/// Refusals of requests that carry no web identity, and of an issuer that doesn't answer.
const OTHERS: [&str; 12] = [
    "role ARN (AssumeRole)",
    "role chaining",
    "issuer out of reach",
    "trust or own policy (AssumeRole)",
    "root assumes a role",
    "a session asks for a session token",
    "MFA code",
    "tag twice",
    "reserved tag",
    "transitive key without tag",
    "tag that is inherited",
    "another source identity",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_is_the_one_that_the_local_aws_gives() {
    let world = World::start().await;
    let policy: Value = serde_json::from_str(&trust_policy(&world.issuer)).unwrap();
    let (mut records, mut expected) = (Vec::new(), Vec::new());
    for (name, spoil) in CASES {
        let mut asked = Asked::good(&world);
        spoil(&mut asked);
        asked.sign(&world);
        records.push(asked.record(&world, name, &policy));
        expected.push(over_http(&world, name, &asked).await);
    }
    let answers = replay(&json!(records));
    assert_eq!(answers, json!(expected));
    every_refusal_is_among(&expected);
}

/// Answers the requests with the program.
fn replay(records: &Value) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("requests.json"), records.to_string()).unwrap();
    let told = test(folder.path(), &["--json", "--request", "requests.json"], "");
    assert_eq!(told.exit, Some(6), "{told}");
    serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{told}"))
}

/// Every refusal of a web identity is met by a case: what is said anew has to be tried anew.
fn every_refusal_is_among(answers: &[Value]) {
    let missing: Vec<String> = StsError::samples()
        .iter()
        .filter(|error| !OTHERS.contains(&error.subject()))
        .filter(|error| {
            let text: String = error.to_string().chars().take(24).collect();
            !answers.iter().any(|answer| {
                answer["code"] == json!(error.code())
                    && answer["message"].as_str().unwrap().starts_with(&text)
            })
        })
        .map(ToString::to_string)
        .collect();
    assert!(missing.is_empty(), "no case for {missing:#?}");
}

/// Asks the local AWS, and puts its answer into the form of the program's.
async fn over_http(world: &World, name: &str, asked: &Asked) -> Value {
    let client = http::client(&Environment::default(), Duration::from_secs(30)).unwrap();
    let response = client.post(world.running.endpoint()).form(&fields(asked)).send().await.unwrap();
    let status = response.status().as_u16();
    let reason = response.headers().get("vouch-reason").map(|it| it.to_str().unwrap().to_owned());
    let body = response.text().await.unwrap();
    let element = |name: &str| {
        let (_, rest) = body.split_once(&format!("<{name}>"))?;
        let text = rest.split_once(&format!("</{name}>"))?.0;
        Some(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    };
    if status != 200 {
        return json!({
            "name": name,
            "allowed": false,
            "status": status,
            "code": element("Code"),
            "message": element("Message"),
            "reason": reason,
        });
    }
    let mut answer = json!({
        "name": name,
        "allowed": true,
        "subject": element("SubjectFromWebIdentityToken"),
        "audience": element("Audience"),
        "provider": element("Provider"),
        "assumed_role_arn": element("Arn"),
        "packed_policy_size": element("PackedPolicySize").unwrap().parse::<u32>().unwrap(),
        "expiration": element("Expiration"),
    });
    if let Some(identity) = element("SourceIdentity") {
        answer["source_identity"] = json!(identity);
    }
    answer
}

/// The query that the record speaks of.
fn fields(asked: &Asked) -> Vec<(String, String)> {
    let mut fields = vec![
        ("Action".into(), "AssumeRoleWithWebIdentity".into()),
        ("Version".into(), "2011-06-15".into()),
    ];
    for (name, value) in &asked.sent {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let parameter = match name.as_str() {
            "role_arn" => "RoleArn",
            "role_session_name" => "RoleSessionName",
            "duration_seconds" => "DurationSeconds",
            "policy" => "Policy",
            "provider_id" => "ProviderId",
            "web_identity_token" => "WebIdentityToken",
            "policy_arns" => {
                let arns = value.as_array().unwrap().iter().enumerate();
                fields.extend(arns.map(|(index, arn)| {
                    let number = index + 1;
                    (format!("PolicyArns.member.{number}.arn"), arn.as_str().unwrap().into())
                }));
                continue;
            }
            other => panic!("{other}"),
        };
        if !value.is_null() {
            fields.push((parameter.into(), text));
        }
    }
    fields
}
