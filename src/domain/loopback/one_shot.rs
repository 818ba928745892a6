//! A page that sends one browser on, once: what it sends it to is a secret.

use super::{EndpointToken, Head, Refusal, Reply};
use crate::domain::secret::Secret;

/// What all such pages' paths begin with.
const BEGIN: &str = "/";

/// Whose program has connected, as far as this machine tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Visitor {
    /// Of another user than ours, who is not root.
    Another,
    /// Ours, root's, or the machine doesn't say.
    Ours,
}

/// A browser that may be sent on. Only [`admit`] makes one.
#[derive(Debug)]
pub struct Admitted(());

/// Returns the path of the page.
pub fn path(token: &EndpointToken) -> Secret {
    Secret::new(format!("{BEGIN}{}", token.secret().expose()))
}

/// Checks a request to the page on that port. Whether it was sent on before is for the caller to
/// know: [`Refusal::Gone`].
///
/// The address stands in the browser's arguments, which every user of the machine may read, so that
/// another's program could come first.
pub fn admit(
    head: &Head,
    visitor: Visitor,
    port: u16,
    token: &EndpointToken,
) -> Result<Admitted, Refusal> {
    if !head.names_this_machine(port) {
        return Err(Refusal::ForeignHost);
    }
    if head.is_of_a_page() {
        return Err(Refusal::OfAPage);
    }
    if visitor == Visitor::Another {
        return Err(Refusal::AnotherUser);
    }
    let given = head.target.strip_prefix(BEGIN).unwrap_or_default();
    if !token.is(given.as_bytes()) {
        return Err(Refusal::NotFound);
    }
    if head.method != "GET" {
        return Err(Refusal::WrongMethod);
    }
    Ok(Admitted(()))
}

impl Admitted {
    /// Returns the answer that sends the browser on. The page it comes to is not told from where.
    pub fn send_on(self, to: &Secret) -> Reply {
        let mut reply = Reply::text(303, "You are being signed in.\n");
        reply.headers.push(("location", to.clone()));
        reply.headers.push(("referrer-policy", Secret::new("no-referrer")));
        reply
    }
}
