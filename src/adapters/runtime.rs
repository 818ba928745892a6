//! The event loop: built by the first network call, never on a path that makes none.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Runs the future on this thread until it is done.
///
/// One event loop serves the whole process, so that a client's kept connections live from one
/// call to the next. Nothing runs between two calls, while a person looks for a key or thinks of a
/// PIN: connections that the other side closed meanwhile are noticed first, or a request would be
/// sent into one. Must not be called from within async code.
///
/// # Panics
/// When the operating system gives the process no event loop.
pub fn block_on<F: Future>(future: F) -> F::Output {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    run(RUNTIME.get_or_init(event_loop), future)
}

/// Runs the future on a thread of its own, in an event loop of its own, beside everything else. It
/// is made there too.
///
/// # Panics
/// When the operating system gives the process no thread or event loop.
pub fn beside(future: impl Future<Output = ()> + Send + 'static) {
    let run = move || event_loop().block_on(future);
    std::thread::Builder::new()
        .name("beside".into())
        .spawn(run)
        .expect("the operating system gives every process a thread");
}

fn event_loop() -> Runtime {
    Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("the operating system gives every process an event loop")
}

fn run<F: Future>(event_loop: &Runtime, future: F) -> F::Output {
    event_loop.block_on(async {
        notice_what_happened().await;
        future.await
    })
}

/// Lets the event loop look at its connections once, and then those run that have news.
async fn notice_what_happened() {
    for _ in 0..2 {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::sync::mpsc::channel;
    use std::thread::spawn;

    use super::{block_on, event_loop, run};

    #[test]
    fn runs_one_future_after_another() {
        assert_eq!(block_on(async { 1 }) + block_on(async { 2 }), 3);
    }

    /// A server closes a connection that nothing comes through; ours does so after ten seconds, and
    /// a touch may take longer.
    #[test]
    fn a_request_after_a_pause_is_not_sent_into_a_closed_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (answered, pause) = channel();
        let (closed, close) = channel();
        spawn(move || {
            for _ in 0..3 {
                let stream = answer(&listener);
                pause.recv().unwrap();
                drop(stream);
                closed.send(()).unwrap();
            }
        });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        // Its own: the one of the process may be driven by another test's thread.
        let event_loop = event_loop();
        for _ in 0..3 {
            let text = run(&event_loop, async { client.post(&url).send().await?.text().await });
            assert_eq!(text.unwrap(), "ok");
            answered.send(()).unwrap();
            close.recv().unwrap();
        }
    }

    /// Answers one request and keeps the connection.
    fn answer(listener: &TcpListener) -> TcpStream {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            request.extend(byte);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").unwrap();
        stream
    }
}
