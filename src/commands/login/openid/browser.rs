//! The person logs in with a browser, which comes back to this machine with a code.

use std::time::Duration;

use crate::adapters::clock::Countdown;
use crate::adapters::loopback::{Loopback, Visit};
use crate::adapters::runtime::block_on;
use crate::adapters::{browser, random};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::openid::{AnswerError, Attempt, Code, Question, Way};
use crate::domain::session::Given;

use super::{There, believed, nobody};

/// How long a person may take where nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(5 * 60);

/// How the browser is led.
pub(super) struct How {
    /// Whether it is opened.
    pub(super) opens: bool,
    /// To which port it comes back; any if 0.
    pub(super) port: u16,
}

/// Sends the person to the provider and returns what the code was good for.
pub(super) fn log_in(
    world: &mut World,
    there: &There<'_>,
    how: &How,
    timeout: Option<Duration>,
) -> Result<(Given, Option<Duration>), CommandError> {
    let place = Loopback::open(how.port).map_err(|error| {
        let what = format!("could not listen on port {} of this machine", how.port);
        CommandError::new(Exit::Failed, what).cause(error)
    })?;
    let redirect_uri = place.url();
    let attempt = Attempt::from_random(random::bytes(&*world.random));
    let question =
        Question { client_id: &there.client.id, scopes: there.scopes, redirect_uri: &redirect_uri };
    let page = attempt.url(there.provider, &question).ok_or_else(|| no_page(there))?;
    show(world, there, &page, how);
    let code = wait(world, there, &attempt, &place, timeout.unwrap_or(TIMEOUT))?;
    drop(place);
    let redeemed =
        there.http.redeem(there.provider, there.client, &code, attempt.verifier(), &redirect_uri);
    let answer = block_on(redeemed)?;
    believed(world, there, answer, Way::Browser { nonce: attempt.nonce() })
}

fn show(world: &mut World, there: &There<'_>, page: &str, how: &How) {
    let host = there.provider.issuer().host();
    let line = format!("log in to {host} in the browser, at this page:\n{page}");
    world.output.show(&mut *world.prompt, &line);
    if how.opens
        && let Err(error) = browser::open(page)
    {
        world.output.tell(&format!("no browser could be opened ({error}): open the page yourself"));
    }
}

/// Waits for the browser. What belongs to no login of now is sent away, and the wait goes on: any
/// page can send a browser here.
fn wait(
    world: &mut World,
    there: &There<'_>,
    attempt: &Attempt,
    place: &Loopback,
    timeout: Duration,
) -> Result<Code, CommandError> {
    let countdown = Countdown::of(timeout);
    while let Some(visit) = place.wait(countdown.left()) {
        match attempt.judge(there.provider, &visit.query) {
            Ok(code) => {
                visit.answer("200 OK", "vouch goes on in the terminal. You can close this page.");
                return Ok(code);
            }
            Err(error @ AnswerError::Foreign) => {
                world.output.tell(&format!("{error}; it was ignored"));
                visit.answer("400 Bad Request", "vouch waits for another login than this.");
            }
            Err(error) => return Err(refused(there, visit, &error)),
        }
    }
    Err(nobody(there.provider))
}

fn refused(there: &There<'_>, visit: Visit, error: &AnswerError) -> CommandError {
    visit.answer(
        "400 Bad Request",
        "The login failed; the terminal says why. You can close this page.",
    );
    let issuer = there.provider.issuer();
    match error {
        AnswerError::Refused { error: code, .. } => {
            CommandError::new(Exit::Refused, format!("{issuer} refused: {error}"))
                .hint(format!("log in again; if it stays so, ask who runs the provider ({code})"))
        }
        _ => CommandError::new(
            Exit::Refused,
            format!("what came back from {issuer} is not believed"),
        )
        .cause(error)
        .hint("log in again; if it stays so, somebody may be in between"),
    }
}

fn no_page(there: &There<'_>) -> CommandError {
    let issuer = there.provider.issuer();
    CommandError::new(Exit::Refused, format!("{issuer} has no page to log in at"))
        .hint("try `--device`")
}
