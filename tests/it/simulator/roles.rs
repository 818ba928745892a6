//! AssumeRole and GetSessionToken over HTTP: what is signed with what they give is remembered.

use super::raw::assume;
use super::signer::Signer;
use super::{OPERATOR, World};

const NAMED: [(&str, &str); 2] = [("RoleArn", OPERATOR), ("RoleSessionName", "night")];

async fn arn(world: &World, signer: &Signer) -> String {
    let answer = signer.call(world, "GetCallerIdentity", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.element("Arn").into()
}

#[tokio::test]
async fn a_user_assumes_a_role() {
    let world = World::start().await;
    let admin = Signer::admin(&world, "sts");
    let tagged = [("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
    let assumed = admin.call(&world, "AssumeRole", &[&NAMED[..], &tagged].concat()).await;
    assert_eq!(assumed.status, 200, "{}", assumed.body);
    let session = "arn:aws:sts::123456789012:assumed-role/Operator/night";
    assert_eq!(assumed.element("Arn"), session);
    assert!(assumed.body.starts_with("<AssumeRoleResponse "), "{}", assumed.body);
    assert!(!assumed.element("PackedPolicySize").is_empty());
    assert_eq!(arn(&world, &Signer::session(&world, &assumed)).await, session);
}

#[tokio::test]
async fn a_chain_remembers_tags_and_who_is_behind_it() {
    let world = World::start().await;
    let mut claims = world.issuer.claims(world.now());
    claims["https://aws.amazon.com/tags"]["transitive_tag_keys"] = serde_json::json!(["email"]);
    let first = assume(&world, &world.issuer.token(1, &claims)).await;
    let alice = Signer::session(&world, &first);
    // The role's trust policy lets only tagged sessions in that are alice's.
    let chained = alice.call(&world, "AssumeRole", &NAMED).await;
    assert_eq!(chained.status, 200, "{} {}", chained.reason, chained.body);
    assert_eq!(chained.element("SourceIdentity"), "alice@example.com");
    let night = Signer::session(&world, &chained);
    let again = night.call(&world, "AssumeRole", &NAMED).await;
    assert_eq!(again.element("SourceIdentity"), "alice@example.com", "{}", again.reason);

    let other = [("SourceIdentity", "bob")];
    let refused = alice.call(&world, "AssumeRole", &[&NAMED[..], &other].concat()).await;
    assert_eq!(refused.refusal(), (400, "ValidationError"));
    let long = [("DurationSeconds", "3601")];
    let refused = alice.call(&world, "AssumeRole", &[&NAMED[..], &long].concat()).await;
    assert_eq!(refused.refusal(), (400, "ValidationError"));
    assert!(refused.element("Message").contains("1 hour session limit"), "{}", refused.body);
}

#[tokio::test]
async fn a_role_that_does_not_trust_the_caller() {
    let world = World::start().await;
    let admin = Signer::admin(&world, "sts");
    let developer = [("RoleArn", super::example::DEVELOPER), ("RoleSessionName", "night")];
    let refused = admin.call(&world, "AssumeRole", &developer).await;
    assert_eq!(refused.refusal(), (403, "AccessDenied"));
    assert_eq!(
        refused.element("Message"),
        "User: arn:aws:iam::123456789012:user/Administrator is not authorized to perform: \
         sts:AssumeRole on resource: arn:aws:iam::123456789012:role/VouchDeveloper"
    );
    assert!(refused.reason.starts_with("sts:AssumeRole: "), "{}", refused.reason);
    let unsigned =
        super::raw::post(&world, &[("Action", "AssumeRole"), ("Version", "2011-06-15")], &[]);
    assert_eq!(unsigned.await.refusal(), (403, "MissingAuthenticationToken"));
}

#[tokio::test]
async fn a_session_token_is_the_callers_own() {
    let world = World::start().await;
    let admin = Signer::admin(&world, "sts");
    let given = admin.call(&world, "GetSessionToken", &[("DurationSeconds", "900")]).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let session = Signer::session(&world, &given);
    assert_eq!(arn(&world, &session).await, arn(&world, &admin).await);
    let twice = session.call(&world, "GetSessionToken", &[]).await;
    assert_eq!(twice.refusal(), (403, "AccessDenied"));
    let short = admin.call(&world, "GetSessionToken", &[("DurationSeconds", "899")]).await;
    assert_eq!(short.refusal(), (400, "ValidationError"));
}
