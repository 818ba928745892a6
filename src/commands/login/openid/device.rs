//! The person logs in on another device while this one asks for the outcome.

use std::time::Duration;

use crate::adapters::clock::Countdown;
use crate::adapters::issuer_client::IssuerError;
use crate::adapters::openid_client::TokenAnswer;
use crate::adapters::runtime::block_on;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::openid::{DeviceLogin, Over, Said, Way};
use crate::domain::session::Given;

use super::{There, believed, nobody};

/// Shows the code and returns what came of it.
pub(super) fn log_in(
    world: &mut World,
    there: &There<'_>,
    timeout: Option<Duration>,
) -> Result<(Given, Option<Duration>), CommandError> {
    let login = block_on(there.http.device_login(there.provider, there.client, there.scopes))?;
    show(world, there, &login);
    let limit = timeout.map_or(login.lifetime, |timeout| timeout.min(login.lifetime));
    let answer = wait(there, login, &Countdown::of(limit))?;
    believed(world, there, answer, Way::Device)
}

/// The code is shown also beside the page where it is filled in: the person compares both
/// ([RFC 8628, section 3.3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.3.1)).
fn show(world: &mut World, there: &There<'_>, login: &DeviceLogin) {
    let host = there.provider.issuer().host();
    let DeviceLogin { page, user_code, .. } = login;
    let mut lines =
        format!("log in to {host} on any device, at this page:\n{page}\nwith the code {user_code}");
    if let Some(complete) = &login.complete_page {
        lines.push_str(&format!("\nor, with the code in it:\n{complete}"));
    }
    world.output.show(&mut *world.prompt, &lines);
}

fn wait(
    there: &There<'_>,
    mut login: DeviceLogin,
    countdown: &Countdown,
) -> Result<TokenAnswer, CommandError> {
    loop {
        countdown.pass(login.pace.interval());
        if countdown.left().is_zero() {
            return Err(nobody(there.provider));
        }
        let asked = there.http.device_tokens(there.provider, there.client, &login.device_code);
        match block_on(asked) {
            Ok(answer) => return Ok(answer),
            Err(IssuerError::Refused { error, description, .. }) => {
                match login.pace.hear(&error, description.as_deref()) {
                    Said::Pending => {}
                    Said::Over(Over::Late) => return Err(nobody(there.provider)),
                    Said::Over(over) => return Err(refused(there, &over)),
                }
            }
            Err(error) if error.is_temporary() => login.pace.back_off(),
            Err(error) => return Err(error.into()),
        }
    }
}

fn refused(there: &There<'_>, over: &Over) -> CommandError {
    let issuer = there.provider.issuer();
    CommandError::new(Exit::Refused, format!("{issuer} refused: {over}"))
        .hint("log in again; if it stays so, ask who runs the provider")
}
