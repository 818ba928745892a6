//! Errors of the issuer, for people.

use crate::adapters::http::HttpError;
use crate::adapters::issuer_client::IssuerError;
use crate::commands::error::{CommandError, Exit};

/// What the issuer says of a login that is too long ago
/// ([RFC 9470, section 3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
const TOO_LONG_AGO: &str = "insufficient_user_authentication";

impl From<IssuerError> for CommandError {
    fn from(error: IssuerError) -> Self {
        let what = error.to_string();
        match error {
            IssuerError::Refused { error, .. } if error == TOO_LONG_AGO => {
                Self::new(Exit::LoginRequired, what).code(error).hint("run `vouch login`")
            }
            IssuerError::Refused { hint, error, .. } => {
                let hint = hint.unwrap_or_else(|| {
                    format!("ask who runs the issuer; its audit log has the reason ({error})")
                });
                Self::new(Exit::Refused, what).code(error).hint(hint)
            }
            IssuerError::Busy { wait, .. } => Self::new(Exit::Network, what).hint(match wait {
                Some(seconds) => format!("try again in {seconds} s"),
                None => "try again in a minute".into(),
            }),
            IssuerError::Intercepted { .. } => Self::new(Exit::Network, what).hint(
                "a sign-in page of this network may be in between: open a browser; \
                 else check the issuer's URL",
            ),
            IssuerError::NotOpenId { .. } => {
                Self::new(Exit::Refused, what).hint("tell who runs the provider, or check its URL")
            }
            IssuerError::NotOurs { .. } | IssuerError::OtherIssuer { .. } => {
                Self::new(Exit::Configuration, what)
                    .hint("check the issuer's URL; nothing secret was sent")
            }
            IssuerError::Unreachable { .. } => Self::new(Exit::Network, what).hint(
                "check the network, the proxy (HTTPS_PROXY, NO_PROXY) and the certificates \
                 (VOUCH_CA_BUNDLE); `vouch doctor` looks at all of them",
            ),
            IssuerError::Garbled { .. } | IssuerError::Unwell { .. } => {
                Self::new(Exit::Network, what)
                    .hint("try again; if it stays so, tell who runs the issuer")
            }
        }
    }
}

/// Returns the error of a request that presented a session: one that ends it asks for a login.
pub fn of_session(error: IssuerError) -> CommandError {
    let over = error.ends_session();
    let mut command_error = CommandError::from(error);
    if over {
        command_error.exit = Exit::LoginRequired;
        command_error.hint = Some("run `vouch login`".into());
    }
    command_error
}

impl From<HttpError> for CommandError {
    fn from(error: HttpError) -> Self {
        let what = error.to_string();
        let hint = match error {
            HttpError::BundleInvalid { named_by, .. }
            | HttpError::BundleUnreadable { named_by, .. } => {
                format!("unset {named_by}, or let it name a file of PEM certificates")
            }
            HttpError::Client(_) => "check SSL_CERT_FILE and SSL_CERT_DIR".into(),
        };
        Self::new(Exit::Configuration, what).hint(hint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(error: &str, hint: Option<&str>) -> IssuerError {
        IssuerError::Refused {
            issuer: "https://vouch.example.com".parse().unwrap(),
            error: error.into(),
            description: None,
            hint: hint.map(Into::into),
        }
    }

    #[test]
    fn the_issuers_own_hint_is_passed_on() {
        let error = CommandError::from(refused("access_denied", Some("ask Bob")));
        assert_eq!((error.exit, error.hint.as_deref()), (Exit::Refused, Some("ask Bob")));
    }

    #[test]
    fn who_asked_too_often_is_told_when_to_ask_again() {
        let issuer: crate::domain::issuer_url::IssuerUrl =
            "https://vouch.example.com".parse().unwrap();
        for (wait, hint) in [(Some(7), "try again in 7 s"), (None, "try again in a minute")] {
            let error = of_session(IssuerError::Busy { issuer: issuer.clone(), wait });
            assert_eq!((error.exit, error.hint.as_deref()), (Exit::Network, Some(hint)));
        }
    }

    #[test]
    fn a_session_that_is_over_asks_for_a_login() {
        for code in ["invalid_grant", "invalid_token", "insufficient_user_authentication"] {
            let error = of_session(refused(code, None));
            assert_eq!(error.exit, Exit::LoginRequired, "{code}");
            assert_eq!(error.hint.as_deref(), Some("run `vouch login`"));
        }
        assert_eq!(of_session(refused("access_denied", None)).exit, Exit::Refused);
        assert_eq!(CommandError::from(refused("invalid_grant", None)).exit, Exit::Refused);
    }
}
