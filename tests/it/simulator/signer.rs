//! Signs calls as AWS's SDK for Rust does, and as a test wants them spoilt.

use std::time::SystemTime;

use aws_sdk_sts::config::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use chrono::DateTime;
use url::form_urlencoded;
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::simulator::example;

use super::World;
use super::raw::Answer;

/// Whoever signs, when, and for what.
#[derive(Clone)]
pub(super) struct Signer {
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
    pub(super) service: &'static str,
    pub(super) region: &'static str,
    /// Seconds since 1970.
    pub(super) time: i64,
}

/// A call that can be changed before it goes out.
#[derive(Clone)]
pub(super) struct Signed {
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Signer {
    /// The administrator of the account.
    pub(super) fn admin(world: &World, service: &'static str) -> Self {
        Self {
            id: example::ADMIN_ACCESS_KEY_ID.into(),
            secret: example::ADMIN_SECRET_ACCESS_KEY.into(),
            token: None,
            service,
            region: "eu-central-1",
            time: world.now(),
        }
    }

    /// Whoever the answer gave credentials to.
    pub(super) fn session(world: &World, answer: &Answer) -> Self {
        Self {
            id: answer.element("AccessKeyId").into(),
            secret: answer.element("SecretAccessKey").into(),
            token: Some(answer.element("SessionToken").into()),
            ..Self::admin(world, "sts")
        }
    }

    /// Signs an action with its fields.
    pub(super) fn sign(&self, world: &World, action: &str, fields: &[(&str, &str)]) -> Signed {
        let version = if self.service == "iam" { "2010-05-08" } else { "2011-06-15" };
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("Action", action), ("Version", version)])
            .extend_pairs(fields)
            .finish();
        let token = self.token.clone();
        let identity = Credentials::new(&self.id, &self.secret, token, None, "test").into();
        let time = DateTime::from_timestamp(self.time, 0).unwrap();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(self.region)
            .name(self.service)
            .time(SystemTime::from(time))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let form = ("content-type", "application/x-www-form-urlencoded");
        let uri = format!("{}/", world.running.endpoint());
        let payload = SignableBody::Bytes(body.as_bytes());
        let request = SignableRequest::new("POST", uri, [form].into_iter(), payload).unwrap();
        let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let headers = [form].into_iter().chain(instructions.headers()).map(owned).collect();
        Signed { headers, body }
    }

    /// Signs and calls.
    pub(super) async fn call(
        &self,
        world: &World,
        action: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        self.sign(world, action, fields).send(world).await
    }
}

impl Signed {
    /// The value of a header.
    pub(super) fn header(&mut self, name: &str) -> &mut String {
        let found = self.headers.iter_mut().find(|(known, _)| known == name);
        &mut found.unwrap_or_else(|| panic!("no header {name}")).1
    }

    /// Calls.
    pub(super) async fn send(self, world: &World) -> Answer {
        let client = http::client(&Environment::default(), http_patience()).unwrap();
        let mut request = client.post(world.running.endpoint()).body(self.body);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        Answer::of(request.send().await.unwrap()).await
    }
}

fn http_patience() -> std::time::Duration {
    std::time::Duration::from_secs(60)
}
