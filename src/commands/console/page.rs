//! The page that sends the browser on, once.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::adapters::browser::Browsers;
use crate::adapters::local_server::{Answers, LocalServer, peer};
use crate::adapters::random;
use crate::adapters::runtime::block_on;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::loopback::{EndpointToken, Head, Refusal, Reply, one_shot};
use crate::domain::secret::Secret;

/// How long the page waits for a browser.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked whether a browser could not be started after all.
const LOOK: Duration = Duration::from_millis(100);
/// How long the page stays after it was shown: whoever comes second is told so.
const AFTERWARDS: Duration = Duration::from_secs(2);

/// What a request came to.
enum Seen {
    /// A browser was sent on.
    Sent,
    /// Another user's program asked.
    Stranger,
}

/// Opens the browser at a page of our own that sends it to the URL, and waits until it was there.
pub(super) fn open(world: &mut World, url: Secret) -> Result<(), CommandError> {
    let loopback = LocalServer::listen(0)?;
    let port = loopback.port();
    let token = EndpointToken::from_random(random::bytes(&*world.random));
    let address =
        Secret::new(format!("http://127.0.0.1:{port}{}", one_shot::path(&token).expose()));
    let (seen, news) = unbounded_channel();
    let page = Page { port, token, url: Mutex::new(Some(url)), seen };
    let browsers = Browsers::of(world.environment.browser.as_deref());
    world.output.tell("opening the browser");
    block_on(async {
        tokio::select! {
            Err(error) = loopback.serve(page) => Err(error.into()),
            outcome = shown(browsers, &address, news) => outcome,
        }
    })
}

/// Waits until a browser was sent on, and tries the next where one could not be started.
async fn shown(
    mut browsers: Browsers,
    address: &Secret,
    mut news: UnboundedReceiver<Seen>,
) -> Result<(), CommandError> {
    let end = tokio::time::Instant::now() + PATIENCE;
    let mut browser = browsers.start_next(address.expose()).ok_or_else(no_browser)?;
    let mut look = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            seen = news.recv() => match seen {
                Some(Seen::Stranger) => return Err(stranger()),
                Some(Seen::Sent) | None => break,
            },
            _ = look.tick() => {
                if matches!(browser.try_wait(), Ok(Some(status)) if !status.success()) {
                    browser = browsers.start_next(address.expose()).ok_or_else(no_browser)?;
                }
            }
            () = tokio::time::sleep_until(end) => return Err(nobody_came()),
        }
    }
    tokio::time::sleep(AFTERWARDS).await;
    Ok(())
}

/// The page.
struct Page {
    port: u16,
    token: EndpointToken,
    /// Whereto, until somebody was sent there.
    url: Mutex<Option<Secret>>,
    seen: UnboundedSender<Seen>,
}

impl Answers for Page {
    async fn answer(&self, head: Head, peer: SocketAddr) -> Reply {
        let visitor = peer::of(peer, self.port);
        let reply = one_shot::admit(&head, visitor, self.port, &self.token).and_then(|admitted| {
            let url = self.url.lock().unwrap_or_else(PoisonError::into_inner).take();
            url.map(|url| admitted.send_on(&url)).ok_or(Refusal::Gone)
        });
        let seen = match &reply {
            Ok(_) => Some(Seen::Sent),
            Err(Refusal::AnotherUser) => Some(Seen::Stranger),
            Err(_) => None,
        };
        // Nobody listens once it was shown.
        let _ = seen.map(|seen| self.seen.send(seen));
        reply
            .unwrap_or_else(|refusal| Reply::text(refusal.status(), &format!("vouch: {refusal}\n")))
    }
}

fn no_browser() -> CommandError {
    CommandError::new(Exit::Failed, "no browser can be started").hint(
        "let BROWSER name one; or open the URL that `--print` shows in a browser of another machine",
    )
}

fn nobody_came() -> CommandError {
    CommandError::new(Exit::Failed, "the browser did not open the page within a minute")
        .hint("let BROWSER name another; or use `--print`")
}

fn stranger() -> CommandError {
    let what = "another user of this machine asked for the sign-in page, and got nothing";
    CommandError::new(Exit::Refused, what)
        .hint("find out who reads the list of processes here; or use `--print`")
}
