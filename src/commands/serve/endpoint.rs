//! The endpoint: its port, its token, and the thread that answers there.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::desk::Desk;
use super::keeper::{Ask, Keeper};
use crate::adapters::local_server::{LocalServer, LocalServerError};
use crate::adapters::{own_process, random, runtime};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::loopback::{EndpointToken, container};

/// Where credentials will be answered, and to whom.
pub(in crate::commands) struct Endpoint {
    loopback: LocalServer,
    token: EndpointToken,
}

impl Endpoint {
    /// Listens on the port, 0 for any. Requests wait from here on.
    pub(in crate::commands) fn listen(world: &World, port: u16) -> Result<Self, CommandError> {
        let loopback = LocalServer::listen(port)?;
        let token = EndpointToken::from_random(random::bytes(&*world.random));
        Ok(Self { loopback, token })
    }

    /// Returns the port.
    pub(in crate::commands) fn port(&self) -> u16 {
        self.loopback.port()
    }

    /// Returns the token that requests must bring.
    pub(in crate::commands) fn token(&self) -> &EndpointToken {
        &self.token
    }

    /// Returns where the credentials are.
    pub(in crate::commands) fn uri(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port(), container::PATH)
    }

    /// Answers on a thread of its own until the future that `end` makes there says with which exit
    /// code the process shall end: then it ends at once, also while AWS is waited for. Returns when
    /// `end` has made it; what the keeper is asked then comes out of the inbox.
    pub(in crate::commands) fn open<F: Future<Output = i32> + Send>(
        self,
        world: &World,
        keeper: &Keeper,
        end: impl FnOnce() -> io::Result<F> + Send + 'static,
    ) -> Result<Receiver<Ask>, CommandError> {
        let (asks, inbox) = channel();
        let desk = Desk {
            port: self.port(),
            token: self.token,
            asks,
            meanwhile: keeper.meanwhile(),
            clock: Arc::clone(&world.clock),
        };
        let (ready, is_ready) = channel();
        // The keeper takes an inbox that nobody can write to for a failure, so it stays open until
        // the process has ended.
        let still_open = desk.asks.clone();
        runtime::beside(async move {
            let _still_open = still_open;
            let end = match end() {
                Ok(end) => end,
                Err(error) => return drop(ready.send(Err(error))),
            };
            let _ = ready.send(Ok(()));
            let exit = tokio::select! {
                exit = end => exit,
                Err(error) = self.loopback.serve(desk) => {
                    tracing::error!(%error, "the endpoint ended");
                    Exit::Failed as i32
                }
            };
            own_process::end(exit)
        });
        let failed = |error| CommandError::new(Exit::Failed, "no signals reach this").cause(error);
        is_ready.recv().expect("the thread says whether it is ready").map_err(failed)?;
        Ok(inbox)
    }
}

impl From<LocalServerError> for CommandError {
    fn from(error: LocalServerError) -> Self {
        Self::new(Exit::Failed, error.to_string())
            .hint("name another `--port`, or none: then a free one is chosen")
    }
}
