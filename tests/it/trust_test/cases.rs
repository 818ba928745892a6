//! One request for each answer that AWS has to a web identity.

use serde_json::{Map, Value, json};
use vouch::simulator::example;

use crate::simulator::World;
use crate::simulator::issuer::key_set;

const TAGS: &str = "https://aws.amazon.com/tags";
const ROLES: &str = "https://aws.amazon.com/roles";

/// A request that AWS answers with credentials, to be spoiled in one respect.
pub(super) struct Asked {
    pub(super) claims: Value,
    /// The key that signs; only 1 is published.
    key: u8,
    /// The key that the token names.
    kid: u8,
    /// What is sent besides the token, under the names of the record.
    pub(super) sent: Map<String, Value>,
}

pub(super) type Spoil = fn(&mut Asked);

pub(super) const CASES: &[(&str, Spoil)] = &[
    ("good", |_| {}),
    ("an hour", |a| a.send("duration_seconds", json!(3600))),
    ("digits in texts", |a| a.claims["exp"] = json!(a.claims["exp"].to_string())),
    ("authorized party", |a| a.claims["azp"] = a.claims["aud"].clone()),
    ("policy", |a| a.send("policy", json!(session_policy("s3:*")))),
    ("policy arns", |a| a.send("policy_arns", json!(["arn:aws:iam::aws:policy/ReadOnlyAccess"]))),
    ("too short", |a| a.send("duration_seconds", json!(899))),
    ("no name", |a| a.send("role_session_name", json!(null))),
    ("no arn", |a| a.send("role_arn", json!("arn:aws:iam::123456789012:user/a"))),
    ("too long", |a| a.send("duration_seconds", json!(3601))),
    ("login with amazon", |a| a.send("provider_id", json!("www.amazon.com"))),
    ("policy no json", |a| a.send("policy", json!("{"))),
    ("policy no policy", |a| a.send("policy", json!("[]"))),
    ("policy no action", |a| {
        a.send("policy", json!(r#"{"Statement": {"Effect": "Allow", "Resource": "*"}}"#));
    }),
    ("policy no resource", |a| {
        a.send("policy", json!(r#"{"Statement": {"Effect": "Allow", "Action": "*"}}"#));
    }),
    ("policy principal", |a| {
        a.send("policy", json!(r#"{"Statement": {"Effect": "Allow", "Principal": "*"}}"#));
    }),
    ("no policy arn", |a| a.send("policy_arns", json!(["arn:aws:s3:::bucket/policy"]))),
    ("no token", |a| a.send("web_identity_token", json!("not a token"))),
    ("no subject", |a| {
        a.claims.as_object_mut().unwrap().remove("sub");
    }),
    ("issuer no text", |a| a.claims["iss"] = json!(1)),
    ("audience no text", |a| a.claims["aud"] = json!([1])),
    ("subject null", |a| a.claims["sub"] = json!(null)),
    ("fraction", |a| a.claims["exp"] = json!(1.5)),
    ("expired", |a| a.claims["exp"] = json!(1)),
    ("not yet", |a| a.claims["nbf"] = json!(4_000_000_000_u32)),
    ("two audiences", |a| a.claims["aud"] = json!(["a", "b"])),
    ("stranger", |a| a.claims["iss"] = json!("https://stranger.example")),
    ("other audience", |a| a.claims["aud"] = json!("other")),
    ("unknown key", |a| (a.key, a.kid) = (3, 3)),
    ("forged", |a| a.key = 3),
    ("roles no list", |a| a.claims[ROLES] = json!(1)),
    ("roles empty", |a| a.claims[ROLES] = json!(["nothing"])),
    ("roles other", |a| a.claims[ROLES] = json!(["arn:aws:iam::123456789012:role/Other"])),
    ("tags flat", |a| a.claims[TAGS] = json!({"principal_tags": {"a": "b"}})),
    ("tag too long", |a| a.claims[TAGS] = json!({"principal_tags": {"a": ["b".repeat(257)]}})),
    ("other subject", |a| a.claims["sub"] = json!("m@evil.test")),
    ("other role", |a| a.send("role_arn", json!("arn:aws:iam::123456789012:role/Other"))),
    ("other account", |a| a.send("role_arn", json!("arn:aws:iam::210987654321:role/Other"))),
    ("too many tags", |a| {
        let tags: Map<String, Value> =
            (0..20).map(|n| (n.to_string(), json!(["b".repeat(200)]))).collect();
        a.claims[TAGS] = json!({"principal_tags": tags});
    }),
];

fn session_policy(action: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}})
        .to_string()
}

impl Asked {
    pub(super) fn good(world: &World) -> Self {
        let mut asked =
            Self { claims: world.issuer.claims(world.now()), key: 1, kid: 1, sent: Map::new() };
        asked.send("role_arn", json!(example::DEVELOPER));
        asked.send("role_session_name", json!("alice@example.com"));
        asked
    }

    fn send(&mut self, name: &str, value: Value) {
        self.sent.insert(name.into(), value);
    }

    pub(super) fn sign(&mut self, world: &World) {
        let token = world.issuer.token(self.key, &self.claims);
        let named = world.issuer.token(self.kid, &self.claims);
        let (header, _) = named.split_once('.').unwrap();
        let (_, rest) = token.split_once('.').unwrap();
        let token = json!(format!("{header}.{rest}"));
        self.sent.entry("web_identity_token").or_insert(token);
    }

    /// The record, with the account that the world's local AWS has.
    pub(super) fn record(&self, world: &World, name: &str, trust_policy: &Value) -> Value {
        let at = chrono::DateTime::from_timestamp(world.now(), 0).unwrap();
        let mut record = json!({
            "name": name,
            "at": at.to_rfc3339(),
            "action": "AssumeRoleWithWebIdentity",
            "account": {
                "id": "123456789012",
                "allow_loopback": true,
                "providers": [{
                    "url": world.issuer.url,
                    "client_ids": [world.issuer.name()],
                    "jwks": key_set(1),
                }],
                "roles": [{"arn": example::DEVELOPER, "trust_policy": trust_policy}],
            },
        });
        record.as_object_mut().unwrap().extend(self.sent.clone());
        record
    }
}
