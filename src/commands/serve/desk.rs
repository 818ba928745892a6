//! Where requests come in: who may, is given what the keeper has.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::keeper::{Ask, Meanwhile};
use crate::adapters::clock::Clock;
use crate::adapters::local_server::Answers;
use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::loopback::{EndpointToken, Head, Reply, container};

/// How long a request waits for the keeper: the SDK for Python gives up after two seconds.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What answers the requests.
pub(super) struct Desk {
    pub(super) port: u16,
    pub(super) token: EndpointToken,
    /// Where the keeper is asked.
    pub(super) asks: Sender<Ask>,
    pub(super) meanwhile: Meanwhile,
    pub(super) clock: Arc<dyn Clock>,
}

impl Answers for Desk {
    async fn answer(&self, head: Head, _peer: SocketAddr) -> Reply {
        let reply = match container::admit(&head, self.port, &self.token) {
            Err(refusal) => {
                tracing::debug!(%refusal, "a request is refused");
                refusal.into()
            }
            Ok(admitted) => match self.credentials().await {
                Ok(credentials) => admitted.answer(&credentials),
                Err(error) => reply(&error),
            },
        };
        tracing::debug!(status = reply.status, "a request is answered");
        reply
    }
}

impl Desk {
    /// Returns the credentials in time. While the keeper asks for new ones, those that still live
    /// are given at once.
    async fn credentials(&self) -> Result<AwsCredentials, CommandError> {
        let meanwhile = || self.meanwhile.living(self.clock.now());
        if let Some(credentials) = meanwhile() {
            return Ok(credentials);
        }
        let (reply, answer) = oneshot::channel();
        // The keeper ends with the process.
        let _ = self.asks.send(reply);
        match timeout(PATIENCE, answer).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) | Err(_) => meanwhile().ok_or_else(not_yet),
        }
    }
}

fn not_yet() -> CommandError {
    CommandError::new(Exit::Network, "issuer and AWS are asked and haven't answered yet")
        .hint("ask again")
}

/// Returns the answer of a failure. SDKs ask again where the status is one of a server's.
fn reply(error: &CommandError) -> Reply {
    let (status, code) = match error.exit {
        Exit::LoginRequired => (403, "LoginRequired"),
        Exit::Refused => (403, "Refused"),
        Exit::Network => (503, "Unreachable"),
        Exit::Keyring => (503, "KeyringUnavailable"),
        _ => (500, "Failed"),
    };
    Reply::error(status, code, &error.one_line())
}
