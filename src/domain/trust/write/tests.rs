//! What is written lets in whom it says and nobody else: asked of STS with the issuer's own tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer as _;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::claims::{Audiences, IdToken};
use crate::domain::fixtures::{NOW, issuer, key, session};
use crate::domain::grant::{Grants, TagRule, decide};
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::sts::{self, AssumeRequest, AwsState, IssuerDocuments, Loopback};
use crate::domain::trust::{Caller, Context, TrustPolicy};
use crate::domain::wire::KeyKind;

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";
const TAGS: &str = "https://aws.amazon.com/tags";

fn subjects(people: &[&str]) -> Who {
    Who::Subjects(people.iter().map(|text| text.parse().unwrap()).collect())
}

fn domains(domains: &[&str]) -> Who {
    Who::Domains(domains.iter().map(|text| text.parse().unwrap()).collect())
}

fn emails(emails: &[&str]) -> Who {
    Who::Emails(emails.iter().map(|text| text.parse().unwrap()).collect())
}

fn tokens(who: Who) -> VouchTokens {
    VouchTokens {
        provider: Provider::new(issuer(), "vouch.example.com").unwrap(),
        who,
        keys: Keys::Hardware,
        tags: TagRule::Session,
        source_identity: SourceIdentity::Absent,
    }
}

fn policy(tokens: &VouchTokens) -> TrustPolicy {
    let account = "123456789012".parse().unwrap();
    tokens.admission().unwrap().policy(&Partition::default(), &account)
}

/// What the issuer signs for alice where the grant says this.
fn claims(kind: KeyKind, grant: &str) -> Value {
    let grants = format!("[[grant]]\ndomain = \"example.com\"\nroles = [\"{ROLE}\"]\n{grant}");
    let grants: Grants = toml_edit::de::from_str(&grants).unwrap();
    let (session, role) = (session(kind, TimeDelta::zero()), ROLE.parse().unwrap());
    let granted = decide(&grants, &session, &role).unwrap();
    let audiences = Audiences::new(&issuer(), vec![], vec![]).unwrap();
    let token = IdToken::for_aws(&granted, &issuer(), audiences.default_aws(), [0; 16]);
    serde_json::to_value(token).unwrap()
}

/// The token of somebody else.
fn of(person: &str, email: &str) -> Value {
    let mut claims = claims(KeyKind::Yubikey, "");
    let (_, domain) = email.split_once('@').unwrap();
    claims["sub"] = json!(person);
    claims["email"] = json!(email);
    claims[TAGS]["principal_tags"] = json!({"email": [email], "domain": [domain]});
    claims
}

/// Asks STS for the role under the session name that `vouch` takes: the subject.
fn admits(tokens: &VouchTokens, claims: &Value) -> bool {
    admits_as(tokens, claims, claims["sub"].as_str().unwrap())
}

fn admits_as(tokens: &VouchTokens, claims: &Value, session_name: &str) -> bool {
    let provider = ["vouch.example.com", "other"].map(String::from).to_vec();
    let registered =
        sts::Provider::new("aws", "123456789012", issuer(), provider, Loopback::Refused);
    let written = policy(tokens).to_json();
    let roles = [ROLE, OTHER_ROLE].map(|arn| sts::Role::new(arn.parse().unwrap(), &written, 3600));
    let roles = roles.into_iter().collect::<Result<_, _>>().unwrap();
    let aws = AwsState::new(vec![registered.unwrap()], roles);
    let request = AssumeRequest {
        role_arn: Some(ROLE.into()),
        role_session_name: Some(session_name.into()),
        web_identity_token: Some(signed(claims)),
        ..AssumeRequest::default()
    };
    sts::decide(&request, &aws, &documents(), NOW, &[9; sts::RANDOM_BYTES]).is_ok()
}

const OTHER_ROLE: &str = "arn:aws:iam::123456789012:role/Other";

fn signed(claims: &Value) -> Secret {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let input = format!("{}.{}", part(&json!({"alg": "ES256", "kid": "one"})), part(claims));
    let signature: Signature = key().0.sign(input.as_bytes());
    Secret::new(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes())))
}

fn documents() -> IssuerDocuments {
    let mut jwk = serde_json::to_value(key().jwk()).unwrap();
    jwk["kid"] = json!("one");
    let discovery = json!({"issuer": issuer(), "jwks_uri": issuer().join("/keys")});
    let jwks = json!({"keys": [jwk]});
    IssuerDocuments::Fetched { discovery: discovery.to_string(), jwks: jwks.to_string() }
}

