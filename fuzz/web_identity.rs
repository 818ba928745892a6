//! A token and an issuer's keys made of bytes that libFuzzer chooses: STS refuses each, since nobody
//! signed.

#![no_main]
#![expect(clippy::disallowed_methods, reason = "what libFuzzer's macro makes writes a file")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use vouch::domain::secret::Secret;
use vouch::domain::sts::{AssumeRequest, AwsState, IssuerDocuments, RANDOM_BYTES, decide};

const AWS: &str = r#"
[[provider]]
account = "123456789012"
url = "https://vouch.example.com"
client_ids = ["vouch.example.com"]
[[role]]
arn = "arn:aws:iam::123456789012:role/Developer"
trust_policy = '{"Statement":{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/vouch.example.com"},"Action":"sts:*"}}'
"#;
const DISCOVERY: &str =
    r#"{"issuer":"https://vouch.example.com","jwks_uri":"https://vouch.example.com/keys"}"#;
const NOW: i64 = 1_780_000_000;

// Four lines: header, claims, signature, keys. Any other number of them is a token as it is.
fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    let (token, keys) = match lines[..] {
        [header, claims, signature, keys] => {
            let encoded = [header, claims, signature].map(|part| URL_SAFE_NO_PAD.encode(part));
            (encoded.join("."), keys)
        }
        _ => (text.clone().into_owned(), r#"{"keys":[]}"#),
    };
    let aws = AwsState::from_toml(AWS).expect("it describes an account");
    let request = AssumeRequest {
        role_arn: Some("arn:aws:iam::123456789012:role/Developer".into()),
        role_session_name: Some("alice@example.com".into()),
        web_identity_token: Some(Secret::new(token)),
        ..AssumeRequest::default()
    };
    let documents = IssuerDocuments::Fetched { discovery: DISCOVERY.into(), jwks: keys.into() };
    let now = DateTime::from_timestamp(NOW, 0).expect("it is a time");
    let answer = decide(&request, &aws, &documents, now, &[7; RANDOM_BYTES]);
    assert!(answer.is_err(), "{text:?} was believed");
});
