//! Is what answers at the URL the issuer of that name, and does it have our login?

use serde::Deserialize;

use super::error::IssuerError;
use crate::adapters::outage;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::wire::path;

/// Proof that discovery has shown our login endpoint: nothing is asked of a person before.
/// The only way to hold one is `IssuerClient::discover`.
#[derive(Debug)]
pub struct OurIssuer(());

/// The members that are checked; all may be absent at another's provider.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    #[serde(default)]
    token_endpoint: String,
    #[serde(default)]
    vouch_challenge_endpoint: Option<String>,
    #[serde(default)]
    vouch_enroll_endpoint: Option<String>,
}

/// Checks the discovery document
/// ([OpenID Connect Discovery 1.0, section 4.3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation)).
pub(super) fn check(
    issuer: &IssuerUrl,
    answer: Result<impl AsRef<[u8]>, IssuerError>,
) -> Result<OurIssuer, IssuerError> {
    let not_ours = |reason: String| Err(IssuerError::NotOurs { issuer: issuer.clone(), reason });
    let text = match answer {
        // Broken, or broken off; a wrong URL answers something.
        Ok(text) if text.as_ref().is_empty() => {
            return Err(IssuerError::Garbled { issuer: issuer.clone(), status: None });
        }
        Ok(text) => text,
        Err(IssuerError::Garbled { status: Some(404 | 410), .. } | IssuerError::Refused { .. }) => {
            return not_ours("it has no discovery document".into());
        }
        Err(error) => return Err(error),
    };
    let Ok(document) = serde_json::from_slice::<Document>(text.as_ref()) else {
        return not_ours("it has no discovery document".into());
    };
    if document.issuer != issuer.as_str() {
        return not_ours(format!("it calls itself {}", outage::plain(&document.issuer)));
    }
    let ours = [
        (Some(document.token_endpoint), path::TOKEN),
        (document.vouch_challenge_endpoint, path::LOGIN_CHALLENGE),
        (document.vouch_enroll_endpoint, path::ENROLL),
    ];
    for (endpoint, path) in ours {
        match endpoint {
            None => return not_ours("it has no login with a security key".into()),
            Some(url) if url != issuer.join(path) => {
                return not_ours(format!("{path} is elsewhere"));
            }
            Some(_) => {}
        }
    }
    Ok(OurIssuer(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = r#"{"issuer":"https://vouch.example.com","token_endpoint":"https://vouch.example.com/oauth/token","vouch_challenge_endpoint":"https://vouch.example.com/v1/login/challenge","vouch_enroll_endpoint":"https://vouch.example.com/v1/enroll","more":1}"#;

    fn checked(text: &str) -> Result<OurIssuer, IssuerError> {
        check(&"https://vouch.example.com".parse().unwrap(), Ok(text))
    }

    #[test]
    fn our_issuer_is_recognised() {
        assert!(checked(OURS).is_ok());
    }

    #[test]
    fn everything_else_is_said_to_be_another() {
        for (from, to, words) in [
            ("{", "<html>", "it has no discovery document"),
            (
                "issuer\":\"https://vouch.example.com",
                "issuer\":\"https://vouch.example.com/",
                "it calls itself https://vouch.example.com/",
            ),
            (
                "issuer\":\"https://vouch",
                "issuer\":\"https://Vouch",
                "it calls itself https://Vouch.example.com",
            ),
            ("vouch_challenge_endpoint", "other", "it has no login with a security key"),
            ("com/oauth/token", "com.evil.example/oauth/token", "/oauth/token is elsewhere"),
            ("com/v1/login", "com:444/v1/login", "/v1/login/challenge is elsewhere"),
        ] {
            let error = checked(&OURS.replacen(from, to, 1)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("https://vouch.example.com is not a vouch issuer: {words}")
            );
        }
    }

    #[test]
    fn silence_and_noise_are_not_another_issuer() {
        let issuer: IssuerUrl = "https://vouch.example.com".parse().unwrap();
        let garbled = |status| IssuerError::Garbled { issuer: issuer.clone(), status };
        let silence = IssuerError::Unwell { issuer: issuer.clone(), status: 503 };
        for outage in [silence, garbled(None), garbled(Some(403))] {
            assert_eq!(check(&issuer, Err::<&str, _>(outage.clone())).unwrap_err(), outage);
        }
        assert_eq!(check(&issuer, Ok("")).unwrap_err(), garbled(None));
        for status in [404, 410] {
            let error = check(&issuer, Err::<&str, _>(garbled(Some(status)))).unwrap_err();
            assert!(matches!(error, IssuerError::NotOurs { .. }), "{error}");
        }
    }
}
