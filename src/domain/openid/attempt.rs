//! One login with a browser: what is sent along, and whether what comes back belongs to it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use thiserror::Error;
use url::form_urlencoded;

use super::metadata::{AnswersName, Provider};
use super::{ClientId, OFFLINE_ACCESS, shown};
use crate::domain::secret::Secret;

/// How many random bytes one attempt takes.
pub const RANDOM_BYTES: usize = 96;

/// A login that is under way.
#[derive(Debug)]
pub struct Attempt {
    verifier: Secret,
    state: Secret,
    nonce: String,
}

/// A code that came back from this attempt, of its provider. The only way to hold one is
/// [`Attempt::judge`].
#[derive(Debug)]
pub struct Code(Secret);

/// An answer that gives no code.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum AnswerError {
    /// It belongs to another login, or to none: whoever sent it doesn't know this one.
    #[error("an answer came that belongs to no login of now")]
    Foreign,
    /// It doesn't name who gives it, although the provider announces that it does.
    #[error("the answer does not say who gives it")]
    Nameless,
    /// It has no code.
    #[error("the answer has no code")]
    NoCode,
    /// Another provider gives it.
    #[error("the answer is another provider's")]
    OtherProvider,
    /// The provider says no.
    #[error("{}", .description.as_deref().unwrap_or(.error))]
    Refused {
        /// The code of RFC 6749.
        error: String,
        /// In the provider's words.
        description: Option<String>,
    },
}

/// What the address of the person's browser is made of.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// As which client.
    pub client_id: &'a ClientId,
    /// What for.
    pub scopes: &'a str,
    /// Where to answer.
    pub redirect_uri: &'a str,
}

impl Attempt {
    /// Returns an attempt made of random bytes.
    pub fn from_random(bytes: [u8; RANDOM_BYTES]) -> Self {
        let part = |number: usize| URL_SAFE_NO_PAD.encode(&bytes[number * 32..][..32]);
        Self { verifier: Secret::new(part(0)), state: Secret::new(part(1)), nonce: part(2) }
    }

    /// Returns what proves at the token endpoint that the code is ours
    /// ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }

    /// Returns what the ID token of this attempt must repeat.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Returns where the person logs in, if the provider has a place for it.
    pub fn url(&self, provider: &Provider, question: &Question<'_>) -> Option<String> {
        let mut url = provider.authorization.as_ref()?.url().clone();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", question.client_id.as_str())
            .append_pair("redirect_uri", question.redirect_uri)
            .append_pair("scope", question.scopes)
            .append_pair("state", self.state.expose())
            .append_pair("nonce", &self.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        // Without consent a provider must ignore the wish for offline access (OpenID Connect Core,
        // section 11).
        if question.scopes.split(' ').any(|scope| scope == OFFLINE_ACCESS) {
            url.query_pairs_mut().append_pair("prompt", "consent");
        }
        Some(url.into())
    }

    /// Judges the query with which the browser came back. What doesn't know this attempt's `state`
    /// is foreign, whatever else it says; then the provider must be the one that was asked
    /// ([RFC 9207, section 2.4](https://www.rfc-editor.org/rfc/rfc9207#section-2.4)).
    pub fn judge(&self, provider: &Provider, query: &str) -> Result<Code, AnswerError> {
        let answer = Answer::read(query).ok_or(AnswerError::Foreign)?;
        if answer.state.as_deref() != Some(self.state.expose()) {
            return Err(AnswerError::Foreign);
        }
        match (answer.iss.as_deref(), provider.answers_name) {
            (Some(iss), _) if iss == provider.issuer().as_str() => {}
            (Some(_), _) => return Err(AnswerError::OtherProvider),
            (None, AnswersName::Always) => return Err(AnswerError::Nameless),
            (None, AnswersName::Perhaps) => {}
        }
        if let Some(error) = answer.error {
            let description = answer.error_description.as_deref().map(shown);
            return Err(AnswerError::Refused { error: shown(&error), description });
        }
        match answer.code {
            Some(code) if !code.is_empty() => Ok(Code(Secret::new(code))),
            _ => Err(AnswerError::NoCode),
        }
    }
}

impl Code {
    /// Returns the code, for the token endpoint.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

#[derive(Default)]
struct Answer {
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
    state: Option<String>,
}

impl Answer {
    /// Reads a query; one with a member twice is none.
    fn read(query: &str) -> Option<Self> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                "error_description" => &mut answer.error_description,
                "iss" => &mut answer.iss,
                "state" => &mut answer.state,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::issuer_url::IssuerUrl;

