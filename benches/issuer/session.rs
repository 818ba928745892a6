//! A login with a software key, and requests for tokens made out before the clock starts.

use std::sync::Arc;

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use vouch::adapters::clock::{Clock as _, SystemClock};
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::adapters::issuer_client::IssuerClient;
use vouch::adapters::random::{self, SystemRandom};
use vouch::domain::dpop::{self, Request, SessionKey};
use vouch::domain::enrolment::{InvitationCode, proof_input};
use vouch::domain::presence;
use vouch::domain::secret::Secret;
use vouch::domain::wire::{EnrollRequest, GRANT_REFRESH_TOKEN, path};

use crate::server::{ROLE, Server};
use crate::{Outcome, PATIENCE};

/// A session and its key.
pub(crate) struct Session {
    url: String,
    audience: String,
    refresh_token: Secret,
    key: SessionKey,
}

impl Session {
    /// Enrols a software key and logs in with it.
    pub(crate) async fn begin(server: &Server) -> Outcome<Self> {
        let http = http::client(&Environment::default(), PATIENCE)?;
        let random = Arc::new(SystemRandom);
        let client = IssuerClient::new(http, server.url.clone(), Arc::new(SystemClock), random);
        let bytes = random::bytes(&SystemRandom);
        let (software_key, public) =
            (SigningKey::from_slice(&bytes)?, SessionKey::from_random(bytes));
        let id = public.thumbprint();
        let sign = |input: &[u8]| -> [u8; 64] {
            let signature: Signature = software_key.sign(input);
            signature.to_bytes().into()
        };
        let ours = client.discover().await?;
        let challenge = client.enroll_challenge(&ours, &id).await?;
        let code = server.invitation()?;
        let invitation = InvitationCode::parse(&Secret::new(code.as_str()))?;
        let input = proof_input(&public.jwk(), &server.url, &challenge, Some(&invitation));
        let proof = sign(input.as_bytes());
        let proof = input.with_signature(&proof);
        let request =
            EnrollRequest { invitation: &code, proof: &proof, attestation: &[], name: None };
        client.enroll(&ours, &request).await?;
        let key = SessionKey::from_random(random::bytes(&SystemRandom));
        let challenge = client.challenge(&ours, &id).await?;
        let input = presence::assertion(&id, &server.url, &challenge, &key.thumbprint());
        let signature = sign(input.as_bytes());
        let login = client.login(&ours, &input.with_signature(&signature), &key, None).await?;
        Ok(Self {
            url: server.url.join(path::TOKEN),
            audience: server.url.without_scheme().into(),
            refresh_token: login.refresh_token,
            key,
        })
    }

    /// Returns that many requests, each with a proof of its own.
    pub(crate) fn sheets(&self, count: usize) -> Vec<Sheet> {
        let now = SystemClock.now();
        let request = Request { method: "POST", url: &self.url, session: None };
        let one = |_| Sheet {
            url: self.url.clone(),
            proof: dpop::proof(&self.key, &request, now, random::bytes(&SystemRandom)),
            form: vec![
                ("grant_type", GRANT_REFRESH_TOKEN.into()),
                ("refresh_token", self.refresh_token.expose().into()),
                ("audience", self.audience.clone()),
                ("role_arn", ROLE.into()),
            ],
        };
        (0..count).map(one).collect()
    }
}

/// A request for a token.
pub(crate) struct Sheet {
    url: String,
    proof: String,
    form: Vec<(&'static str, String)>,
}

impl Sheet {
    /// Sends it; whatever isn't a token is an error.
    pub(crate) async fn post(self, http: &reqwest::Client) -> Outcome<()> {
        let request = http.post(&self.url).header("DPoP", self.proof).form(&self.form);
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if status.is_success() && text.contains("id_token") { Ok(()) } else { Err(text.into()) }
    }
}
