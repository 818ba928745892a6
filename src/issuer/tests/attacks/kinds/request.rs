//! Requests that aren't what the door takes.

use reqwest::Method;

use super::super::attempt::{Attempt, Spoiled};
use super::super::door::{BodyForm, Door};
use super::super::expected::{Afterwards, Expected, attacks, malformed, refused};

attacks! {
    /// What is wrong with the request.
    Request {
        WrongMethod = "another method",
        WrongContentType = "a body of another content type",
        GarbledBody = "a body that is no form or no JSON",
        DoubledField = "a field twice",
        BodyTooLarge = "a body of more than 64 KiB",
    }
}

impl Request {
    pub(in super::super) fn mount(self, attempt: &mut Attempt) -> Afterwards {
        match self {
            Self::WrongMethod => attempt.method = Method::PUT,
            Self::WrongContentType => attempt.spoiled = Some(Spoiled::ContentType),
            Self::GarbledBody => attempt.spoiled = Some(Spoiled::Garbled),
            Self::DoubledField => attempt.spoiled = Some(Spoiled::Doubled),
            Self::BodyTooLarge => attempt.spoiled = Some(Spoiled::TooLarge),
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        let form = match (self, door.body()) {
            (Self::WrongMethod, _) => {
                return Expected::Unjudged { status: 405, code: "invalid_request" };
            }
            (_, BodyForm::None) => return Expected::NotApplicable("no body is read"),
            (_, form) => form,
        };
        match (self, form) {
            (Self::BodyTooLarge, _) => refused(413, "invalid_request", "the body is too large"),
            (Self::WrongContentType, BodyForm::Form) => {
                malformed("the body must be application/x-www-form-urlencoded")
            }
            (Self::WrongContentType, _) => malformed("the body must be application/json"),
            (_, BodyForm::Form) => malformed("the form is not what this path takes"),
            (_, _) => malformed("the JSON is not what this path takes"),
        }
    }
}
