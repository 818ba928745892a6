//! Who signs a call is verified, and each way to get it wrong is refused in AWS's words.

use std::sync::atomic::Ordering;

use super::World;
use super::raw::{Answer, assume, post};
use super::signer::{Signed, Signer};

const ACTION: &str = "GetCallerIdentity";
const MISMATCH: &str = "The request signature we calculated does not match the signature you \
    provided. Check your AWS Secret Access Key and signing method. Consult the service \
    documentation for details.";
const INVALID: &str = "The security token included in the request is invalid.";

/// Calls with a signer that is changed before it signs.
async fn signed_by(world: &World, change: impl FnOnce(&mut Signer)) -> Answer {
    let mut signer = Signer::admin(world, "sts");
    change(&mut signer);
    signer.call(world, ACTION, &[]).await
}

/// Calls with a call that is changed after it was signed.
async fn changed(world: &World, change: impl FnOnce(&mut Signed)) -> Answer {
    let mut call = Signer::admin(world, "sts").sign(world, ACTION, &[]);
    change(&mut call);
    call.send(world).await
}

fn assert_refused(answer: &Answer, code: &str, message: &str) {
    assert_eq!((answer.status, answer.element("Code")), (403, code), "{}", answer.reason);
    let told = answer.element("Message").replace("&apos;", "'");
    assert_eq!(told, message);
    assert!(!answer.reason.is_empty());
}

#[tokio::test]
async fn whoever_signs_is_told_who_they_are() {
    let world = World::start().await;
    let user = signed_by(&world, |_| ()).await;
    assert_eq!(user.element("Arn"), "arn:aws:iam::123456789012:user/Administrator");
    assert!(user.element("UserId").starts_with("AIDA"), "{}", user.body);
    let session = Signer::session(&world, &assume(&world, &world.good_token()).await);
    let role = session.call(&world, ACTION, &[]).await;
    let arn = "arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com";
    assert_eq!((role.element("Arn"), role.element("Account")), (arn, "123456789012"));
}

#[tokio::test]
async fn a_call_that_is_not_signed_or_not_wholly() {
    let world = World::start().await;
    let fields = [("Action", ACTION), ("Version", "2011-06-15")];
    let unsigned = post(&world, &fields, &[]).await;
    let words = "Request is missing Authentication Token";
    assert_refused(&unsigned, "MissingAuthenticationToken", words);
    let incomplete = "IncompleteSignature";
    let bearer = changed(&world, |call| *call.header("authorization") = "Bearer x".into()).await;
    assert_refused(&bearer, incomplete, "Unsupported AWS 'algorithm': 'Bearer'.");
    let edited = async |from: &str, to: &str| {
        changed(&world, |call| {
            let header = call.header("authorization");
            assert!(header.contains(from), "{header}");
            *header = header.replace(from, to);
        })
        .await
    };
    let words = "Authorization header requires 'SignedHeaders' parameter.";
    assert_refused(&edited("SignedHeaders=", "Headers=").await, incomplete, words);
    let words = "Credential must have exactly 5 slash-delimited elements, e.g. \
        keyid/date/region/service/term, got 'AKIAVOUCHDEVEXAMPLE0'";
    let scope = Signer::admin(&world, "sts").sign(&world, ACTION, &[]);
    let scope = scope.headers.iter().find(|(name, _)| name == "authorization").unwrap();
    let (_, scope) = scope.1.split_once("AKIAVOUCHDEVEXAMPLE0").unwrap();
    let (scope, _) = scope.split_once(',').unwrap();
    assert_refused(&edited(scope, "").await, incomplete, words);
    let words = "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
    assert_refused(&edited(";host", "").await, incomplete, words);
    let words = "'x-more' is a 'SignedHeader' that the request does not have.";
    assert_refused(&edited(";host", ";host;x-more").await, incomplete, words);
    let undated = changed(&world, |call| *call.header("x-amz-date") = "today".into()).await;
    let words =
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.";
    assert_refused(&undated, incomplete, words);
}

