//! What goes to STS with which step.

use chrono::TimeDelta;

use crate::canned::{Answer, Request};
use crate::credential_aws::given;
use crate::credential_aws::laptop::Laptop;

pub(super) const ENTRY: &str = "arn:aws:iam::123456789012:role/Entry";
pub(super) const HUB: &str = "arn:aws:iam::123456789012:role/Hub";
/// Everything that goes with the steps of a chain.
const EVERYTHING: [&str; 20] = [
    "--via",
    ENTRY,
    "--via",
    HUB,
    "--external-id",
    "customer-42",
    "--tag",
    "Team=blue",
    "--tag",
    "Project=vouch",
    "--transitive-tag",
    "Project",
    "--source-identity",
    "alice",
    "--session-name",
    "night",
    "--duration",
    "30m",
    "--policy-arn",
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
];

/// Lets STS answer a token and two steps after it.
pub(super) fn three_steps(laptop: &Laptop) {
    let first = Answer::credentials(TimeDelta::hours(1));
    laptop.canned.sts(&[first, Answer::assumed(2), Answer::assumed(3)]);
}

/// The parameters of a request, sorted, besides those that every one has.
fn parameters(request: &Request) -> Vec<String> {
    let form = url::form_urlencoded::parse(request.body.as_bytes());
    let mut fields: Vec<String> = form
        .filter(|(name, _)| name != "Version" && name != "WebIdentityToken")
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    fields.sort();
    fields
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let lines = request.head.lines().filter_map(|line| line.split_once(": "));
    lines.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

#[test]
fn each_step_says_what_belongs_to_it() {
    let laptop = Laptop::logged_in();
    three_steps(&laptop);
    let json = laptop.credentials(&EVERYTHING);
    assert_eq!(json["AccessKeyId"], "ASIASTEP3");
    assert_eq!(json["AccountId"], "123456789012");
    let issuer = &laptop.canned.asked_issuer()[0];
    assert!(issuer.body.contains("role%2FEntry"), "the token is for the first: {}", issuer.body);
    let asked = laptop.canned.asked_sts();
    assert_eq!(
        parameters(&asked[0]),
        [
            "Action=AssumeRoleWithWebIdentity",
            "DurationSeconds=900",
            "RoleArn=arn:aws:iam::123456789012:role/Entry",
            "RoleSessionName=alice@example.com",
        ]
    );
    assert_eq!(
        parameters(&asked[1]),
        [
            "Action=AssumeRole",
            "DurationSeconds=900",
            "RoleArn=arn:aws:iam::123456789012:role/Hub",
            "RoleSessionName=alice@example.com",
            "SourceIdentity=alice",
            "Tags.member.1.Key=Project",
            "Tags.member.1.Value=vouch",
            "TransitiveTagKeys.member.1=Project",
        ]
    );
    assert_eq!(
        parameters(&asked[2]),
        [
            "Action=AssumeRole",
            "DurationSeconds=1800",
            "ExternalId=customer-42",
            "PolicyArns.member.1.arn=arn:aws:iam::aws:policy/ReadOnlyAccess",
            "RoleArn=arn:aws:iam::123456789012:role/Developer",
            "RoleSessionName=night",
            "Tags.member.1.Key=Team",
            "Tags.member.1.Value=blue",
        ]
    );
    assert_eq!(asked.len(), 3);
}

#[test]
fn each_step_is_signed_with_what_the_one_before_gave_and_nothing_else() {
    let laptop = Laptop::logged_in();
    three_steps(&laptop);
    let mut command = laptop.command(&EVERYTHING);
    // What other programs would sign with.
    command.env("AWS_ACCESS_KEY_ID", "AKIAOTHER").env("AWS_SECRET_ACCESS_KEY", "other");
    given(&command.output().unwrap());
    let asked = laptop.canned.asked_sts();
    let signed_with: Vec<_> = asked
        .iter()
        .map(|request| {
            let signature = header(request, "authorization");
            let key = signature.and_then(|value| value.split_once("Credential="));
            let key = key.map(|(_, rest)| rest.split(", ").next().unwrap());
            (key.map(|key| key.split('/').next().unwrap()), header(request, "x-amz-security-token"))
        })
        .collect();
    assert_eq!(
        signed_with,
        [
            (None, None),
            (Some("ASIACANNED"), Some("c4nned-session")),
            (Some("ASIASTEP2"), Some("c4nned-session-2")),
        ]
    );
    let signature = header(&asked[2], "authorization").unwrap();
    assert!(signature.contains("/us-east-1/sts/aws4_request, SignedHeaders="), "{signature}");
}

#[test]
fn the_fullest_log_of_a_chain_holds_no_secret() {
    let laptop = Laptop::logged_in();
    three_steps(&laptop);
    let output = laptop.command(&EVERYTHING).env("VOUCH_LOG", "trace").output().unwrap();
    assert!(output.status.success());
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(log.contains("session policies and tags of"), "{log}");
    for secret in ["c4nned-s", "t0ken", "r3fresh"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[test]
fn a_chain_is_cached_as_what_it_is() {
    let laptop = Laptop::logged_in();
    three_steps(&laptop);
    let first = laptop.credentials(&EVERYTHING);
    assert_eq!(laptop.credentials(&EVERYTHING), first);
    assert_eq!(laptop.calls(), (1, 3));
    // One word less is another wish.
    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(1)), Answer::assumed(2)]);
    laptop.credentials(&EVERYTHING[..EVERYTHING.len() - 2]);
    assert_eq!(laptop.calls(), (2, 6));
}

#[test]
fn a_step_that_aws_cannot_answer_is_no_refusal_of_what_still_lives() {
    let laptop = Laptop::logged_in();
    let nearly_over = Answer::assumed_for(2, TimeDelta::minutes(10)).behind(TimeDelta::minutes(50));
    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(1)), nearly_over]);
    let first = laptop.credentials(&["--via", ENTRY]);
    let down = Answer::sts_error(503, "ServiceUnavailable", "");
    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(1)), down]);
    let again = laptop.credentials(&["--via", ENTRY]);
    assert_eq!(again["AccessKeyId"], first["AccessKeyId"]);
    // The library asks thrice.
    assert_eq!(laptop.calls(), (2, 6));
}

#[test]
fn who_asks_for_more_words_is_told_how_much_room_is_taken() {
    let laptop = Laptop::logged_in();
    three_steps(&laptop);
    let output = laptop.command(&[&["-v"], &EVERYTHING[..]].concat()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let line = "session policies and tags of arn:aws:iam::123456789012:role/Developer take 37 %";
    assert!(told.contains(line), "{told}");
}