#[test]
fn each_grant_has_a_policy_that_takes_its_tokens() {
    for (rule, written) in [
        (TagRule::None, "none"),
        (TagRule::Session, "session"),
        (TagRule::Transitive, "transitive"),
    ] {
        for (identity, source_identity) in
            [(SourceIdentity::Absent, false), (SourceIdentity::Subject, true)]
        {
            let grant = format!("tags = \"{written}\"\nsource_identity = {source_identity}");
            let tokens = VouchTokens {
                tags: rule,
                source_identity: identity,
                ..tokens(subjects(&["bob@example.com", "alice@example.com"]))
            };
            assert!(admits(&tokens, &claims(KeyKind::Yubikey, &grant)), "{grant}");
        }
    }
}

#[test]
fn a_grant_that_says_more_than_the_policy_is_refused() {
    let plain = VouchTokens { tags: TagRule::None, ..tokens(subjects(&["alice@example.com"])) };
    assert!(admits(&plain, &claims(KeyKind::Yubikey, "tags = \"none\"")));
    assert!(!admits(&plain, &claims(KeyKind::Yubikey, "")), "tags");
    let named = claims(KeyKind::Yubikey, "tags = \"none\"\nsource_identity = true");
    assert!(!admits(&plain, &named), "source identity");
    let tagged = tokens(subjects(&["alice@example.com"]));
    let mut claims = of("alice@example.com", "alice@example.com");
    claims[TAGS]["principal_tags"]["admin"] = json!(["true"]);
    assert!(!admits(&tagged, &claims), "a tag that isn't ours");
}

#[test]
fn only_who_is_named_is_let_in() {
    let people = [
        ("alice@example.com", "alice@example.com"),
        ("bob@example.com", "bob@example.com"),
        ("build-bot", "bot@example.com"),
        ("alice@evil-example.com", "alice@evil-example.com"),
        ("alice@example.com.evil.test", "alice@example.com.evil.test"),
        ("alice@eu.example.com", "alice@eu.example.com"),
        ("mallory", "alice@evil.test"),
        ("example.com", "mallory@evil.test"),
    ];
    for (who, admitted) in [
        (subjects(&["alice@example.com"]), &["alice@example.com"][..]),
        (subjects(&["alice@example.com", "build-bot"]), &["alice@example.com", "build-bot"]),
        (domains(&["example.com"]), &["alice@example.com", "bob@example.com", "build-bot"]),
        (emails(&["bot@example.com", "bob@example.com"]), &["bob@example.com", "build-bot"]),
    ] {
        let tokens = tokens(who);
        let let_in = people.iter().filter(|(person, email)| admits(&tokens, &of(person, email)));
        let let_in: Vec<&str> = let_in.map(|(person, _)| *person).collect();
        assert_eq!(let_in, admitted, "{tokens:?}");
    }
}

#[test]
fn a_token_that_is_wrong_in_one_respect_is_refused() {
    let hardware = tokens(subjects(&["alice@example.com"]));
    let good = claims(KeyKind::Yubikey, "");
    assert!(admits(&hardware, &good));
    for (claim, value) in [
        ("aud", json!("other")),
        ("amr", json!(["swk"])),
        ("amr", json!([])),
        ("amr", Value::Null),
        ("https://aws.amazon.com/roles", json!([OTHER_ROLE])),
        ("https://aws.amazon.com/roles", Value::Null),
        ("https://aws.amazon.com/source_identity", json!("alice@example.com")),
    ] {
        let mut claims = good.clone();
        claims[claim] = value;
        assert!(!admits(&hardware, &claims), "{claim}: {}", claims[claim]);
    }
    assert!(!admits_as(&hardware, &good, "bob@example.com"), "another's session name");
}

#[test]
fn a_source_identity_is_the_subject_and_nobody_elses() {
    let tokens = VouchTokens {
        source_identity: SourceIdentity::Subject,
        ..tokens(subjects(&["alice@example.com"]))
    };
    let mut claims = claims(KeyKind::Yubikey, "source_identity = true");
    assert!(admits(&tokens, &claims));
    claims["https://aws.amazon.com/source_identity"] = json!("bob@example.com");
    assert!(!admits(&tokens, &claims));
}

