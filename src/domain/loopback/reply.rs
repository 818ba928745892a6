//! An answer on loopback.

use serde::Serialize;
use thiserror::Error;

use crate::domain::secret::Secret;

/// An answer. No cache keeps it.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// Headers of this answer alone.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body. What is secret in it is for who asked.
    pub body: Secret,
}

/// Why a request gets nothing, whoever sent it. The variants stand in the order of the checks.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum Refusal {
    /// `Host` isn't this machine with the right port, or there is not exactly one.
    #[error("this answers to requests for 127.0.0.1 only")]
    ForeignHost,
    /// A web page's script sent it.
    #[error("this answers to no web page")]
    OfAPage,
    /// A program of another user of this machine.
    #[error("this answers to programs of its own user only")]
    AnotherUser,
    /// No `Authorization`, or several.
    #[error("the header Authorization is missing: it is AWS_CONTAINER_AUTHORIZATION_TOKEN")]
    NoToken,
    /// Another token than this endpoint's.
    #[error("the token is not this endpoint's")]
    WrongToken,
    /// Another path.
    #[error("nothing is here")]
    NotFound,
    /// A page that has been shown.
    #[error("this was shown once, and is over")]
    Gone,
    /// Another method.
    #[error("this answers to GET")]
    WrongMethod,
    /// A body, which nobody reads.
    #[error("this takes no body")]
    WithBody,
}

impl Refusal {
    /// Returns the status code.
    pub fn status(self) -> u16 {
        match self {
            Self::ForeignHost
            | Self::OfAPage
            | Self::AnotherUser
            | Self::NoToken
            | Self::WrongToken => 403,
            Self::NotFound => 404,
            Self::Gone => 410,
            Self::WrongMethod => 405,
            Self::WithBody => 400,
        }
    }

    /// Returns the word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::ForeignHost
            | Self::OfAPage
            | Self::AnotherUser
            | Self::NoToken
            | Self::WrongToken => "AccessDenied",
            Self::NotFound => "NotFound",
            Self::Gone => "Gone",
            Self::WrongMethod => "MethodNotAllowed",
            Self::WithBody => "InvalidRequest",
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let mut reply = Self::error(refusal.status(), refusal.code(), &refusal.to_string());
        if refusal == Refusal::WrongMethod {
            reply.headers.push(("allow", Secret::new("GET")));
        }
        reply
    }
}

impl Reply {
    /// Returns an answer in JSON.
    pub fn json(status: u16, body: Secret) -> Self {
        Self { status, content_type: "application/json", headers: Vec::new(), body }
    }

    /// Returns an answer for a person.
    pub fn text(status: u16, words: &str) -> Self {
        let body = Secret::new(words);
        Self { status, content_type: "text/plain; charset=utf-8", headers: Vec::new(), body }
    }

    /// Returns an error as AWS's SDKs read it from a container's endpoint: `{code, message}`
    /// ([container credential provider](https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html)).
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let text = serde_json::to_string(&Words { code, message });
        Self::json(status, Secret::new(text.expect("a structure of texts serialises")))
    }
}

#[derive(Serialize)]
struct Words<'a> {
    code: &'a str,
    message: &'a str,
}
