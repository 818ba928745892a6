//! Who an ID token says has logged in.
//!
//! The laptop has the token from the issuer itself, over TLS, so its signature is not what is
//! trusted here ([OpenID Connect Core, section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation), step 6);
//! the checks find an issuer that answers for another.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use thiserror::Error;

use crate::domain::issuer_url::IssuerUrl;
use crate::domain::secret::Secret;
use crate::domain::subject::Subject;

/// An ID token that doesn't say who logged in here. None of its text is quoted.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum IdentityError {
    /// It is no token with the claims of a login.
    #[error("the ID token can't be read")]
    Malformed,
    /// Its audience is another.
    #[error("the ID token is for another audience")]
    OtherAudience,
    /// Its issuer is another.
    #[error("the ID token is from another issuer")]
    OtherIssuer,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Subject,
}

/// Returns who logged in, if the token is from this issuer and for this issuer.
pub fn subject_of_login(token: &Secret, issuer: &IssuerUrl) -> Result<Subject, IdentityError> {
    // Straight into the structure: a claim that is there twice is refused, not chosen from.
    let claims: Claims = claims_part(token)
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or(IdentityError::Malformed)?;
    if claims.iss != issuer.as_str() {
        return Err(IdentityError::OtherIssuer);
    }
    if claims.aud != issuer.as_str() {
        return Err(IdentityError::OtherAudience);
    }
    Ok(claims.sub)
}

/// Returns the claims for people to look at; their signature is not checked.
pub fn unverified_claims(token: &Secret) -> Option<serde_json::Value> {
    serde_json::from_slice(&claims_part(token)?).ok()
}

fn claims_part(token: &Secret) -> Option<Vec<u8>> {
    let mut parts = token.expose().split('.');
    let (Some(_), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    URL_SAFE_NO_PAD.decode(claims).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(claims: &str, expected: Result<&str, IdentityError>) {
        let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
        let issuer = "https://vouch.example.com".parse().unwrap();
        let subject = subject_of_login(&Secret::new(token), &issuer);
        assert_eq!(subject, expected.map(|subject| subject.parse().unwrap()), "{claims}");
    }

    #[test]
    fn only_a_token_of_this_issuer_for_this_issuer_says_who() {
        let good = r#"{"iss":"https://vouch.example.com","aud":"https://vouch.example.com","sub":"alice@example.com"}"#;
        check(good, Ok("alice@example.com"));
        check(
            &good.replace(r#"iss":"https://vouch"#, r#"iss":"https://other"#),
            Err(IdentityError::OtherIssuer),
        );
        check(
            &good.replace(r#"aud":"https://vouch"#, r#"aud":"https://other"#),
            Err(IdentityError::OtherAudience),
        );
        check(&good.replace("alice@", "Alice\u{1b}@"), Err(IdentityError::Malformed));
        check("{}", Err(IdentityError::Malformed));
        for (from, to) in [
            (r#""iss":"https://vouch.example.com","#, ""),
            (r#""aud":"https://vouch.example.com","#, ""),
            (r#","sub":"alice@example.com""#, ""),
            (r#""aud":"https://vouch.example.com""#, r#""aud":["https://vouch.example.com"]"#),
            (r#""aud":"#, r#""aud":"https://vouch.example.com","aud":"#),
            (r#""alice@example.com""#, "7"),
        ] {
            assert_ne!(good.replacen(from, to, 1), good, "{from}");
            check(&good.replacen(from, to, 1), Err(IdentityError::Malformed));
        }
    }

    #[test]
    fn a_text_with_other_than_three_parts_is_no_token() {
        for text in ["", "a", "e30.e30", "e30.e30.a.b", "e30.!.a"] {
            assert_eq!(unverified_claims(&Secret::new(text)), None, "{text}");
        }
    }
}