#[test]
fn software_keys_come_in_only_where_it_says_so() {
    let software = claims(KeyKind::Software, "");
    let strict = tokens(subjects(&["alice@example.com"]));
    assert!(!admits(&strict, &software));
    let loose = VouchTokens { keys: Keys::SoftwareToo, ..strict };
    assert!(admits(&loose, &software));
    assert!(admits(&loose, &claims(KeyKind::Yubikey, "")));
}

#[test]
fn nobody_and_a_tag_that_is_not_there_are_refused() {
    for who in [subjects(&[]), domains(&[]), emails(&[])] {
        assert_eq!(tokens(who).admission(), Err(WhoError::Nobody));
    }
    for who in [domains(&["example.com"]), emails(&["alice@example.com"])] {
        let untagged = VouchTokens { tags: TagRule::None, ..tokens(who) };
        assert_eq!(untagged.admission(), Err(WhoError::Untagged));
    }
}

#[test]
fn a_list_of_thirty_fits_into_iams_2048_characters() {
    let people: Vec<String> = (0..30).map(|n| format!("first.last{n}@example.com")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let written = policy(&tokens(subjects(&people))).to_json();
    sts::Role::new(ROLE.parse::<RoleArn>().unwrap(), &written, 3600).unwrap();
}

#[test]
fn the_json_is_ordered_as_people_write_it() {
    let tokens = VouchTokens {
        source_identity: SourceIdentity::Subject,
        ..tokens(subjects(&["alice@example.com", "bob@example.com"]))
    };
    insta::assert_snapshot!(policy(&tokens).to_json(), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {
            "Federated": "arn:aws:iam::123456789012:oidc-provider/vouch.example.com"
          },
          "Action": [
            "sts:AssumeRoleWithWebIdentity",
            "sts:SetSourceIdentity",
            "sts:TagSession"
          ],
          "Condition": {
            "StringEquals": {
              "vouch.example.com:aud": "vouch.example.com",
              "vouch.example.com:sub": [
                "alice@example.com",
                "bob@example.com"
              ],
              "sts:RoleSessionName": "${vouch.example.com:sub}",
              "sts:SourceIdentity": "${vouch.example.com:sub}"
            },
            "Bool": {
              "sts:RoleAuthorizedByIdp": "true"
            },
            "ForAnyValue:StringEquals": {
              "vouch.example.com:amr": "hwk"
            },
            "ForAllValues:StringEquals": {
              "aws:TagKeys": [
                "domain",
                "email"
              ]
            }
          }
        }
      ]
    }
    "#);
}

/// Letters of subjects, and what a pattern or another alphabet could make of them.
const SUBJECT: &str = "[a-c_+=,.-]{1,6}(@[a-c]{1,3}\\.[a-c]{2})?";

fn evaluates(policy: &TrustPolicy, subject: &str) -> bool {
    let mut context = Context::default();
    for (key, value) in [
        ("vouch.example.com:aud", "vouch.example.com"),
        ("vouch.example.com:sub", subject),
        ("vouch.example.com:amr", "hwk"),
        ("sts:RoleSessionName", subject),
        ("sts:RoleAuthorizedByIdp", "true"),
    ] {
        context.set(key, value);
    }
    let caller =
        Caller::Federated("arn:aws:iam::123456789012:oidc-provider/vouch.example.com".into());
    policy.evaluate("sts:AssumeRoleWithWebIdentity", &caller, &context).is_allowed()
}

proptest! {
    /// What is written is read back as it was meant, and lets in its list and nothing else, whatever
    /// the subject.
    #[test]
    fn a_list_lets_in_its_members(
        list in prop::collection::vec(SUBJECT, 1..5),
        other in prop_oneof![SUBJECT, "[a-c*?${}@.]{1,8}", ".{0,8}"],
    ) {
        let list: Vec<&str> =
            list.iter().filter(|it| it.len() > 1).map(String::as_str).collect();
        prop_assume!(!list.is_empty());
        let policy = policy(&tokens(subjects(&list)));
        prop_assert_eq!(&policy.to_json().parse::<TrustPolicy>().unwrap(), &policy);
        for member in &list {
            prop_assert!(evaluates(&policy, member));
        }
        prop_assert_eq!(evaluates(&policy, &other), list.contains(&other.as_str()));
    }
}