#[tokio::test]
async fn a_key_that_nobody_has() {
    let world = World::start().await;
    let unknown = signed_by(&world, |signer| signer.id = "AKIAUNKNOWNUNKNOWN00".into()).await;
    assert_refused(&unknown, "InvalidClientTokenId", INVALID);
    let with_token = signed_by(&world, |signer| signer.token = Some("token".into())).await;
    assert_refused(&with_token, "InvalidClientTokenId", INVALID);
    let session = Signer::session(&world, &assume(&world, &world.good_token()).await);
    for token in [None, Some("other".to_owned())] {
        let other = Signer { token, ..session.clone() };
        let answer = other.call(&world, ACTION, &[]).await;
        assert_refused(&answer, "InvalidClientTokenId", INVALID);
    }
}

#[tokio::test]
async fn a_signature_of_something_else() {
    let world = World::start().await;
    let other = signed_by(&world, |signer| signer.secret.push('x')).await;
    assert_refused(&other, "SignatureDoesNotMatch", MISMATCH);
    let more = changed(&world, |call| call.body.push_str("&More=1")).await;
    assert_refused(&more, "SignatureDoesNotMatch", MISMATCH);
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let header = changed(&world, |call| *call.header("content-type") = form.into()).await;
    assert_refused(&header, "SignatureDoesNotMatch", MISMATCH);
    let cut = changed(&world, |call| assert!(call.header("authorization").pop().is_some())).await;
    assert_refused(&cut, "SignatureDoesNotMatch", MISMATCH);
    let unsigned_date = changed(&world, |call| {
        let header = call.header("authorization");
        *header = header.replace(";x-amz-date", "");
    });
    assert_refused(&unsigned_date.await, "SignatureDoesNotMatch", MISMATCH);
    let session = Signer::session(&world, &assume(&world, &world.good_token()).await);
    let mut unsigned_token = session.sign(&world, ACTION, &[]);
    let header = unsigned_token.header("authorization");
    *header = header.replace(";x-amz-security-token", "");
    assert_refused(&unsigned_token.send(&world).await, "SignatureDoesNotMatch", MISMATCH);
}

#[tokio::test]
async fn a_signature_for_elsewhere() {
    let world = World::start().await;
    let service = Signer::admin(&world, "s3").sign(&world, ACTION, &[]).send(&world).await;
    let words = "Credential should be scoped to correct service: 'sts'.";
    assert_refused(&service, "SignatureDoesNotMatch", words);
    let region = signed_by(&world, |signer| signer.region = "aws-global").await;
    let words = "Credential should be scoped to a valid region.";
    assert_refused(&region, "SignatureDoesNotMatch", words);
    let anywhere = signed_by(&world, |signer| signer.region = "us-gov-west-1").await;
    assert_eq!(anywhere.status, 200);
    let end = changed(&world, |call| {
        let header = call.header("authorization");
        *header = header.replace("aws4_request", "aws5_request");
    });
    let words =
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.";
    assert_refused(&end.await, "SignatureDoesNotMatch", words);
}

#[tokio::test]
async fn a_signature_of_another_time() {
    let world = World::start().await;
    world.clock.0.store(1_800_000_000, Ordering::SeqCst);
    let at = async |offset: i64| signed_by(&world, |signer| signer.time += offset).await;
    assert_eq!((at(-900).await.status, at(900).await.status), (200, 200));
    let words = "Signature expired: 20270115T074459Z is now earlier than 20270115T074500Z \
        (20270115T080000Z - 15 min.)";
    assert_refused(&at(-901).await, "SignatureDoesNotMatch", words);
    let words = "Signature not yet current: 20270115T081501Z is still later than 20270115T081500Z \
        (20270115T080000Z + 15 min.)";
    assert_refused(&at(901).await, "SignatureDoesNotMatch", words);
    let day = changed(&world, |call| {
        let header = call.header("authorization");
        *header = header.replace("/20270115/", "/20270114/");
    });
    let words = "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date \
        from HTTP: '20270114' != '20270115', from '20270115T080000Z'.";
    assert_refused(&day.await, "SignatureDoesNotMatch", words);
}

#[tokio::test]
async fn a_session_that_has_ended() {
    let world = World::start().await;
    let session = Signer::session(&world, &assume(&world, &world.good_token()).await);
    let later = |seconds: i64| {
        world.clock.0.fetch_add(seconds, Ordering::SeqCst);
        Signer { time: world.now(), ..session.clone() }
    };
    assert_eq!(later(3599).call(&world, ACTION, &[]).await.status, 200);
    let ended = later(1).call(&world, ACTION, &[]).await;
    let words = "The security token included in the request is expired";
    assert_refused(&ended, "ExpiredToken", words);
}
