//! The simulator as a server.

use std::io;
use std::net::{SocketAddr, TcpListener};

use axum::Router;
use axum::routing::post;
use thiserror::Error;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Simulator;
use super::answer::answer;

/// Why the simulator can't start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address isn't this machine's own.
    #[error("{0} is not on the loopback interface")]
    NotLoopback(SocketAddr),
    /// The listener can't be used.
    #[error("could not listen: {0}")]
    Listen(#[from] io::Error),
}

/// A simulator that serves. It ends when this is dropped.
pub struct Running {
    address: SocketAddr,
    simulator: Simulator,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
}

impl Simulator {
    /// Serves on the listener, which must be on the loopback interface.
    pub fn serve(self, listener: TcpListener) -> Result<Running, StartError> {
        let address = listener.local_addr()?;
        if !address.ip().is_loopback() {
            return Err(StartError::NotLoopback(address));
        }
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().route("/", post(answer)).with_state(self.clone());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, service).with_graceful_shutdown(async {
            // A dropped sender ends the simulator as well.
            let _ = stopped.await;
        });
        let task = tokio::spawn(async { server.await });
        Ok(Running { address, simulator: self, stop: Some(stop), task })
    }
}

impl Running {
    /// Returns the address that is listened on, with the port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns what to write into `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_IAM`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the simulator that serves.
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }

    /// Takes no more calls and waits for the running ones.
    pub async fn stop(mut self) -> io::Result<()> {
        self.stop.take();
        (&mut self.task).await.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.take();
    }
}
