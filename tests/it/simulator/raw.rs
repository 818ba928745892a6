//! Raw requests: every byte of the answer, and what a client library would never send.

use std::net::TcpListener;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::simulator::{Fault, FaultAnswer, StartError, example};

use super::World;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) reason: String,
    date: String,
    pub(super) body: String,
}

impl Answer {
    /// Returns the text of the first element of the name.
    pub(super) fn element(&self, name: &str) -> &str {
        let (_, rest) = self.body.split_once(&format!("<{name}>")).unwrap_or_default();
        rest.split_once(&format!("</{name}>")).unwrap_or_default().0
    }

    pub(super) fn refusal(&self) -> (u16, &str) {
        (self.status, self.element("Code"))
    }

    /// Reads a response.
    pub(super) async fn of(response: reqwest::Response) -> Self {
        let header = |name: &str| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(header("x-amzn-requestid").unwrap().len(), 36);
        Self {
            status: response.status().as_u16(),
            reason: header("vouch-reason").unwrap_or_default(),
            date: header("date").unwrap(),
            body: response.text().await.unwrap(),
        }
    }
}

pub(super) async fn post(
    world: &World,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Answer {
    let client = http::client(&Environment::default(), Duration::from_secs(5)).unwrap();
    let mut request = client.post(world.running.endpoint()).form(fields);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(request.send().await.unwrap()).await
}

pub(super) async fn assume(world: &World, token: &str) -> Answer {
    let fields = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", example::DEVELOPER),
        ("RoleSessionName", "alice@example.com"),
        ("WebIdentityToken", token),
    ];
    post(world, &fields, &[]).await
}

#[tokio::test]
async fn the_answer_in_full() {
    let world = World::start().await;
    world.clock.0.store(1_800_000_000, Ordering::SeqCst);
    let answer = assume(&world, &world.good_token()).await;
    assert_eq!((answer.status, answer.reason.as_str()), (200, ""));
    assert_eq!(answer.date, "Fri, 15 Jan 2027 08:00:00 GMT");
    let mut body = answer.body.clone();
    for secret in ["AccessKeyId", "SecretAccessKey", "SessionToken", "RequestId", "AssumedRoleId"] {
        body = body.replacen(answer.element(secret), "*", 1);
    }
    let name = world.issuer.name();
    let expected = format!(
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <AssumeRoleWithWebIdentityResult>\
         <Audience>{name}</Audience>\
         <AssumedRoleUser><AssumedRoleId>*</AssumedRoleId>\
         <Arn>arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com</Arn></AssumedRoleUser>\
         <Provider>arn:aws:iam::123456789012:oidc-provider/{name}</Provider>\
         <Credentials><AccessKeyId>*</AccessKeyId><SecretAccessKey>*</SecretAccessKey>\
         <SessionToken>*</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration></Credentials>\
         <SubjectFromWebIdentityToken>alice@example.com</SubjectFromWebIdentityToken>\
         <PackedPolicySize>26</PackedPolicySize>\
         <SourceIdentity>alice@example.com</SourceIdentity>\
         </AssumeRoleWithWebIdentityResult>\
         <ResponseMetadata><RequestId>*</RequestId></ResponseMetadata>\
         </AssumeRoleWithWebIdentityResponse>\n"
    );
    assert_eq!(body, expected);
    assert!(answer.element("AccessKeyId").starts_with("ASIA"));
}

#[tokio::test]
async fn a_refusal_says_what_failed_beside_awss_words() {
    let world = World::start().await;
    let mut claims = world.issuer.claims(world.now());
    claims["sub"] = json!("m@evil.test");
    let answer = assume(&world, &world.issuer.token(1, &claims)).await;
    assert_eq!(answer.refusal(), (403, "AccessDenied"));
    let condition = format!("StringLike {}:sub", world.issuer.name());
    assert!(answer.reason.ends_with(&condition), "{}", answer.reason);
    assert_eq!(answer.element("Type"), "Sender");
}

#[tokio::test]
async fn keys_are_cached_and_fetched_once_more_for_an_unknown_name() {
    let world = World::start().await;
    let asked = || world.issuer.published.lock().unwrap().asked;
    let claims = world.issuer.claims(world.now());
    for _ in 0..2 {
        assert_eq!(assume(&world, &world.issuer.token(1, &claims)).await.status, 200);
    }
    assert_eq!(asked(), 1);
    world.issuer.published.lock().unwrap().key = 2;
    assert_eq!(assume(&world, &world.issuer.token(2, &claims)).await.status, 200);
    assert_eq!(asked(), 2);
    let unknown = assume(&world, &world.issuer.token(3, &claims)).await;
    assert_eq!(unknown.refusal(), (400, "InvalidIdentityToken"));
    assert_eq!((unknown.reason.as_str(), asked()), ("key: unknown kid", 3));
}

