//! A small HTTP server on loopback: one request for each connection, bounded in size, time and
//! number. What is answered is for `domain::loopback` to say.

pub mod peer;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::{Body as _, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::domain::loopback::{Body, Head, Reply};

/// How long a client may take to send its request.
const HEAD: Duration = Duration::from_secs(5);
/// How long a connection may live, the answer included.
const CONNECTION: Duration = Duration::from_secs(10);
/// How long a request may be: an SDK's has some hundred bytes.
const LONGEST: usize = 16 * 1024;
/// How many headers it may have.
const MOST_HEADERS: usize = 64;
/// How many connections are served at once; more wait for their turn.
const AT_ONCE: usize = 100;
/// How long no connection is taken after the system had no room for one.
const NO_ROOM: Duration = Duration::from_millis(100);

/// A place on loopback where requests come in, but are not yet answered.
#[derive(Debug)]
pub struct LocalServer {
    listener: std::net::TcpListener,
    port: u16,
}

/// Why there is no such place.
#[derive(Debug, Error)]
pub enum LocalServerError {
    /// The port can't be listened on.
    #[error("could not listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port that was wished for; 0 is any.
        port: u16,
        /// Why.
        source: io::Error,
    },
}

/// What answers.
pub trait Answers: Send + Sync + 'static {
    /// Returns the answer to a request that came from `peer`.
    fn answer(&self, head: Head, peer: SocketAddr) -> impl Future<Output = Reply> + Send;
}

impl LocalServer {
    /// Listens on the port of 127.0.0.1, and on no other address; 0 lets the system choose.
    pub fn listen(port: u16) -> Result<Self, LocalServerError> {
        let failed = |source| LocalServerError::Listen { port, source };
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Self { listener, port })
    }

    /// Returns the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers until the future is dropped.
    pub async fn serve(self, answers: impl Answers) -> Result<Infallible, LocalServerError> {
        let failed = |source| LocalServerError::Listen { port: self.port, source };
        let listener = TcpListener::from_std(self.listener).map_err(failed)?;
        let answers = Arc::new(answers);
        let room = Arc::new(Semaphore::new(AT_ONCE));
        loop {
            let place = Arc::clone(&room).acquire_owned().await.expect("nobody closes it");
            let Ok((stream, peer)) = listener.accept().await else {
                tokio::time::sleep(NO_ROOM).await;
                continue;
            };
            let answers = Arc::clone(&answers);
            tokio::spawn(async move {
                let _place = place;
                let _ = timeout(CONNECTION, connection(stream, peer, answers)).await;
            });
        }
    }
}

/// Answers the one request of a connection. What a client does wrong is nobody's concern but its
/// own.
async fn connection(stream: TcpStream, peer: SocketAddr, answers: Arc<impl Answers>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let answers = Arc::clone(&answers);
        async move { Ok::<_, Infallible>(response(answers.answer(head(&request), peer).await)) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST)
        .max_headers(MOST_HEADERS)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection on loopback broke off");
    }
}

fn head(request: &Request<Incoming>) -> Head {
    let headers = request.headers().iter();
    Head {
        method: request.method().as_str().into(),
        target: request.uri().to_string(),
        headers: headers
            .map(|(name, value)| (name.as_str().into(), value.as_bytes().into()))
            .collect(),
        body: if request.body().is_end_stream() { Body::Absent } else { Body::Present },
    }
}

fn response(reply: Reply) -> Response<String> {
    let mut response = Response::new(reply.body.expose().to_owned());
    *response.status_mut() =
        StatusCode::from_u16(reply.status).expect("our answers have status codes of HTTP");
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(reply.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in &reply.headers {
        let mut value = HeaderValue::from_str(value.expose())
            .expect("our answers have headers of visible letters");
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    response
}
