//! An ID token of an issuer that isn't ours: of a CI job, a pod, a cloud.
//!
//! AWS verifies it. What it claims is read here, unverified, to name the session, and to say what is
//! wrong with it in better words than AWS has.

use chrono::{DateTime, Utc};
use serde_json::Value;
use thiserror::Error;

use super::issuer_url::IssuerUrl;
use super::secret::Secret;
use super::session::unverified_claims;

/// The longest token that STS takes, in characters
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
const LONGEST: usize = 20_000;

/// A token that can be shown to STS, and what it says of itself.
#[derive(Clone, Debug)]
pub struct ForeignToken {
    /// The token, without what stood around it.
    pub text: Secret,
    /// Who issued it.
    pub issuer: IssuerUrl,
    /// Whom it is about; empty where it doesn't say.
    pub subject: String,
    /// For whom it is.
    pub audiences: Vec<String>,
    /// When it ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A text that STS need not be shown. None of it is quoted.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ForeignTokenError {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// It isn't a JWT with claims.
    #[error("it is no ID token: a JWT has three parts with dots between them")]
    NotJwt,
    /// Its issuer is one that AWS can't have registered.
    #[error("its issuer is no https URL, so AWS can't know it")]
    OddIssuer,
    /// It is longer than STS takes.
    #[error("it is longer than the {LONGEST} characters that AWS takes")]
    TooLong,
}

impl ForeignToken {
    /// Reads the token; white space around it, such as a newline at its end, is no part of it.
    pub fn read(text: &Secret) -> Result<Self, ForeignTokenError> {
        let text = Secret::new(text.expose().trim_ascii());
        if text.expose().is_empty() {
            return Err(ForeignTokenError::Empty);
        }
        if text.expose().len() > LONGEST {
            return Err(ForeignTokenError::TooLong);
        }
        if !text.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ForeignTokenError::NotJwt);
        }
        let claims = unverified_claims(&text).ok_or(ForeignTokenError::NotJwt)?;
        let claim = |name| claims.get(name).unwrap_or(&Value::Null);
        let issuer = claim("iss").as_str().map(IssuerUrl::of_any_provider);
        let Some(Ok(issuer)) = issuer else { return Err(ForeignTokenError::OddIssuer) };
        let subject = claim("sub").as_str().map_or_else(|| number(claim("sub")), Into::into);
        let audiences = match claim("aud") {
            Value::String(one) => vec![one.clone()],
            Value::Array(many) => many.iter().filter_map(Value::as_str).map(Into::into).collect(),
            _ => Vec::new(),
        };
        let expires_at =
            claim("exp").as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        Ok(Self { text, issuer, subject, audiences, expires_at })
    }
}

/// Some providers' subjects are numbers, and AWS takes them.
fn number(subject: &Value) -> String {
    if subject.is_number() { subject.to_string() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    const GITHUB: &str = r#"{"iss":"https://token.actions.githubusercontent.com","aud":"sts.amazonaws.com","sub":"repo:octo-org/octo-repo:ref:refs/heads/main","exp":1800000000}"#;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
    }

    fn read(text: &str) -> Result<ForeignToken, ForeignTokenError> {
        ForeignToken::read(&Secret::new(text))
    }

    #[test]
    fn a_newline_at_the_end_is_no_part_of_it() {
        let plain = token(GITHUB);
        let read = read(&format!("\n{plain}\r\n")).unwrap();
        assert_eq!(read.text.expose(), plain);
        assert_eq!(read.issuer.as_str(), "https://token.actions.githubusercontent.com");
        assert_eq!(read.subject, "repo:octo-org/octo-repo:ref:refs/heads/main");
        assert_eq!(read.audiences, ["sts.amazonaws.com"]);
        assert_eq!(read.expires_at.map(|time| time.timestamp()), Some(1_800_000_000));
    }

    #[test]
    fn claims_of_odd_shapes_are_as_good_as_none() {
        for (claims, subject, audiences) in [
            (r#"{"iss":"https://a.example","sub":7,"aud":["b","c"]}"#, "7", 2),
            (r#"{"iss":"https://a.example","sub":null,"aud":7,"exp":"soon"}"#, "", 0),
            (r#"{"iss":"https://a.example/","sub":["a"]}"#, "", 0),
        ] {
            let read = read(&token(claims)).unwrap();
            assert_eq!((read.subject.as_str(), read.audiences.len()), (subject, audiences));
            assert_eq!(read.expires_at, None);
        }
    }

    #[test]
    fn what_sts_would_not_take_is_refused_and_not_quoted() {
        let long = token(&GITHUB.replace("main", &"hunter2".repeat(3000)));
        for (text, why) in [
            ("", ForeignTokenError::Empty),
            (" \n", ForeignTokenError::Empty),
            ("hunter2", ForeignTokenError::NotJwt),
            ("hunter2.hunter2", ForeignTokenError::NotJwt),
            ("e30.hunter2.c2ln", ForeignTokenError::NotJwt),
            (&token("hunter2"), ForeignTokenError::NotJwt),
            (&token(GITHUB).replace("e30.", "e30\n."), ForeignTokenError::NotJwt),
            (&token("{}"), ForeignTokenError::OddIssuer),
            (&token(r#"{"iss":"http://hunter2.example"}"#), ForeignTokenError::OddIssuer),
            (&long, ForeignTokenError::TooLong),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error, why, "{text}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
    }
}