    fn provider(announces: bool) -> Provider {
        let document = format!(
            r#"{{"issuer":"https://id.example.com/","authorization_endpoint":"https://id.example.com/auth?a=b","token_endpoint":"https://id.example.com/t","jwks_uri":"https://id.example.com/k","authorization_response_iss_parameter_supported":{announces}}}"#
        );
        let issuer = IssuerUrl::of_any_provider("https://id.example.com/").unwrap();
        Provider::check(&issuer, document.as_bytes()).unwrap()
    }

    fn attempt() -> Attempt {
        let mut bytes = [0; RANDOM_BYTES];
        bytes[32] = 1;
        bytes[64] = 2;
        Attempt::from_random(bytes)
    }

    #[test]
    fn the_person_is_sent_with_a_challenge_and_never_the_verifier() {
        let question = Question {
            client_id: &"vouch cli".replace(' ', "-").parse().unwrap(),
            scopes: "openid email",
            redirect_uri: "http://127.0.0.1:7/callback",
        };
        let attempt = attempt();
        let url = attempt.url(&provider(true), &question).unwrap();
        let zeros = "A".repeat(43);
        assert_eq!(attempt.verifier().expose(), zeros);
        assert!(!url.contains(&zeros), "{url}");
        // printf AAAA...A (43 of them) | openssl dgst -sha256 -binary | basenc --base64url
        let challenge = "DwBzhbb51LfusnSGBa_hqYSgo7-j8BTQnip4TOnlzRo";
        assert_eq!(
            url,
            format!(
                "https://id.example.com/auth?a=b&response_type=code&client_id=vouch-cli&redirect_uri=http%3A%2F%2F127.0.0.1%3A7%2Fcallback&scope=openid+email&state=AQ{}&nonce=Ag{}&code_challenge={challenge}&code_challenge_method=S256",
                "A".repeat(41),
                "A".repeat(41),
            )
        );
        let offline = Question { scopes: "openid offline_access", ..question };
        assert!(attempt.url(&provider(true), &offline).unwrap().ends_with("&prompt=consent"));
    }

    #[test]
    fn only_an_answer_to_this_attempt_of_this_provider_gives_a_code() {
        let state = format!("AQ{}", "A".repeat(41));
        let iss = "iss=https%3A%2F%2Fid.example.com%2F";
        let refused = |description: Option<&str>| AnswerError::Refused {
            error: "access_denied".into(),
            description: description.map(Into::into),
        };
        for (announces, query, expected) in [
            (true, format!("code=c0de&state={state}&{iss}"), None),
            (false, format!("code=c0de&state={state}"), None),
            (false, format!("code=c0de&state={state}&{iss}&session_state=x"), None),
            (true, format!("code=c0de&state={state}"), Some(AnswerError::Nameless)),
            (
                true,
                format!("code=c0de&state={state}&iss=https%3A%2F%2Fid.example.com"),
                Some(AnswerError::OtherProvider),
            ),
            (
                false,
                format!("code=c0de&state={state}&iss=https%3A%2F%2Fevil.example.com%2F"),
                Some(AnswerError::OtherProvider),
            ),
            (false, format!("code=c0de&state=B{}", &state[1..]), Some(AnswerError::Foreign)),
            (false, format!("code=c0de&state={}", &state[1..]), Some(AnswerError::Foreign)),
            (false, "code=c0de".into(), Some(AnswerError::Foreign)),
            (false, "code=c0de&state=".into(), Some(AnswerError::Foreign)),
            (false, "error=access_denied".into(), Some(AnswerError::Foreign)),
            (false, String::new(), Some(AnswerError::Foreign)),
            (false, format!("code=a&code=b&state={state}"), Some(AnswerError::Foreign)),
            (false, format!("code=a&state={state}&state=b"), Some(AnswerError::Foreign)),
            (false, format!("state={state}"), Some(AnswerError::NoCode)),
            (false, format!("code=&state={state}"), Some(AnswerError::NoCode)),
            (true, format!("error=access_denied&state={state}"), Some(AnswerError::Nameless)),
            (true, format!("error=access_denied&state={state}&{iss}"), Some(refused(None))),
            (
                false,
                format!("error=access_denied&error_description=no%1b%0amore&state={state}&code=c"),
                Some(refused(Some("no  more"))),
            ),
        ] {
            let judged = attempt().judge(&provider(announces), &query);
            let code = judged.as_ref().ok().map(|code| code.secret().expose());
            assert_eq!(code, expected.is_none().then_some("c0de"), "{query}");
            assert_eq!(judged.err(), expected, "{query}");
        }
    }
}
