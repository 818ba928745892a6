//! A request that the issuer answers as it wishes, taken apart so that each part can be forged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::door::{BodyForm, Door, SessionPlace};
use super::token::Token;
use crate::adapters::random::{self, SystemRandom};
use crate::domain::secret::Secret;
use crate::domain::wire::path;
use crate::issuer::tests::world::{Answer, World};

/// What a body is, when it isn't what the fields make.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Spoiled {
    /// It has another content type than the door takes.
    ContentType,
    /// A field is there twice.
    Doubled,
    /// It is no form, or no JSON.
    Garbled,
    /// It is longer than what is read.
    TooLarge,
}

/// A request, before it is put together.
#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) door: Door,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) scheme: &'static str,
    pub(super) session: Option<Secret>,
    pub(super) proofs: Vec<Token>,
    pub(super) statement: Option<Token>,
    pub(super) fields: Map<String, Value>,
    pub(super) spoiled: Option<Spoiled>,
    /// What the proxy says of where it comes from.
    pub(super) forwarded: Option<String>,
}

impl Attempt {
    /// Presents another session, with a proof for it.
    pub(super) fn present(&mut self, session: Secret) {
        if matches!(self.door.session(), SessionPlace::Header) {
            let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(session.expose()));
            self.proof().claims()["ath"] = hash.into();
        }
        self.session = Some(session);
    }

    /// Returns the one DPoP proof.
    pub(super) fn proof(&mut self) -> &mut Token {
        &mut self.proofs[0]
    }

    /// Returns what the security key signed.
    pub(super) fn statement(&mut self) -> &mut Token {
        self.statement.as_mut().unwrap()
    }

    /// Makes the DPoP proof another one, of this moment.
    pub(super) fn renew(&mut self, world: &World) {
        for proof in &mut self.proofs {
            let jti: [u8; 16] = random::bytes(&SystemRandom);
            proof.claims()["jti"] = URL_SAFE_NO_PAD.encode(jti).into();
            proof.claims()["iat"] = world.now().timestamp().into();
        }
    }

    /// Sends a request for nothing from the same place, to a path that is counted.
    pub(super) async fn send_from_there(&self, world: &World) {
        let forwarded = self.forwarded.as_deref().unwrap_or_default();
        let request = world.request(&Method::GET, path::ROLES).header("X-Forwarded-For", forwarded);
        assert_eq!(world.send(request).await.status, 401);
    }

    pub(super) async fn send(&self, world: &World) -> Answer {
        let mut request = world.request(&self.method, &self.path);
        let mut fields = self.fields.clone();
        if let Some(forwarded) = &self.forwarded {
            request = request.header("X-Forwarded-For", forwarded);
        }
        for proof in &self.proofs {
            request = request.header("DPoP", proof.compact());
        }
        if let (Some(token), Ok(name)) = (&self.statement, self.door.statement()) {
            fields.insert(name.into(), token.compact().into());
        }
        if let Some(session) = &self.session {
            let text = session.expose();
            match self.door.session() {
                SessionPlace::Header => {
                    request = request.header("Authorization", format!("{} {text}", self.scheme));
                }
                SessionPlace::RefreshToken => {
                    fields.insert("refresh_token".into(), text.into());
                }
                SessionPlace::Token => {
                    fields.insert("token".into(), text.into());
                }
                SessionPlace::None(_) => panic!("the door takes no session"),
            }
        }
        world.send(self.with_body(request, fields)).await
    }

    fn with_body(&self, request: RequestBuilder, mut fields: Map<String, Value>) -> RequestBuilder {
        if self.spoiled == Some(Spoiled::TooLarge) {
            fields.insert("padding".into(), "a".repeat(65 * 1024).into());
        }
        let (kind, mut body) = match self.door.body() {
            BodyForm::None => return request,
            BodyForm::Json => ("application/json", serde_json::to_string(&fields).unwrap()),
            BodyForm::Form => ("application/x-www-form-urlencoded", form(&fields)),
        };
        let mut kind = kind.to_owned();
        match (self.spoiled, self.door.body()) {
            (None | Some(Spoiled::TooLarge), _) | (_, BodyForm::None) => {}
            (Some(Spoiled::ContentType), _) => kind = "text/plain".into(),
            (Some(Spoiled::Garbled), BodyForm::Json) => body.insert(0, '<'),
            (Some(Spoiled::Garbled), BodyForm::Form) => body = "%ff=%00&&".into(),
            (Some(Spoiled::Doubled), BodyForm::Json) => {
                body = body.replacen('{', &format!("{},", body.trim_end_matches('}')), 1);
            }
            (Some(Spoiled::Doubled), BodyForm::Form) => body = format!("{body}&{body}"),
        }
        request.header("Content-Type", kind).body(body)
    }
}

fn form(fields: &Map<String, Value>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name, value.as_str().unwrap());
    }
    form.finish()
}