#[tokio::test]
async fn an_issuer_that_does_not_answer() {
    let world = World::start().await;
    world.issuer.published.lock().unwrap().status = StatusCode::NOT_FOUND;
    let broken = assume(&world, &world.good_token()).await;
    assert_eq!(broken.refusal(), (400, "InvalidIdentityToken"));
    assert!(broken.reason.ends_with("status 404"), "{}", broken.reason);
    world.issuer.published.lock().unwrap().status = StatusCode::OK;
    assert_eq!(assume(&world, &world.good_token()).await.status, 200, "failures aren't cached");

    // A port that accepts and stays silent, and one that nobody listens on.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [silent.local_addr().unwrap(), closed] {
        let mut issuer = world.issuer.clone();
        issuer.url = format!("http://{address}");
        let url = issuer.url.parse().unwrap();
        world.simulator().change(|aws| {
            example::register_everywhere(aws, &url, issuer.name()).unwrap();
        });
        let answer = assume(&world, &issuer.token(1, &issuer.claims(world.now()))).await;
        assert_eq!(answer.refusal(), (400, "IDPCommunicationError"), "{}", answer.reason);
    }
}

#[tokio::test]
async fn faults_meet_the_next_calls_and_calls_are_counted() {
    let world = World::start().await;
    let simulator = world.simulator();
    simulator.fail_next(1, Fault::error(503, "ServiceUnavailable", "busy"));
    simulator.fail_next(1, Fault { delay: Duration::ZERO, answer: FaultAnswer::CutShort });
    simulator.fail_next(1, Fault::slow(Duration::from_millis(1)));
    let first = assume(&world, &world.good_token()).await;
    assert_eq!(first.refusal(), (503, "ServiceUnavailable"));
    assert_eq!(first.element("Type"), "Receiver");
    let second = assume(&world, &world.good_token()).await;
    assert_eq!((second.status, second.element("AccessKeyId")), (200, ""));
    let third = assume(&world, &world.good_token()).await;
    assert!(third.element("AccessKeyId").starts_with("ASIA"));
    assert_eq!(simulator.count("AssumeRoleWithWebIdentity"), 3);
    assert_eq!(simulator.calls()[0].refused.as_deref(), Some("ServiceUnavailable"));
    assert_eq!(simulator.count("GetCallerIdentity"), 0);
}

#[tokio::test]
async fn session_tokens_can_be_as_long_as_a_test_wants() {
    let world = World::start().await;
    let usual = assume(&world, &world.good_token()).await.element("SessionToken").len();
    world.simulator().pad_session_tokens(4000);
    let answer = assume(&world, &world.good_token()).await;
    assert_eq!(answer.element("SessionToken").len(), usual + 4000);
}

#[tokio::test]
async fn what_is_no_call() {
    let world = World::start().await;
    let version = ("Version", "2011-06-15");
    let action = |name| ("Action", name);
    for (fields, code) in [
        (vec![action("AssumeRoleWithSAML"), version], "InvalidAction"),
        (vec![action("CreateRole"), version], "InvalidAction"),
        (vec![action("GetCallerIdentity")], "InvalidAction"),
        (vec![version], "MissingAction"),
        (vec![action("GetCallerIdentity"), action("AssumeRole"), version], "MalformedInput"),
        (vec![action("AssumeRoleWithWebIdentity"), version], "ValidationError"),
    ] {
        assert_eq!(post(&world, &fields, &[]).await.refusal(), (400, code), "{fields:?}");
    }
    let client = http::client(&Environment::default(), Duration::from_secs(5)).unwrap();
    let query = format!("{}/?Action=GetCallerIdentity", world.running.endpoint());
    assert_eq!(client.get(query).send().await.unwrap().status().as_u16(), 405);
}

#[tokio::test]
async fn it_serves_this_machine_alone() {
    let world = World::start().await;
    let everywhere = TcpListener::bind("0.0.0.0:0").unwrap();
    let refused = world.simulator().clone().serve(everywhere);
    assert!(matches!(refused, Err(StartError::NotLoopback(_))));
}
