//! `vouch-server run`: serves until it is told to stop.

use core::net::SocketAddr;
use std::sync::Arc;

use super::{AdminError, Streams};
use crate::adapters::clock::SystemClock;
use crate::adapters::random::SystemRandom;
use crate::domain::issuer_config::IssuerConfig;
use crate::issuer::Issuer;

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen, instead of where the configuration says; port 0 lets the system choose
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Runs `run`.
pub(super) async fn run(
    mut config: IssuerConfig,
    args: &Args,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    config.listen = args.listen.unwrap_or(config.listen);
    let name = config.issuer.clone();
    let scheme = if config.tls.is_some() { "https" } else { "http" };
    let issuer = Issuer::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
    // Before the first request: a signal that comes now must find its listener.
    let stop = Stop::listen().map_err(AdminError::failed)?;
    let mut running = issuer.listen().await?;
    streams.tell(match scheme {
        "https" => "speaking HTTPS",
        _ => "speaking plain HTTP, on loopback only: a proxy on this host must speak HTTPS",
    });
    streams.tell(&format!("the issuer is {name}"));
    streams.print(&format!("{scheme}://{}", running.address()))?;
    tokio::select! {
        ended = running.ended() => {
            ended.map_err(|error| AdminError::failed(format!("the server ended: {error}")))
        }
        () = stop.wait() => {
            streams.tell("stopping");
            running.stop().await.map_err(AdminError::failed)
        }
    }
}

/// SIGTERM and SIGINT.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    fn listen() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { terminate, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(not(unix))]
    fn listen() -> std::io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    async fn wait(self) {
        // Where Ctrl-C can't be heard, the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
